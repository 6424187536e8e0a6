"""config.toml, the key and the base: what is found, and above all where a key may never go."""

import json
import os
import re
import traceback
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.errors import UsageError
from lumenbrowse.settings import DEFAULT_BASE, Base, Config, Options, Settings
from lumenbrowse.storage import config
from lumenbrowse.storage.config import find_base, normalize_base, parse_config, resolve
from lumenbrowse.text.safe import is_plain
from tests.scenarios import CASES, case

SECRET = "lmnfl_id1.s3cr3t"
STORED = "lmnfl_id2.st0r3d"
ROWS: dict[str, Any] = case("config")
SERVERS = (CASES / "servers.toml").read_bytes()
URLS = [url for kind in ("lumenfall", "over_https", "loopback", "plain_http") for url in ROWS[kind]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which the official client has logged in."""
    store(tmp_path, json.dumps({"api_key": STORED}).encode())
    return tmp_path


def store(home: Path, content: bytes) -> Path:
    path = home / ".lumenfall" / "credentials.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def key_for(url: str, home: Path, **environ: str) -> tuple[str | None, str]:
    server = Settings(Base(url, "--base-url"), key_env="LUMENFALL_API_KEY")
    key, note = config.find_key(server, environ, home)
    return (key.reveal() if key else None), note


def with_server(name: str, home: Path, **environ: str) -> Settings:
    return resolve(Options(server=name), environ, home, parse_config(SERVERS))


def test_everything_that_config_toml_can_say(tmp_path: Path) -> None:
    found = parse_config(b"\xef\xbb\xbf" + SERVERS.replace(b"\n", b"\r\n"))
    assert (found.theme, found.columns, found.notes) == ("nord", ("context", "price"), ())
    assert found.keys == {"copy": "y,c", "odd": 5}
    names = "openrouter litellm lan anthropic ollama again keyless plain"
    assert " ".join(found.servers) == names
    ollama = Base("http://localhost:11434/v1", "servers.ollama")
    assert found.servers["ollama"] == Settings(ollama, server="ollama")
    assert "s3cr3t" not in repr(found)
    assert parse_config(b"") == Config()
    assert config.read_config(tmp_path / "config.toml") == Config()
    (note,) = config.read_config(tmp_path).notes
    assert note.startswith(f"can't read {tmp_path}: ")


@pytest.mark.parametrize(("text", "note"), ROWS["wrong_entries"])
def test_a_wrong_entry_is_named_and_the_rest_holds(text: str, note: str) -> None:
    rest = '\n[servers.rest]\nbase_url = "https://rest.test/v1"\nkey_env = "REST"\n'
    found = parse_config((text if text == "servers = 1" else text + rest).encode())
    assert found.notes == (f"config.toml: {note}",)
    assert is_plain(note)
    assert "s3cr3t" not in repr(found)
    assert text == "servers = 1" or found.servers["rest"].key_env == "REST"
    if "https://x.test" in text:
        assert found.servers["x"] == Settings(Base("https://x.test/v1", "servers.x"), server="x")


@pytest.mark.parametrize(("text", "line"), ROWS["no_toml"])
def test_of_what_is_no_toml_nothing_holds_and_the_line_is_named(text: str, line: str) -> None:
    repeated = text.replace("REPEAT", text.partition("REPEAT")[0][-1] * 100_000)
    note = f"config.toml: {line} no TOML, so nothing of the file holds"
    assert parse_config(repeated.encode("latin-1")) == Config(notes=(note,))


@pytest.mark.parametrize(("name", "variable", "value", "url", "sent", "note"), ROWS["servers"])
def test_with_a_server_only_its_entry_counts(
    name: str, variable: str, value: str, url: str, sent: str | None, note: str, home: Path
) -> None:
    settings = with_server(name, home, **{variable: value, "LUMENFALL_BASE_URL": "https://b/v1"})
    query = "output_modalities=all" if name == "openrouter" else ""
    assert settings.base == Base(url, f"servers.{name}", query)
    assert (settings.key.reveal() if settings.key else None) == sent
    assert (settings.key_note, settings.server, settings.sample) == (note, name, False)


def test_what_else_the_settings_know_of_config_toml(home: Path) -> None:
    settings = with_server("anthropic", home, ANTHROPIC_API_KEY=SECRET)
    assert settings.request_headers == {"x-api-key": SECRET, "anthropic-version": "2023-06-01"}
    config = settings.config
    assert (config.theme, config.columns) == ("nord", ("context", "price"))
    assert (config.keys, len(config.servers)) == ({"copy": "y,c", "odd": 5}, 8)
    names = "LUMENFALL_API_KEY OPENROUTER_API_KEY LITELLM_KEY LAN_KEY ANTHROPIC_API_KEY"
    assert settings.secret_names == tuple(names.split())
    bare = resolve(Options(), {}, home, parse_config(SERVERS))
    assert (bare.base, bare.server, bare.headers) == (Base(DEFAULT_BASE), "", {})
    assert resolve(Options(), {}, home, Config(notes=("a",))).config.notes == ("a",)


def test_a_server_that_is_none_is_never_the_default_one(home: Path) -> None:
    for content, name, line in ROWS["unknown_servers"]:
        found = parse_config(SERVERS if content == "servers.toml" else content.encode())
        with pytest.raises(UsageError) as caught:
            resolve(Options(server=name), {}, home, found)
        assert caught.value.line == line


def test_the_base_that_is_named_first_wins() -> None:
    for option, environ, url, source in ROWS["bases"]:
        assert find_base(option, environ) == Base(url, source)
    with pytest.raises(UsageError):
        find_base("", {"LUMENFALL_BASE_URL": "https://b/v1"})


def test_what_is_forgiven_of_an_address_and_what_is_none_is_refused_without_repeating_it() -> None:
    for text, url, query in ROWS["addresses"]:
        assert normalize_base(text, "--base-url") == Base(url, "--base-url", query)
    for wrong, words in ROWS["no_addresses"]:
        with pytest.raises(UsageError) as caught:
            normalize_base(wrong, "--base-url")
        assert caught.value.line.startswith(f"--base-url {words}")
        assert caught.value.line.isprintable()
        assert "pa55word" not in "".join(traceback.format_exception(caught.value))


@given(
    st.text(max_size=40) | st.text("htps:/@.[]%?#\\x01lumenfa", max_size=30).map("https://".__add__)
)
def test_any_text_is_an_address_or_a_usage_error(text: str) -> None:
    try:
        base = normalize_base(text, "--base-url")
    except UsageError:
        return
    assert re.fullmatch(r"https?://[^?]*[^?/]", base.url)
    assert base.url.isprintable()
    again = normalize_base(base.url, "--base-url").url
    assert again.startswith(base.url) or "/models" in text


@pytest.mark.parametrize("url", URLS)
def test_where_each_key_goes_and_that_it_is_said(url: str, home: Path) -> None:
    own, plain = url in ROWS["lumenfall"], url in ROWS["plain_http"]
    key, note = key_for(url, home)
    assert (Base(url).is_lumenfall, key) == (own, STORED if own else None)
    assert note.endswith("" if own else "json is not sent: it is for lumenfall.ai alone")
    key, said = key_for(url, home, LUMENFALL_API_KEY=SECRET)
    assert key == (None if plain else SECRET)
    assert said.startswith("LUMENFALL_API_KEY is not sent: ") == plain
    assert said.endswith(" is asked over plain http") == plain
    assert (STORED in note, SECRET in said) == (False, False)


@given(st.text("abl.-umenfai1:[]@%\u0430", min_size=1, max_size=24))
def test_no_host_but_lumenfalls_own_passes_for_it(netloc: str) -> None:
    try:
        base = normalize_base(f"https://{netloc}/v1", "--base-url")
    except UsageError:
        return
    host = base.url.removeprefix("https://").removesuffix("/v1").partition(":")[0]
    assert base.is_lumenfall == (host == "lumenfall.ai" or host.endswith(".lumenfall.ai"))


def test_the_environment_comes_before_the_stored_key_unless_it_is_empty(home: Path) -> None:
    for text in ROWS["quoted"]:
        store(home, json.dumps({"api_key": STORED}).encode())
        assert key_for(DEFAULT_BASE, home, LUMENFALL_API_KEY=text) == (SECRET, "")
        # A byte order mark and other fields do no harm.
        store(home, b"\xef\xbb\xbf" + json.dumps({"api_key": text, "user": {}}).encode())
        assert key_for(DEFAULT_BASE, home)[0] == SECRET
    store(home, json.dumps({"api_key": STORED}).encode())
    for empty in ROWS["empty"]:
        assert key_for(DEFAULT_BASE, home, LUMENFALL_API_KEY=empty) == (STORED, "")
        assert key_for(DEFAULT_BASE, home / "nobody", LUMENFALL_API_KEY=empty) == (None, "")
    note = "LUMENFALL_API_KEY is not sent: it holds characters that no key has"
    for odd in ROWS["odd"]:
        assert key_for(DEFAULT_BASE, home, LUMENFALL_API_KEY=odd) == (None, note)


def test_the_credentials_file_is_where_the_official_client_keeps_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert key_for(DEFAULT_BASE, home, LUMENFALL_CONFIG_DIR=" ")[0] == STORED
    folder = store(home / ".lumenfall", json.dumps({"api_key": f" {SECRET} "}).encode()).parent
    assert key_for(DEFAULT_BASE, home, LUMENFALL_CONFIG_DIR=str(folder)) == (SECRET, "")
    for missing in (str(home / "none"), "a\x00b"):
        assert key_for(DEFAULT_BASE, home, LUMENFALL_CONFIG_DIR=missing) == (None, "")
    monkeypatch.chdir(home)
    assert key_for(DEFAULT_BASE, Path("/no"), LUMENFALL_CONFIG_DIR=".lumenfall")[0] == STORED


def test_credentials_that_make_no_sense_and_what_is_no_file_hold_no_key(tmp_path: Path) -> None:
    other = [b"\xff\xfe\x00", b"\x00" * 1000, b"[" * 100_000, b'{"n": ' + b"9" * 5000 + b"}"]
    long = b'{"api_key": "lmnfl_a.b", "pad": "' + b"x" * (2 << 20) + b'"}'
    for content in (*map(str.encode, ROWS["no_credentials"]), *other, long):
        store(tmp_path, content)
        assert key_for(DEFAULT_BASE, tmp_path) == (None, ""), content[:24]
    path = store(tmp_path, b"")
    assert key_for(DEFAULT_BASE, path) == (None, "")
    path.unlink()
    for make in (os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir):
        make(path)
        assert key_for(DEFAULT_BASE, tmp_path) == (None, "")
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.parametrize(("options", "environ", "sample", "has_key"), ROWS["sample"])
def test_the_sample_shows_where_neither_key_nor_base_is_named(
    options: dict[str, Any], environ: dict[str, str], sample: bool, has_key: bool, tmp_path: Path
) -> None:
    settings = resolve(Options(**options), environ, tmp_path, Config())
    assert (settings.sample, settings.key is not None) == (sample, has_key)
    store(tmp_path, json.dumps({"api_key": STORED}).encode())
    stored = resolve(Options(**options), environ, tmp_path, Config())
    assert stored.sample == ("sample" in options)
