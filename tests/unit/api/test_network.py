"""TLS, certificates and proxies, with a real TLS server and a real proxy."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from lumenbrowse.api.client import fetch
from lumenbrowse.api.network import proxy_for, trusted_bundle
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import Settings
from tests.asking import ask, check_words, holds_key, settings_for
from tests.certificates import certificates
from tests.proxy import LOGIN, Proxy, proxy_to
from tests.scenarios import DOCUMENTED, redirect
from tests.server import ModelServer, serve

BUNDLE_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXY_VARIABLES, *BUNDLE_VARIABLES, "SSLKEYLOGFILE", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    return certificates().write_bundle(tmp_path_factory.mktemp("trust"))


def failure_of(settings: Settings) -> FetchError:
    with pytest.raises(FetchError) as caught:
        ask(settings)
    check_words(caught.value)
    return caught.value


# Certificates.


def test_a_bundle_of_ones_own(bundle: str) -> None:
    with serve(tls=certificates().contexts["good"]) as server:
        assert fetch(settings_for(server, ca_bundle=bundle)).pages == (DOCUMENTED,)
        assert server.requests[0].has_key


def test_a_directory_of_certificates_is_taken(bundle: str) -> None:
    # Nothing in it has a name that OpenSSL looks for: it trusts nobody, but is no error of its own.
    with serve(tls=certificates().contexts["good"]) as server:
        error = failure_of(settings_for(server, ca_bundle=str(Path(bundle).parent)))
    assert error.message == "the certificate is not trusted"


@pytest.mark.parametrize("name", BUNDLE_VARIABLES)
def test_a_bundle_in_the_environment(
    name: str, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, bundle)
    # A file for debugging that can't be opened is nothing to fail for.
    monkeypatch.setenv("SSLKEYLOGFILE", "/nowhere/at/all")
    with serve(tls=certificates().contexts["good"]) as server:
        assert fetch(settings_for(server)).pages == (DOCUMENTED,)
        monkeypatch.setenv(name, "/nowhere/bundle.pem")
        error = failure_of(settings_for(server))
    assert error.message == "the CA bundle can't be read"
    assert f"/nowhere/bundle.pem from {name}: No such file" in error.hint


def test_the_option_wins_over_the_environment() -> None:
    environ = {name: name for name in reversed(BUNDLE_VARIABLES)}
    assert trusted_bundle("c", environ) == ("c", "--ca-bundle")
    assert trusted_bundle("", {"SSL_CERT_FILE": "", **environ}) == ("SSL_CERT_FILE",) * 2
    assert trusted_bundle(None, {}) == ("", "")


@pytest.mark.parametrize(
    ("certificate", "message", "hint"),
    [
        ("expired", "the certificate has expired", "clock"),
        ("not valid yet", "the certificate is not valid yet", "clock"),
        ("another host", "the certificate is for another host", "is the base right?"),
        ("unknown authority", "the certificate is not trusted", "--ca-bundle"),
        ("self-signed", "the certificate is self-signed", "--ca-bundle"),
    ],
)
def test_a_certificate_that_is_not_good(
    certificate: str, message: str, hint: str, bundle: str
) -> None:
    with serve(tls=certificates().contexts[certificate]) as server:
        error = failure_of(settings_for(server, ca_bundle=bundle))
        assert server.requests == []
    assert error.message == message
    assert hint in error.hint
    assert "--ca-bundle FILE" in error.hint
    assert f"localhost:{server.port}" in error.hint
    assert not error.transient


def test_an_authority_that_only_the_tests_know_is_not_trusted() -> None:
    with serve(tls=certificates().contexts["good"]) as server:
        assert failure_of(settings_for(server)).message == "the certificate is not trusted"


def test_a_self_signed_certificate_is_trusted_once_it_is_named(tmp_path: Path) -> None:
    # Its host is not in it: what is left is that.
    context = certificates().contexts["self-signed"]
    with serve(tls=context) as server:
        own = tmp_path / "own.pem"
        own.write_text(ssl.get_server_certificate(("localhost", server.port)))
        error = failure_of(settings_for(server, ca_bundle=str(own)))
    assert error.message == "the certificate is for another host"


@pytest.mark.parametrize(
    ("content", "hint"),
    [(None, "No such file or directory"), (b"", "no certificate"), (b"junk", "no certificate")],
)
def test_a_bundle_that_is_none(content: bytes | None, hint: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle\x1b.pem"
    if content is not None:
        path.write_bytes(content)
    error = failure_of(settings_for("https://localhost:1/v1", ca_bundle=str(path)))
    assert error.message == "the CA bundle can't be read"
    assert hint in error.hint
    assert "--ca-bundle" in error.hint


def test_https_asked_of_a_server_without_it(model_server: ModelServer) -> None:
    base = model_server.base_url.replace("http:", "https:")
    error = failure_of(settings_for(base))
    assert error.message == "no secure connection (TLS)"
    assert "speak https?" in error.hint
    assert not error.transient


def test_http_asked_of_a_server_with_tls() -> None:
    with serve(tls=certificates().contexts["good"]) as server:
        error = failure_of(settings_for(f"http://127.0.0.1:{server.port}/v1"))
    assert error.message in ("no valid HTTP answer", "connection reset")


def test_no_redirect_from_https_to_http(bundle: str) -> None:
    with serve() as plain:
        target = redirect(f"http://localhost:{plain.port}/v1/models")
        with serve(target, tls=certificates().contexts["good"]) as server:
            error = failure_of(settings_for(server, ca_bundle=bundle))
        assert plain.requests == []
    assert error.message == "redirect to another server"


# Proxies.


def test_https_goes_through_the_proxy(bundle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(tls=certificates().contexts["good"]) as server, proxy_to(server.port) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        fetched = fetch(settings_for("https://models.test/v1", ca_bundle=bundle))
        assert fetched.pages == (DOCUMENTED,)
        assert server.requests[0].has_key
        assert proxy.asked == ["CONNECT models.test:443 HTTP/1.1"]
        leaked = holds_key(proxy.seen.decode("latin-1"))
        assert not leaked, "the proxy saw the key"


def test_a_proxy_with_a_login(bundle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    good = certificates().contexts["good"]
    with serve(tls=good) as server, proxy_to(server.port, login=True) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}@{proxy.address}")
        settings = settings_for("https://models.test/v1", ca_bundle=bundle)
        assert fetch(settings).pages == (DOCUMENTED,)
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:wrong-word@{proxy.address}")
        error = failure_of(settings)
    assert error.message == "the proxy wants a login (HTTP 407)"
    assert "HTTPS_PROXY" in error.hint
    assert "wrong-word" not in error.line


def test_a_proxy_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy_to(1, refusal="403 Not \x1b[31m you") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:a-word@{proxy.address}")
        error = failure_of(settings_for("https://models.test/v1"))
    assert error.message == "the proxy refused"
    assert proxy.address in error.hint
    assert "403 Not" in error.hint
    assert "a-word" not in error.line


def test_a_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy_to(1) as proxy:
        gone = proxy.address
    monkeypatch.setenv("ALL_PROXY", f"http://{gone}")
    error = failure_of(settings_for("https://models.test/v1"))
    assert error.message == "the proxy can't be reached"
    assert f"{gone}: connection refused" in error.hint


@pytest.mark.parametrize(
    "proxy",
    [
        "socks5://127.0.0.1:1080",
        "gopher://127.0.0.1",
        "http://[::1",
        "http://h:x",
        "\x01",
        "http://\udcff",
    ],
)
def test_a_proxy_that_can_not_be_used(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    error = failure_of(settings_for("https://models.test/v1"))
    assert error.message == "the proxy can't be used"
    assert ("package socksio is missing" in error.hint) == proxy.startswith("socks")


def test_no_proxy_excepts_a_host(bundle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(tls=certificates().contexts["good"]) as server, proxy_to(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
        settings = settings_for(server, ca_bundle=bundle)
        fetch(settings)
        assert len(proxy.asked) == 1
        monkeypatch.setenv("NO_PROXY", "example.test, localhost")
        fetch(settings)
        assert len(proxy.asked) == 1


def test_plain_http_to_this_machine_never_goes_through_a_proxy(
    model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy_to(model_server.port) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.address}")
        fetch(settings_for(model_server))
        assert proxy.asked == []


def test_the_key_is_never_sent_over_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy_to(1, refusal="503 Later") as proxy:
        monkeypatch.setenv("http_proxy", f"http://{proxy.address}")
        failure_of(settings_for("http://models.test/v1"))
        assert set(proxy.asked) == {"GET http://models.test/v1/models HTTP/1.1"}
        _check_unseen(proxy)


def _check_unseen(proxy: Proxy) -> None:
    seen = proxy.seen.decode("latin-1")
    leaked = holds_key(seen) or "authorization" in seen.lower()
    assert not leaked, "the key went over plain http"


@pytest.mark.parametrize(
    ("url", "no_proxy", "proxy"),
    [
        ("https://models.test/v1", "", "http://p.test:1"),
        ("https://models.test/v1", "models.test", None),
        ("https://models.test/v1", ".test", None),
        ("https://models.test/v1", "*", None),
        ("https://models.test:444/v1", "models.test:443", "http://p.test:1"),
        ("https://models.test:443/v1", "models.test:443", None),
        ("https://notmodels.test/v1", "models.test", "http://p.test:1"),
        ("https://10.1.2.3/v1", "10.0.0.0/8", None),
        ("https://11.1.2.3/v1", "10.0.0.0/8, 192.168.0.0/16", "http://p.test:1"),
        ("https://[fd00::1]:8443/v1", "fd00::/8", None),
        ("https://[fd00::1]:8443/v1", "fd00::1", None),
        ("https://10.1.2.3/v1", "nonsense/99,,/", "http://p.test:1"),
        ("http://127.0.0.1:4000/v1", "", None),
        ("http://localhost:4000/v1", "", None),
        ("https://localhost:4000/v1", "", "http://p.test:1"),
    ],
)
def test_which_proxy(
    url: str, no_proxy: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://p.test:1")
    monkeypatch.setenv("HTTP_PROXY", "http://p.test:1")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert proxy_for(url) == proxy
