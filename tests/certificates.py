"""Certificates made by the tests: an authority of their own, and servers' certificates good and bad."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificates:
    """An authority, and a server's TLS context for each kind of certificate."""

    authority: trustme.CA
    contexts: dict[str, ssl.SSLContext]

    def write_bundle(self, directory: Path) -> str:
        """A file for `--ca-bundle` that trusts the authority."""
        path = directory / "authority.pem"
        self.authority.cert_pem.write_to_path(path)
        return str(path)


@cache
def certificates() -> Certificates:
    """Made once for all tests: keys take their time."""
    authority, stranger = trustme.CA(), trustme.CA()
    past, future = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
    own = trustme.CA()
    made = {
        "good": authority.issue_cert("localhost", "models.test"),
        "expired": _valid_for_a_year(authority, past),
        "not valid yet": _valid_for_a_year(authority, future),
        "another host": authority.issue_cert("elsewhere.test"),
        "unknown authority": stranger.issue_cert("localhost"),
        "self-signed": trustme.LeafCert(own.private_key_pem.bytes(), own.cert_pem.bytes(), []),
    }
    contexts = {name: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for name in made}
    for name, certificate in made.items():
        certificate.configure_cert(contexts[name])
    return Certificates(authority, contexts)


def _valid_for_a_year(authority: trustme.CA, first: datetime) -> trustme.LeafCert:
    last = first.replace(year=first.year + 1)
    return authority.issue_cert("localhost", not_before=first, not_after=last)
