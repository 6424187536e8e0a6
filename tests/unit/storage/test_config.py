"""config.toml, the key and the base: what is found, and above all where a key may never go."""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.errors import UsageError
from lumenbrowse.settings import DEFAULT_BASE, Base, Key, Options, Settings
from lumenbrowse.storage.config import (
    CONFIG_NAME,
    Config,
    Server,
    credentials_path,
    find_base,
    find_key,
    normalize_base,
    parse_config,
    read_config,
    resolve,
)
from lumenbrowse.text.safe import is_plain
from tests.program import run
from tests.server import ModelServer

SECRET = "lmnfl_id1.s3cr3t"
STORED = "lmnfl_id2.st0r3d"
SERVERS = """
theme = "nord"
columns = ["context", "price"]
[servers.openrouter]
base_url = "https://openrouter.ai/api/v1?output_modalities=all"
key_env = "OPENROUTER_API_KEY"
[servers.litellm]
base_url = "http://192.168.1.20:4000"
key_env = "LITELLM_KEY"
key_over_http = true
[servers.lan]
base_url = "http://192.168.1.21:4000/v1"
key_env = "LAN_KEY"
headers = { x-secret = "s3cr3t-value" }
[servers.anthropic]
base_url = "https://api.anthropic.com/v1"
key_env = "ANTHROPIC_API_KEY"
key_header = "x-api-key"
headers = { anthropic-version = "2023-06-01" }
[servers.ollama]
base_url = "http://localhost:11434"
[servers.again]
base_url = "https://lumenfall.ai"
key_env = "LUMENFALL_API_KEY"
[servers.keyless]
base_url = "http://192.168.1.22"
[servers.plain]
base_url = "http://192.168.1.23"
key_env = "LAN_KEY"
[keys]
copy = "y,c"
odd = 5
"""


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


def notes_of(text: str) -> list[str]:
    config = parse_config(text.encode())
    assert all(is_plain(note) and note.startswith("config.toml: ") for note in config.notes)
    return [note.removeprefix("config.toml: ") for note in config.notes]


def with_server(name: str, home: Path, **environ: str) -> Settings:
    return resolve(Options(server=name), environ, home, parse_config(SERVERS.encode()))


# config.toml


def test_everything_that_config_toml_can_say() -> None:
    config = parse_config(b"\xef\xbb\xbf" + SERVERS.encode().replace(b"\n", b"\r\n"))
    assert (config.theme, config.columns, config.notes) == ("nord", ("context", "price"), ())
    assert config.keys == {"copy": "y,c", "odd": 5}
    names = "openrouter, litellm, lan, anthropic, ollama, again, keyless, plain"
    assert ", ".join(config.servers) == names
    assert config.servers["ollama"] == Server("ollama", "http://localhost:11434")
    anthropic = config.servers["anthropic"]
    assert (anthropic.key_env, anthropic.key_header) == ("ANTHROPIC_API_KEY", "x-api-key")
    assert anthropic.headers["anthropic-version"].reveal() == "2023-06-01"
    assert config.servers["litellm"].key_over_http
    assert not config.servers["lan"].key_over_http
    assert "s3cr3t" not in repr(config)
    assert parse_config(b"") == Config()


