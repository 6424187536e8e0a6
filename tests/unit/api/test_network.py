"""TLS, certificates and proxies, with a real TLS server and a real proxy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lumenbrowse.api.client import fetch
from lumenbrowse.api.network import proxy_for
from tests.asking import failure_of, holds_key, settings_for
from tests.certificates import certificates
from tests.proxy import LOGIN, proxy_to
from tests.scenarios import DOCUMENTED, case
from tests.server import ModelServer, serve

TABLES = case("api/network")
BUNDLE_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
MODELS = "https://models.test/v1"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXY_VARIABLES, *BUNDLE_VARIABLES, "SSLKEYLOGFILE", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    return certificates().write_bundle(tmp_path)


@pytest.fixture
def tls_server() -> Iterator[ModelServer]:
    """One with a good certificate, of an authority that only the tests know."""
    with serve(tls=certificates().contexts["good"]) as server:
        yield server


def test_a_bundle_of_ones_own_by_the_option_or_the_environment(
    tls_server: ModelServer, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    untrusted = "the certificate is not trusted"
    assert failure_of(settings_for(tls_server)).message == untrusted
    # Nothing in the directory has a name that OpenSSL looks for: it trusts nobody, but is no error.
    folder = str(Path(bundle).parent)
    assert failure_of(settings_for(tls_server, ca_bundle=folder)).message == untrusted
    assert tls_server.requests == []
    # A file for debugging that can't be opened is nothing to fail for.
    monkeypatch.setenv("SSLKEYLOGFILE", "/nowhere/at/all")
    # Each wins over those that were set before, and the option over all.
    for name in reversed(BUNDLE_VARIABLES):
        monkeypatch.setenv(name, bundle)
        assert fetch(settings_for(tls_server)).pages == (DOCUMENTED,)
        monkeypatch.setenv(name, "/nowhere/bundle.pem")
        error = failure_of(settings_for(tls_server))
        assert error.message == "the CA bundle can't be read"
        assert f"/nowhere/bundle.pem from {name}: No such file" in error.hint
    assert fetch(settings_for(tls_server, ca_bundle=bundle)).pages == (DOCUMENTED,)
    assert all(request.has_key for request in tls_server.requests)


def test_a_certificate_that_is_not_good(bundle: str) -> None:
    for certificate, message, hint in TABLES["bad certificates"]:
        with serve(tls=certificates().contexts[certificate]) as server:
            error = failure_of(settings_for(server, ca_bundle=bundle))
            assert server.requests == []
        assert (error.message, error.transient) == (message, False)
        for part in (hint, "--ca-bundle FILE", f"localhost:{server.port}"):
            assert part in error.hint


def test_a_bundle_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "bundle\x1b.pem"
    for content in (b"", b"junk"):
        path.write_bytes(content)
        error = failure_of(settings_for(MODELS, ca_bundle=str(path)))
        assert error.message == "the CA bundle can't be read"
        assert " from --ca-bundle: it holds no certificate" in error.hint


def test_one_speaks_tls_and_the_other_does_not(
    model_server: ModelServer, tls_server: ModelServer
) -> None:
    error = failure_of(settings_for(model_server.base_url.replace("http:", "https:")))
    assert (error.message, error.transient) == ("no secure connection (TLS)", False)
    assert "speak https?" in error.hint
    error = failure_of(settings_for(f"http://127.0.0.1:{tls_server.port}/v1"))
    assert error.message in ("no valid HTTP answer", "connection reset")


def test_https_goes_through_the_proxy(
    tls_server: ModelServer, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(MODELS, ca_bundle=bundle)
    with proxy_to(tls_server.port, login=True) as proxy:
        monkeypatch.setenv("https_proxy", f"{LOGIN}@{proxy.address}")
        assert fetch(settings).pages == (DOCUMENTED,)
        assert tls_server.requests[0].has_key
        assert proxy.asked == ["CONNECT models.test:443 HTTP/1.1"]
        leaked = holds_key(proxy.seen.decode("latin-1"))
        assert not leaked, "the proxy saw the key"
        monkeypatch.setenv("https_proxy", f"http://user:wrong-word@{proxy.address}")
        error = failure_of(settings)
    assert error.message == "the proxy wants a login (HTTP 407)"
    assert "HTTPS_PROXY" in error.hint
    assert "wrong-word" not in error.line


def test_a_proxy_that_refuses_and_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy_to(1, refusal="403 Not \x1b[31m you") as proxy:
        monkeypatch.setenv("ALL_PROXY", f"http://user:a-word@{proxy.address}")
        error = failure_of(settings_for(MODELS))
    assert error.message == "the proxy refused"
    assert f"{proxy.address} says “403 Not" in error.hint
    gone = failure_of(settings_for(MODELS))
    assert gone.message == "the proxy can't be reached"
    assert f"{proxy.address}: connection refused" in gone.hint
    assert "a-word" not in error.line + gone.line


@pytest.mark.parametrize("proxy", [*TABLES["bad proxies"], "http://\udcff"])
def test_a_proxy_that_can_not_be_used(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    error = failure_of(settings_for(MODELS))
    assert error.message == "the proxy can't be used"
    assert ("package socksio is missing" in error.hint) == proxy.startswith("socks")


def test_the_key_is_never_sent_over_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy_to(1, refusal="503 Later") as proxy:
        monkeypatch.setenv("http_proxy", f"http://{proxy.address}")
        failure_of(settings_for("http://models.test/v1"))
        assert set(proxy.asked) == {"GET http://models.test/v1/models HTTP/1.1"}
        seen = proxy.seen.decode("latin-1")
    leaked = holds_key(seen) or "authorization" in seen.lower()
    assert not leaked, "the key went over plain http"


def test_which_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://p.test:1")
    for url, no_proxy, proxy in TABLES["proxies"]:
        monkeypatch.setenv("NO_PROXY", no_proxy)
        assert proxy_for(url) == proxy, (url, no_proxy)
