"""The values that say how the program runs: what is sent where, and that no secret shows."""

import pprint

from lumenbrowse.settings import DEFAULT_BASE, Base, Key, Settings, is_loopback

SECRET = "lmnfl_id1.s3cr3t"
HTTPS = "https://a.test/v1"


HOSTS = {
    True: "localhost LocalHost localhost. a.localhost ::1 127.0.0.1 127.255.255.254 0.0.0.0 ::",
    False: ". 128.0.0.1 10.0.0.1 0.0.0.1 ::2 localhost.localdomain 127.0.0.1.nip.io 2130706433",
}


def test_loopback() -> None:
    for expected, hosts in HOSTS.items():
        assert {is_loopback(host) for host in hosts.split()} == {expected}
    assert not is_loopback("")


def test_a_base_asks_with_its_query_and_shows_the_names_of_it_alone() -> None:
    base = Base("https://a.test:1/v1", "--base-url", "api-version=2024-10&key=s3cr3t%20x&flag")
    assert base.models_url == f"https://a.test:1/v1/models?{base.query}"
    assert base.shown_models_url == "https://a.test:1/v1/models?api-version=…&key=…&flag=…"
    assert "s3cr3t" not in repr(base)
    assert base.host == "a.test:1"
    assert Base(DEFAULT_BASE).models_url == Base(DEFAULT_BASE).shown_models_url


def test_a_bearers_header_may_be_spelled_in_any_case() -> None:
    settings = Settings(base=Base(HTTPS), key=Key("k", "x"), key_header="authorization")
    assert settings.request_headers == {"authorization": "Bearer k"}
    version = settings._replace(key=None, headers={"x-version": Key("1", "x")})
    assert version.request_headers == {"x-version": "1"}


def test_the_secrets_are_the_key_and_the_long_values() -> None:
    base = Base(HTTPS, "--base-url", "output_modalities=all&key=s3cr3t%20x%2f&empty=")
    headers = {"x-version": Key("2023-06-01", "x"), "x-short": Key("yes", "x")}
    settings = Settings(base=base, key=Key("sk-1", "x"), headers=headers)
    assert set(settings.secrets) == {"sk-1", "2023-06-01", "s3cr3t x/", "s3cr3t%20x%2f"}
    assert Settings().secrets == ()


def test_no_form_shows_a_secret() -> None:
    key, other = Key(SECRET, "LUMENFALL_API_KEY"), Key("sk-s3cr3t", "x")
    base = Base(HTTPS, "--base-url", "key=s3cr3t")
    settings = Settings(base=base, key=key, headers={"x-key": other})
    for value in (key, other, settings):
        forms = [repr(value), str(value), f"{value}", f"{value!r:>40}", ascii(value)]
        forms += [pprint.pformat(value), repr([value]), repr({"key": value}), other.masked]
        assert not any("s3cr3t" in form for form in forms)
    assert (repr(key), other.masked) == ("Key(source='LUMENFALL_API_KEY')", "…")