NO_ADDRESS = f"is no address of a server: it looks like {DEFAULT_BASE}"
SERVER = '[servers.x]\nbase_url = "https://x.test/v1"\n'


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('theme = ["s3cr3t"]', "theme is no text"),
        ('theme = " "', "theme is no text"),
        ('columns = "id"', "columns is no list of texts"),
        ("columns = [1]", "columns is no list of texts"),
        ("servers = 1", "servers is no table"),
        ("servers.x = 1", "servers.x is no table"),
        ("keys = 1", "keys is no table"),
        ("them = 1", "them is nothing that can be set (did you mean theme?)"),
        ('"a\\u001b[31m" = 1', "a\\x1b[31m is nothing that can be set"),
        (f"{SERVER}secret = 's3cr3t'", "servers.x.secret is nothing that can be set"),
        (
            f"{SERVER}key_evn = 'A'",
            "servers.x.key_evn is nothing that can be set (did you mean key_env?)",
        ),
        (
            f"{SERVER}key_env = 'sk-s3cr3t'",
            "servers.x.key_env is no variable's name: the key itself never stands here",
        ),
        (
            f"{SERVER}key_header = 'Authorization: Bearer'",
            "servers.x.key_header is no header that can be set",
        ),
        (f"{SERVER}key_header = 'Host'", "servers.x.key_header is no header that can be set"),
        (f"{SERVER}key_over_http = 1", "servers.x.key_over_http is neither true nor false"),
        (f"{SERVER}headers = 's3cr3t'", "servers.x.headers is no table"),
        (f"{SERVER}headers.Host = 's3cr3t'", "servers.x.headers.Host is nothing that can be set"),
        (
            f'{SERVER}headers.a = "s3cr3t\\nb: c"',
            "servers.x.headers.a is no text that a header can hold",
        ),
        (
            f"{SERVER}headers.a = ' s3cr3t'",
            "servers.x.headers.a is no text that a header can hold",
        ),
        ("[servers.x]", "servers.x has no base_url"),
        ("servers.x.base_url = 5", "servers.x.base_url is no text"),
        ("servers.x.base_url = 'x'", f"servers.x.base_url {NO_ADDRESS}"),
        (
            "servers.x.base_url = 'https://me:s3cr3t@x.test'",
            "servers.x.base_url holds a user name or a password: "
            "leave them out; the key goes into LUMENFALL_API_KEY",
        ),
    ],
)
def test_a_wrong_entry_is_named_and_the_rest_holds(text: str, note: str) -> None:
    # Top-level entries stand before the tables.
    rest = '\n[servers.rest]\nbase_url = "https://rest.test/v1"\nkey_env = "REST"\n'
    if text != "servers = 1":
        text += rest
    assert notes_of(text) == [note]
    config = parse_config(text.encode())
    assert "s3cr3t" not in repr(config)
    assert not config.unreadable
    if rest in text:
        assert config.servers["rest"].key_env == "REST"
    if text.startswith(SERVER):
        x = config.servers["x"]
        assert x == Server("x", x.base_url)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'theme = "nord"\nkey = \n', "line 2 is"),
        (b'theme = "nord"\ns3cr3t = "never closed', "line 2 is"),
        (b'theme = "nord"\ns3cr3t = ["a",\n"b"', "line 3 is"),
        (b'theme = "nord"\ntheme = "s3cr3t"\n', "line 2 is"),
        (b'theme = "nord"\n\n# \xff\n', "line 3 is"),
        (b"theme = 'nord'\na = " + b"[" * 100_000, "it is"),
        (b"theme = 'nord'\na = " + b"9" * 5_000, "it is"),
        (b"\x00", "line 1 is"),
    ],
)
def test_of_what_is_no_toml_nothing_holds_and_the_line_is_named(content: bytes, line: str) -> None:
    config = parse_config(content)
    note = f"config.toml: {line} no TOML, so nothing of the file holds"
    assert config == Config(notes=(note,), unreadable=True)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_content_raises(content: bytes) -> None:
    parse_config(content)


def test_a_file_that_is_missing_says_nothing_and_one_that_cannot_be_read_says_so(
    tmp_path: Path,
) -> None:
    path = tmp_path / "config.toml"
    assert read_config(path) == Config()
    path.write_text("theme = 'nord'")
    assert read_config(path) == Config(theme="nord")
    path.unlink()
    path.mkdir()
    config = read_config(path)
    assert config.unreadable
    assert config.notes[0].startswith(f"can't read {path}: ")


# --server


OPENROUTER = Base("https://openrouter.ai/api/v1", "servers.openrouter", "output_modalities=all")
LAN = "LAN_KEY is not sent: 192.168.1.21:4000 is asked over plain http"
LAN_HEADERS = (
    "its headers are not sent over plain http (servers.lan.key_over_http = true allows it)"
)
NO_KEY = "is asked without a key:"


