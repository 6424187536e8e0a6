"""Certificates made by the tests: an authority of their own, and servers' certificates good and bad."""

from __future__ import annotations

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
    past = datetime(2020, 1, 1, tzinfo=UTC)
    expired = authority.issue_cert("localhost", not_before=past, not_after=past.replace(year=2021))
    future = datetime(2090, 1, 1, tzinfo=UTC)
    early = authority.issue_cert(
        "localhost", not_before=future, not_after=future.replace(year=2091)
    )
    contexts = {
        "good": _context(authority.issue_cert("localhost", "models.test")),
        "expired": _context(expired),
        "not valid yet": _context(early),
        "another host": _context(authority.issue_cert("elsewhere.test")),
        "unknown authority": _context(stranger.issue_cert("localhost")),
        "self-signed": _context(_self_signed()),
    }
    return Certificates(authority, contexts)


def _self_signed() -> trustme.LeafCert:
    own = trustme.CA()
    return trustme.LeafCert(own.private_key_pem.bytes(), own.cert_pem.bytes(), [])


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
