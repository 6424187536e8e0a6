"""Where the key and the base come from, and above all where a key may never go."""

from __future__ import annotations

import copy
import json
import os
import pickle
import pprint
import sys
import traceback
from dataclasses import asdict, astuple, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.errors import UsageError
from lumenbrowse.settings import (
    DEFAULT_BASE,
    Base,
    Key,
    Options,
    Settings,
    credentials_path,
    find_base,
    find_key,
    is_loopback,
    normalize_base,
    resolve,
)

SECRET = "lmnfl_id1.s3cr3t"
STORED = "lmnfl_id2.st0r3d"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which the official client has logged in."""
    store(tmp_path, json.dumps({"api_key": STORED}))
    return tmp_path


def store(home: Path, content: str | bytes) -> Path:
    folder = home / ".lumenfall"
    folder.mkdir(exist_ok=True)
    path = folder / "credentials.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def key_for(url: str, home: Path, **environ: str) -> tuple[str | None, str]:
    key, note = find_key(Base(url, "--base-url"), environ, home)
    return (key.reveal() if key else None), note


# The base


@pytest.mark.parametrize(
    ("option", "environ", "url", "source"),
    [
        (None, {}, DEFAULT_BASE, "the default"),
        ("http://a:1/v1", {"LUMENFALL_BASE_URL": "https://b/v1"}, "http://a:1/v1", "--base-url"),
        (
            None,
            {"LUMENFALL_BASE_URL": "https://b/v1", "LUMENFALL_API_BASE": "https://c"},
            "https://b/v1",
            "LUMENFALL_BASE_URL",
        ),
        (None, {"LUMENFALL_API_BASE": "https://c"}, "https://c/openai/v1", "LUMENFALL_API_BASE"),
        (
            None,
            {"LUMENFALL_BASE_URL": "", "LUMENFALL_API_BASE": "  "},
            DEFAULT_BASE,
            "the default",
        ),
        (None, {"LUMENFALL_BASE_URL": " https://b/v1\n"}, "https://b/v1", "LUMENFALL_BASE_URL"),
    ],
)
def test_the_base_that_is_named_first_wins(
    option: str | None, environ: dict[str, str], url: str, source: str
) -> None:
    base = find_base(option, environ)
    assert base == Base(url, source)
    assert base.named == (source != "the default")
    assert base.models_url == f"{url}/models"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://api.lumenfall.ai", "https://api.lumenfall.ai/openai/v1"),
        ("https://api.lumenfall.ai/", "https://api.lumenfall.ai/openai/v1"),
        ("https://api.lumenfall.ai/openai/v1/", "https://api.lumenfall.ai/openai/v1"),
        ("https://api.lumenfall.ai/openai/v1/models", "https://api.lumenfall.ai/openai/v1"),
        ("https://api.lumenfall.ai/openai/v1/models/", "https://api.lumenfall.ai/openai/v1"),
        ("http://localhost:4000/v1", "http://localhost:4000/v1"),
        ("http://localhost:4000/models", "http://localhost:4000"),
        ("HTTPS://API.Lumenfall.AI/OpenAI/v1", "https://api.lumenfall.ai/OpenAI/v1"),
        ("http://[::1]:8080", "http://[::1]:8080/openai/v1"),
        ("http://[fe80::1%25eth0]:8080/v1", "http://[fe80::1%25eth0]:8080/v1"),
        ("http://my_host.internal/v1", "http://my_host.internal/v1"),
        ("https://b\xfccher.example/v1", "https://b\xfccher.example/v1"),
    ],
)
def test_what_is_forgiven_of_an_address(text: str, url: str) -> None:
    assert normalize_base(text, "--base-url") == url


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        " ",
        "lumenfall.ai",
        "api.lumenfall.ai:443",
        "ftp://lumenfall.ai",
        "file:///etc/passwd",
        "https://",
        "https:///v1",
        "https:lumenfall.ai",
        "https://:8080/v1",
        "https://host:0/v1",
        "https://host:99999/v1",
        "https://host:x/v1",
        "https://[::1/v1",
        "https://[lumenfall.ai]/v1",
        "https://a[lumenfall.ai]c/v1",
        "http://[::1].evil.com/v1",
        "https://evil.com%2f.lumenfall.ai/v1",
        "https://evil.com;.lumenfall.ai/v1",
        "https://evil.com\\.lumenfall.ai/v1",
        "https://evil.com\uff0f.lumenfall.ai/v1",
        "https://api.lumenfall\uff0eai/v1",
        "https://ho st/v1",
        "https://host/a b",
        "https://host/\x1b[31m",
        "https://ho\nst/v1",
        "https://ho\u202est/v1",
        "https://host\t.lumenfall.ai/v1",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(wrong: str) -> None:
    with pytest.raises(UsageError) as caught:
        normalize_base(wrong, "--base-url")
    assert caught.value.line.startswith("--base-url is no address of a server: ")
    assert caught.value.line.isprintable()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("https://me:pa55word@host/v1", "a user name or a password"),
        ("https://me@host/v1", "a user name or a password"),
        ("https://lumenfall.ai@evil.com/v1", "a user name or a password"),
        ("https://host/v1?key=pa55word", "a query or a fragment"),
        ("https://host/v1#pa55word", "a query or a fragment"),
    ],
)
def test_an_address_with_secrets_is_refused_without_repeating_them(wrong: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        normalize_base(wrong, "LUMENFALL_BASE_URL")
    assert words in caught.value.line
    assert "pa55word" not in "".join(traceback.format_exception(caught.value))


@given(
    st.text(max_size=40) | st.text("htps:/@.[]%?#\\x01lumenfa", max_size=30).map("https://".__add__)
)
def test_any_text_is_an_address_or_a_usage_error(text: str) -> None:
    try:
        url = normalize_base(text, "--base-url")
    except UsageError:
        return
    assert url.startswith(("http://", "https://"))
    assert url.isprintable()
    assert not url.endswith("/")
    assert normalize_base(url, "--base-url") in (url, f"{url}/openai/v1") or "/models" in text


def test_an_empty_option_is_not_passed_over() -> None:
    with pytest.raises(UsageError):
        find_base("", {"LUMENFALL_BASE_URL": "https://b/v1"})


# Where the keys may go

LUMENFALLS = [
    DEFAULT_BASE,
    "https://lumenfall.ai/openai/v1",
    "https://eu.api.lumenfall.ai/v1",
    "https://API.LUMENFALL.AI/v1",
    "https://api.lumenfall.ai:8443/v1",
]
OTHERS_OVER_HTTPS = [
    "https://lumenfall.ai.evil.com/v1",
    "https://evil-lumenfall.ai/v1",
    "https://evillumenfall.ai/v1",
    "https://lumenfall.ai@evil.com/v1",
    "https://api.lumenfall.ai:pw@evil.com/v1",
    "https://lumenfall.ai./v1",
    "https://api.lumenfall.ai./v1",
    "https://lumenfall.ai%2eevil.com/v1",
    "https://lumenfall.aix/v1",
    "https://lumenfall.\u0430i/v1",
    "https://\uff4cumenfall.ai/v1",
    "https://xn--lumenfall-9za.ai/v1",
    "https://evil.com/lumenfall.ai",
    "https://evil.com/?.lumenfall.ai",
    "https://evil.com#.lumenfall.ai",
    "https://openrouter.ai/api/v1",
    "https://localhost:4000/v1",
    "https://127.0.0.1/v1",
]
LOOPBACKS = [
    "http://localhost:4000/v1",
    "http://LOCALHOST/v1",
    "http://localhost./v1",
    "http://127.0.0.1:1/v1",
    "http://127.8.9.10/v1",
    "http://[::1]:8080/v1",
    "http://models.localhost/v1",
]
PLAIN = [
    "http://api.lumenfall.ai/v1",
    "http://192.168.1.5/v1",
    "http://0.0.0.0/v1",
    "http://localhost.evil.com/v1",
    "http://evil-localhost/v1",
    "http://127.0.0.1.evil.com/v1",
    "http://127.0.0.1@evil.com/v1",
    "http://[::2]/v1",
    "http://2130706433/v1",
]


@pytest.mark.parametrize("url", LUMENFALLS)
def test_the_stored_key_goes_to_lumenfall_over_https(url: str, home: Path) -> None:
    assert key_for(url, home) == (STORED, "")
    assert Base(url).is_lumenfall


@pytest.mark.parametrize("url", OTHERS_OVER_HTTPS + LOOPBACKS + PLAIN)
def test_the_stored_key_goes_nowhere_else_and_that_is_said(url: str, home: Path) -> None:
    key, note = key_for(url, home)
    assert key is None
    assert note.endswith("credentials.json is not sent: it is for lumenfall.ai alone")
    assert STORED not in note
    assert not Base(url).is_lumenfall


@pytest.mark.parametrize("url", LUMENFALLS + OTHERS_OVER_HTTPS + LOOPBACKS)
def test_the_environments_key_goes_to_the_base_over_https_or_to_loopback(
    url: str, home: Path
) -> None:
    assert key_for(url, home, LUMENFALL_API_KEY=SECRET) == (SECRET, "")


@pytest.mark.parametrize("url", PLAIN)
def test_the_environments_key_is_withheld_over_plain_http_and_that_is_said(
    url: str, home: Path
) -> None:
    key, note = key_for(url, home, LUMENFALL_API_KEY=SECRET)
    assert key is None
    assert note.startswith("LUMENFALL_API_KEY is not sent: ")
    assert note.endswith(" is asked over plain http")
    assert SECRET not in note


@given(st.text("abl.-umenfai1:[]@%\u0430", min_size=1, max_size=24))
def test_no_host_but_lumenfalls_own_passes_for_it(netloc: str) -> None:
    try:
        base = Base(normalize_base(f"https://{netloc}/v1", "--base-url"))
    except UsageError:
        return
    host = base.url.removeprefix("https://").removesuffix("/v1").partition(":")[0]
    assert base.is_lumenfall == (host == "lumenfall.ai" or host.endswith(".lumenfall.ai"))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LocalHost", True),
        ("localhost.", True),
        ("a.localhost", True),
        ("127.0.0.1", True),
        ("127.255.255.254", True),
        ("::1", True),
        ("", False),
        (".", False),
        ("128.0.0.1", False),
        ("10.0.0.1", False),
        ("::", False),
        ("localhost.localdomain", False),
        ("127.0.0.1.nip.io", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) == expected


# Which key


def test_the_environment_comes_before_the_stored_key(home: Path) -> None:
    key, _ = find_key(Base(DEFAULT_BASE), {"LUMENFALL_API_KEY": f" {SECRET}\n"}, home)
    assert key is not None
    assert key.reveal() == SECRET
    assert key.source == "LUMENFALL_API_KEY"


@pytest.mark.parametrize("empty", ["", " ", "\n\t"])
def test_an_empty_variable_is_none(empty: str, home: Path, tmp_path: Path) -> None:
    assert key_for(DEFAULT_BASE, home, LUMENFALL_API_KEY=empty) == (STORED, "")
    elsewhere = tmp_path / "nobody"
    assert key_for(DEFAULT_BASE, elsewhere, LUMENFALL_API_KEY=empty) == (None, "")


@pytest.mark.parametrize("odd", ["a b", "a\nX-Evil: 1", "k\xe9y", "a\x00b", "\u202ekey", "a\x7f"])
def test_a_key_that_no_header_takes_is_withheld(odd: str, home: Path) -> None:
    key, note = key_for(DEFAULT_BASE, home, LUMENFALL_API_KEY=odd)
    assert key is None
    assert note == "LUMENFALL_API_KEY is not sent: it holds characters that no key has"


def test_the_credentials_file_is_where_the_official_client_keeps_it(tmp_path: Path) -> None:
    assert credentials_path({}, tmp_path) == tmp_path / ".lumenfall" / "credentials.json"
    named = {"LUMENFALL_CONFIG_DIR": str(tmp_path / "conf")}
    assert credentials_path(named, tmp_path) == tmp_path / "conf" / "credentials.json"
    empty = {"LUMENFALL_CONFIG_DIR": " "}
    assert credentials_path(empty, tmp_path) == tmp_path / ".lumenfall" / "credentials.json"


def test_the_directory_of_the_credentials_may_be_named(home: Path, tmp_path: Path) -> None:
    conf = tmp_path / "conf"
    conf.mkdir()
    (conf / "credentials.json").write_text(json.dumps({"api_key": f" {SECRET} "}))
    named = key_for(DEFAULT_BASE, home, LUMENFALL_CONFIG_DIR=str(conf))
    assert named == (SECRET, "")
    missing = key_for(DEFAULT_BASE, home, LUMENFALL_CONFIG_DIR=str(tmp_path / "none"))
    assert missing == (None, "")


def test_a_relative_directory_of_the_credentials_is_found(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    assert key_for(DEFAULT_BASE, Path("/nowhere"), LUMENFALL_CONFIG_DIR=".lumenfall")[0] == STORED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"lmnfl_text"',
        b"{}",
        b'{"api_key": null}',
        b'{"api_key": 12}',
        b'{"api_key": ["lmnfl_a.b"]}',
        b'{"api_key": ""}',
        b'{"api_key": "  "}',
        b'{"api_key": "a b"}',
        b'{"api_key": "a\\nX-Evil: 1"}',
        b'{"api_key": "\\ud800"}',
        b'{"other": "lmnfl_a.b"}',
        b"\xff\xfe\x00",
        b"\x00" * 1000,
        b"[" * 100_000,
        b'{"n": ' + b"9" * 5000 + b"}",
        b'{"api_key": "lmnfl_a.b", "pad": "' + b"x" * (2 << 20) + b'"}',
    ],
    ids=lambda content: repr(content[:24]),
)
def test_credentials_that_make_no_sense_hold_no_key(content: bytes, tmp_path: Path) -> None:
    store(tmp_path, content)
    assert key_for(DEFAULT_BASE, tmp_path) == (None, "")


def test_a_byte_order_mark_and_other_fields_do_no_harm(tmp_path: Path) -> None:
    store(tmp_path, b"\xef\xbb\xbf" + json.dumps({"api_key": STORED, "user": {}}).encode())
    assert key_for(DEFAULT_BASE, tmp_path)[0] == STORED


def test_a_directory_or_nothing_in_the_place_of_the_credentials(tmp_path: Path) -> None:
    assert key_for(DEFAULT_BASE, tmp_path) == (None, "")
    (tmp_path / ".lumenfall" / "credentials.json").mkdir(parents=True)
    assert key_for(DEFAULT_BASE, tmp_path) == (None, "")
    (tmp_path / "file").write_bytes(b"")
    assert key_for(DEFAULT_BASE, tmp_path / "file") == (None, "")
    assert key_for(DEFAULT_BASE, tmp_path, LUMENFALL_CONFIG_DIR="a\x00b") == (None, "")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX's special files")
def test_a_pipe_or_a_device_in_the_place_of_the_credentials_holds_nothing_up(
    tmp_path: Path,
) -> None:
    path = store(tmp_path, b"")
    path.unlink()
    os.mkfifo(path)
    assert key_for(DEFAULT_BASE, tmp_path) == (None, "")
    path.unlink()
    path.symlink_to("/dev/zero")
    assert key_for(DEFAULT_BASE, tmp_path) == (None, "")


def test_the_credentials_are_only_read(home: Path) -> None:
    path = home / ".lumenfall" / "credentials.json"
    path.chmod(0o400)
    before = path.stat()
    assert key_for(DEFAULT_BASE, home)[0] == STORED
    after = path.stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert [one.name for one in path.parent.iterdir()] == ["credentials.json"]


# Settings as a whole


@pytest.mark.parametrize(
    ("options", "environ", "sample", "has_key"),
    [
        (Options(), {}, True, False),
        (Options(sample=True), {"LUMENFALL_API_KEY": SECRET}, True, True),
        (Options(), {"LUMENFALL_API_KEY": SECRET}, False, True),
        (Options(base_url="http://localhost:4000/v1"), {}, False, False),
        (Options(), {"LUMENFALL_BASE_URL": "https://b/v1"}, False, False),
        (Options(), {"LUMENFALL_API_KEY": "a b"}, False, False),
    ],
)
def test_the_sample_shows_where_neither_key_nor_base_is_named(
    options: Options, environ: dict[str, str], sample: bool, has_key: bool, tmp_path: Path
) -> None:
    settings = resolve(options, environ, tmp_path)
    assert settings.sample == sample
    assert (settings.key is not None) == has_key
    assert settings.options is options


def test_a_stored_key_makes_it_live(home: Path) -> None:
    settings = resolve(Options(), {}, home)
    assert not settings.sample
    assert settings.key is not None
    assert settings.base == Base(DEFAULT_BASE)


def test_the_bars_host() -> None:
    assert Base(DEFAULT_BASE).host == "api.lumenfall.ai"
    assert Base("http://localhost:4000/v1").host == "localhost:4000"


# A key never shows


def shown_forms(value: Any) -> list[str]:
    forms = [repr(value), str(value), f"{value}", f"{value!r:>40}", ascii(value)]
    return [*forms, pprint.pformat(value), repr([value]), repr({"key": value})]


def test_a_key_shows_in_no_form() -> None:
    for key in (Key(SECRET, "LUMENFALL_API_KEY"), Key("sk-or-0ther", "x")):
        for form in shown_forms(key):
            assert key.reveal() not in form
            assert key.reveal().removeprefix("lmnfl_") not in form
    assert repr(Key(SECRET, "LUMENFALL_API_KEY")) == "Key(lmnfl_… from LUMENFALL_API_KEY)"
    assert Key("sk-or-0ther", "x").masked == "…"
    assert not hasattr(Key(SECRET, "x"), "__dict__")


def test_settings_show_no_key_in_any_form() -> None:
    settings = Settings(key=Key(SECRET, "LUMENFALL_API_KEY"))
    values = (settings, asdict(settings), astuple(settings), replace(settings, sample=True))
    for value in (*values, copy.deepcopy(settings)):
        for form in shown_forms(value):
            assert "s3cr3t" not in form
    with pytest.raises(TypeError):
        json.dumps(asdict(settings))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_key_cannot_be_pickled(protocol: int) -> None:
    for value in (Key(SECRET, "x"), Settings(key=Key(SECRET, "x"))):
        with pytest.raises(TypeError, match="never written"):
            pickle.dumps(value, protocol)
    with pytest.raises(TypeError, match="never written"):
        copy.copy(Key(SECRET, "x"))


def test_a_traceback_with_local_variables_shows_no_key() -> None:
    def fail(key: Key, settings: Settings) -> None:
        raise ValueError(f"{key} {settings}")

    key = Key(SECRET, "x")
    with pytest.raises(ValueError) as caught:
        fail(key, Settings(key=key))
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    text = "".join(report.format())
    assert "Key(lmnfl_… from x)" in text
    assert "s3cr3t" not in text