@pytest.mark.parametrize(
    ("name", "variable", "value", "url", "sent", "note"),
    [
        ("openrouter", "OPENROUTER_API_KEY", "'sk-or'", OPENROUTER.url, "sk-or", ""),
        (
            *("openrouter", "LUMENFALL_API_KEY", SECRET, OPENROUTER.url, None),
            f"openrouter {NO_KEY} OPENROUTER_API_KEY is not set",
        ),
        (
            *("ollama", "LUMENFALL_API_KEY", SECRET, "http://localhost:11434/v1", None),
            f"ollama {NO_KEY} servers.ollama has no key_env",
        ),
        ("litellm", "LITELLM_KEY", "sk-1", "http://192.168.1.20:4000/v1", "sk-1", ""),
        (
            *("lan", "LAN_KEY", "sk-1", "http://192.168.1.21:4000/v1", None),
            f"{LAN}; {LAN_HEADERS}",
        ),
        (
            *("lan", "LAN_KEY", "", "http://192.168.1.21:4000/v1", None),
            f"lan {NO_KEY} LAN_KEY is not set; {LAN_HEADERS}",
        ),
        (
            *("keyless", "LAN_KEY", "sk-1", "http://192.168.1.22/v1", None),
            f"keyless {NO_KEY} servers.keyless has no key_env",
        ),
        (
            *("plain", "LAN_KEY", "sk-1", "http://192.168.1.23/v1", None),
            "LAN_KEY is not sent: 192.168.1.23 is asked over plain http "
            "(servers.plain.key_over_http = true allows it)",
        ),
        (
            *("anthropic", "ANTHROPIC_API_KEY", "a b", "https://api.anthropic.com/v1", None),
            "ANTHROPIC_API_KEY is not sent: it holds characters that no key has",
        ),
        ("again", "LUMENFALL_API_KEY", SECRET, "https://lumenfall.ai/openai/v1", SECRET, ""),
        (
            *("again", "OTHER", SECRET, "https://lumenfall.ai/openai/v1", None),
            f"again {NO_KEY} LUMENFALL_API_KEY is not set",
        ),
    ],
)
def test_with_a_server_only_its_entry_counts(
    name: str, variable: str, value: str, url: str, sent: str | None, note: str, home: Path
) -> None:
    settings = with_server(name, home, **{variable: value, "LUMENFALL_BASE_URL": "https://b/v1"})
    query = OPENROUTER.query if name == "openrouter" else ""
    assert settings.base == Base(url, f"servers.{name}", query)
    assert (settings.key.reveal() if settings.key else None) == sent
    assert (settings.key_note, settings.server, settings.sample) == (note, name, False)


def test_what_else_the_settings_know_of_config_toml(home: Path) -> None:
    settings = with_server("anthropic", home, ANTHROPIC_API_KEY=SECRET)
    assert settings.request_headers == {"x-api-key": SECRET, "anthropic-version": "2023-06-01"}
    assert with_server("lan", home, LAN_KEY=SECRET).request_headers == {}
    lites = with_server("litellm", home, LITELLM_KEY=SECRET).request_headers
    assert lites == {"Authorization": f"Bearer {SECRET}"}
    assert (settings.theme, settings.columns) == ("nord", ("context", "price"))
    assert settings.keys == {"copy": "y,c", "odd": 5}
    assert settings.servers[:2] == ("openrouter", "litellm")
    names = "LUMENFALL_API_KEY OPENROUTER_API_KEY LITELLM_KEY LAN_KEY ANTHROPIC_API_KEY"
    assert settings.secret_names == tuple(names.split())
    bare = resolve(Options(), {}, home, parse_config(SERVERS.encode()))
    assert (bare.base, bare.server, bare.headers) == (Base(DEFAULT_BASE), "", {})
    assert resolve(Options(), {}, home, Config(notes=("a",))).config_notes == ("a",)


NONE, CANT = "its servers: none", "--server x can't be used: config.toml:"


@pytest.mark.parametrize(
    ("content", "name", "line"),
    [
        (
            *(SERVERS, "openruter"),
            "config.toml has no server openruter (did you mean openrouter?): "
            "its servers: openrouter, litellm, lan, anthropic, ollama, again, keyless, plain",
        ),
        ("", "x", f"config.toml has no server x: {NONE}"),
        ("", "", f"config.toml has no server : {NONE}"),
        ("theme", "x", f"{CANT} line 1 is no TOML, so nothing of the file holds"),
        ("servers.x.base_url = 5", "x", f"{CANT} servers.x.base_url is no text"),
        ("servers.x = 5", "x", f"{CANT} servers.x is no table"),
        ("servers.xy = 5", "x", f"config.toml has no server x: {NONE}"),
        ("", "\x1b[31m", f"config.toml has no server \\x1b[31m: {NONE}"),
    ],
)
def test_a_server_that_is_none_is_never_the_default_one(
    content: str, name: str, line: str, home: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        resolve(Options(server=name), {}, home, parse_config(content.encode()))
    assert caught.value.line == line


def test_a_run_says_what_is_wrong_and_asks_with_the_query(
    tmp_path: Path, model_server: ModelServer
) -> None:
    folder = tmp_path / "config" / "lumenbrowse"
    folder.mkdir(parents=True)
    (folder / CONFIG_NAME).write_text("them = 1\n")
    base = f"{model_server.base_url}/models?output_modalities=all&key=s3cr3t%20x"
    done = run(
        tmp_path, "--ids", "--base-url", base, environ={"XDG_CONFIG_HOME": str(tmp_path / "config")}
    )
    assert (done.code, len(done.lines)) == (0, 5)
    note = "them is nothing that can be set (did you mean theme?)"
    assert done.errors == [f"lumenbrowse: config.toml: {note}"]
    asked = [request.path for request in model_server.requests]
    assert asked == ["/v1/models?output_modalities=all&key=s3cr3t%20x"]


# The base


@pytest.mark.parametrize(
    ("option", "environ", "url", "source"),
    [
        (None, {}, DEFAULT_BASE, "the default"),
        ("http://a:1/v1", {"LUMENFALL_BASE_URL": "https://b/v1"}, "http://a:1/v1", "--base-url"),
        (
            None,
            {"LUMENFALL_BASE_URL": "https://b", "LUMENFALL_API_BASE": "https://c"},
            "https://b/v1",
            "LUMENFALL_BASE_URL",
        ),
        (None, {"LUMENFALL_API_BASE": "https://c"}, "https://c/openai/v1", "LUMENFALL_API_BASE"),
        (None, {"LUMENFALL_API_BASE": "https://c/x"}, "https://c/x", "LUMENFALL_API_BASE"),
        (None, {"LUMENFALL_BASE_URL": "", "LUMENFALL_API_BASE": " "}, DEFAULT_BASE, "the default"),
        (None, {"LUMENFALL_BASE_URL": " https://b/v1\n"}, "https://b/v1", "LUMENFALL_BASE_URL"),
    ],
)
def test_the_base_that_is_named_first_wins(
    option: str | None, environ: dict[str, str], url: str, source: str
) -> None:
    base = find_base(option, environ)
    assert base == Base(url, source)
    assert base.named == (source != "the default")
    with pytest.raises(UsageError):
        find_base("", environ)


@pytest.mark.parametrize(
    ("text", "url", "query"),
    [
        ("https://api.lumenfall.ai", DEFAULT_BASE, ""),
        ("https://api.lumenfall.ai/", DEFAULT_BASE, ""),
        ("https://api.lumenfall.ai/openai/v1/", DEFAULT_BASE, ""),
        ("https://api.lumenfall.ai/openai/v1/models", DEFAULT_BASE, ""),
        ("https://api.lumenfall.ai/openai/v1/models/", DEFAULT_BASE, ""),
        ("http://LUMENFALL.ai", "http://lumenfall.ai/openai/v1", ""),
        ("https://notlumenfall.ai", "https://notlumenfall.ai/v1", ""),
        ("http://localhost:4000/v1", "http://localhost:4000/v1", ""),
        ("http://localhost:4000", "http://localhost:4000/v1", ""),
        ("http://0.0.0.0:4000/", "http://0.0.0.0:4000/v1", ""),
        ("http://localhost:4000/models", "http://localhost:4000", ""),
        ("HTTPS://API.Lumenfall.AI/OpenAI/v1", "https://api.lumenfall.ai/OpenAI/v1", ""),
        ("http://[::1]:8080", "http://[::1]:8080/v1", ""),
        ("http://[fe80::1%25eth0]:8080/v1", "http://[fe80::1%25eth0]:8080/v1", ""),
        ("http://my_host.internal/v1", "http://my_host.internal/v1", ""),
        ("https://b\xfccher.example/v1", "https://b\xfccher.example/v1", ""),
        ("https://o.ai/api/v1/models?output_modalities=all", "https://o.ai/api/v1", "output_modalities=all"),
        ("https://o.ai?a=B&c", "https://o.ai/v1", "a=B&c"),
        ("https://o.ai/v1?", "https://o.ai/v1", ""),
    ],
)  # fmt: skip
def test_what_is_forgiven_of_an_address(text: str, url: str, query: str) -> None:
    assert normalize_base(text, "--base-url") == Base(url, "--base-url", query)


@pytest.mark.parametrize(
    "wrong",
    [
        *("", " ", "lumenfall.ai", "api.lumenfall.ai:443", "ftp://lumenfall.ai"),
        *("file:///etc/passwd", "https://", "https:///v1", "https:lumenfall.ai"),
        *("https://:8080/v1", "https://host:0/v1", "https://host:99999/v1", "https://host:x/v1"),
        *("https://[::1/v1", "https://[lumenfall.ai]/v1", "https://a[lumenfall.ai]c/v1"),
        *("http://[::1].evil.com/v1", "https://evil.com%2f.lumenfall.ai/v1"),
        *("https://evil.com;.lumenfall.ai/v1", "https://evil.com\\.lumenfall.ai/v1"),
        *("https://evil.com\uff0f.lumenfall.ai/v1", "https://api.lumenfall\uff0eai/v1"),
        *("https://ho st/v1", "https://host/a b", "https://host/\x1b[31m", "https://ho\nst/v1"),
        *("https://ho\u202est/v1", "https://host\t.lumenfall.ai/v1", "https://ho\u3164st/v1"),
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
        ("https://host/v1#pa55word", "a fragment"),
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
        base = normalize_base(text, "--base-url")
    except UsageError:
        return
    assert base.url.startswith(("http://", "https://"))
    assert base.url.isprintable()
    assert not base.url.endswith("/")
    assert base.url.count("?") == 0
    again = normalize_base(base.url, "--base-url").url
    assert again.startswith(base.url) or "/models" in text


# Where the keys may go

LUMENFALLS = [
    *(DEFAULT_BASE, "https://lumenfall.ai/openai/v1", "https://eu.api.lumenfall.ai/v1"),
    *("https://API.LUMENFALL.AI/v1", "https://api.lumenfall.ai:8443/v1"),
]
OTHERS_OVER_HTTPS = [
    *("https://lumenfall.ai.evil.com/v1", "https://evil-lumenfall.ai/v1"),
    *("https://evillumenfall.ai/v1", "https://lumenfall.ai@evil.com/v1"),
    *("https://api.lumenfall.ai:pw@evil.com/v1", "https://lumenfall.ai./v1"),
    *("https://api.lumenfall.ai./v1", "https://lumenfall.ai%2eevil.com/v1"),
    *("https://lumenfall.aix/v1", "https://lumenfall.\u0430i/v1", "https://\uff4cumenfall.ai/v1"),
    *("https://xn--lumenfall-9za.ai/v1", "https://evil.com/lumenfall.ai"),
    *("https://evil.com/?.lumenfall.ai", "https://evil.com#.lumenfall.ai"),
    *("https://openrouter.ai/api/v1", "https://localhost:4000/v1", "https://127.0.0.1/v1"),
]
LOOPBACKS = [
    *("http://localhost:4000/v1", "http://LOCALHOST/v1", "http://localhost./v1"),
    *("http://127.0.0.1:1/v1", "http://127.8.9.10/v1", "http://[::1]:8080/v1"),
    *("http://models.localhost/v1", "http://0.0.0.0:4000", "http://[::]:4000/v1"),
]
PLAIN = [
    *("http://api.lumenfall.ai/v1", "http://192.168.1.5/v1", "http://localhost.evil.com/v1"),
    *("http://evil-localhost/v1", "http://127.0.0.1.evil.com/v1", "http://[::2]/v1"),
    *("http://127.0.0.1@evil.com/v1", "http://2130706433/v1", "http://0.0.0.0.evil.com/v1"),
]


@pytest.mark.parametrize("url", LUMENFALLS + OTHERS_OVER_HTTPS + LOOPBACKS + PLAIN)
def test_the_stored_key_goes_to_lumenfall_over_https_alone_and_that_is_said(
    url: str, home: Path
) -> None:
    key, note = key_for(url, home)
    assert Base(url).is_lumenfall == (url in LUMENFALLS)
    if url in LUMENFALLS:
        assert (key, note) == (STORED, "")
    else:
        assert key is None
        assert note.endswith("credentials.json is not sent: it is for lumenfall.ai alone")
        assert STORED not in note


@pytest.mark.parametrize("url", LUMENFALLS + OTHERS_OVER_HTTPS + LOOPBACKS + PLAIN)
def test_the_environments_key_goes_over_https_or_to_this_machine_and_that_is_said(
    url: str, home: Path
) -> None:
    key, note = key_for(url, home, LUMENFALL_API_KEY=SECRET)
    if url not in PLAIN:
        assert (key, note) == (SECRET, "")
    else:
        assert key is None
        assert note.startswith("LUMENFALL_API_KEY is not sent: ")
        assert note.endswith(" is asked over plain http")
        assert SECRET not in note


@given(st.text("abl.-umenfai1:[]@%\u0430", min_size=1, max_size=24))
def test_no_host_but_lumenfalls_own_passes_for_it(netloc: str) -> None:
    try:
        base = normalize_base(f"https://{netloc}/v1", "--base-url")
    except UsageError:
        return
    host = base.url.removeprefix("https://").removesuffix("/v1").partition(":")[0]
    assert base.is_lumenfall == (host == "lumenfall.ai" or host.endswith(".lumenfall.ai"))


# Which key


@pytest.mark.parametrize(
    "text", [SECRET, f" {SECRET}\n", f'"{SECRET}"', f"' {SECRET}'", f"“{SECRET}”"]
)
def test_the_environment_comes_before_the_stored_key(text: str, home: Path) -> None:
    key, _ = find_key(Base(DEFAULT_BASE), {"LUMENFALL_API_KEY": text}, home)
    assert key is not None
    assert (key.reveal(), key.source) == (SECRET, "LUMENFALL_API_KEY")
    store(home, json.dumps({"api_key": text}))
    assert key_for(DEFAULT_BASE, home)[0] == SECRET


@pytest.mark.parametrize("empty", ["", " ", "\n\t", '""', "' '"])
def test_an_empty_variable_is_none(empty: str, home: Path, tmp_path: Path) -> None:
    assert key_for(DEFAULT_BASE, home, LUMENFALL_API_KEY=empty) == (STORED, "")
    elsewhere = tmp_path / "nobody"
    assert key_for(DEFAULT_BASE, elsewhere, LUMENFALL_API_KEY=empty) == (None, "")


@pytest.mark.parametrize("odd", ["a b", "a\nX-Evil: 1", "k\xe9y", "a\x00b", "\u202ekey", "a\x7f"])
def test_a_key_that_no_header_takes_is_withheld(odd: str, home: Path) -> None:
    note = "LUMENFALL_API_KEY is not sent: it holds characters that no key has"
    assert key_for(DEFAULT_BASE, home, LUMENFALL_API_KEY=odd) == (None, note)


def test_the_credentials_file_is_where_the_official_client_keeps_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = tmp_path / ".lumenfall" / "credentials.json"
    assert credentials_path({}, tmp_path) == usual
    assert credentials_path({"LUMENFALL_CONFIG_DIR": " "}, tmp_path) == usual
    conf = tmp_path / "conf"
    conf.mkdir()
    (conf / "credentials.json").write_text(json.dumps({"api_key": f" {SECRET} "}))
    assert key_for(DEFAULT_BASE, home, LUMENFALL_CONFIG_DIR=str(conf)) == (SECRET, "")
    missing = str(tmp_path / "none")
    assert key_for(DEFAULT_BASE, home, LUMENFALL_CONFIG_DIR=missing) == (None, "")
    monkeypatch.chdir(home)
    assert key_for(DEFAULT_BASE, Path("/no"), LUMENFALL_CONFIG_DIR=".lumenfall")[0] == STORED


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"null", b"[]", b'"lmnfl_text"', b"{}", b'{"api_key": null}'),
        *(b'{"api_key": 12}', b'{"api_key": ["lmnfl_a.b"]}', b'{"api_key": ""}'),
        *(b'{"api_key": "  "}', b'{"api_key": "a b"}', b'{"api_key": "a\\nX-Evil: 1"}'),
        *(b'{"api_key": "\\ud800"}', b'{"other": "lmnfl_a.b"}', b"\xff\xfe\x00", b"\x00" * 1000),
        *(b"[" * 100_000, b'{"n": ' + b"9" * 5000 + b"}"),
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


def test_something_else_in_the_place_of_the_credentials(tmp_path: Path) -> None:
    assert key_for(DEFAULT_BASE, tmp_path) == (None, "")
    (tmp_path / ".lumenfall" / "credentials.json").mkdir(parents=True)
    assert key_for(DEFAULT_BASE, tmp_path) == (None, "")
    (tmp_path / "file").write_bytes(b"")
    assert key_for(DEFAULT_BASE, tmp_path / "file") == (None, "")
    assert key_for(DEFAULT_BASE, tmp_path, LUMENFALL_CONFIG_DIR="a\x00b") == (None, "")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX's special files")
def test_a_pipe_or_a_device_in_their_place_holds_nothing_up(tmp_path: Path) -> None:
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
    options: Options, environ: dict[str, Any], sample: bool, has_key: bool, tmp_path: Path
) -> None:
    settings = resolve(options, environ, tmp_path, Config())
    assert settings.sample == sample
    assert (settings.key is not None) == has_key
    assert settings.options is options


def test_a_stored_key_makes_it_live(home: Path) -> None:
    settings = resolve(Options(), {}, home, Config())
    assert not settings.sample
    assert isinstance(settings.key, Key)
