"""config.toml, the key and the base, read and resolved; a wrong entry is noted by its name, never its value."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lumenbrowse.errors import FileError, UsageError
from lumenbrowse.settings import DEFAULT_BASE, KEY_VARIABLE, Base, Config, Key, Options, Settings
from lumenbrowse.storage.files import read_bounded
from lumenbrowse.text.safe import did_you_mean, is_plain, safe, shorten

CONFIG_NAME = "config.toml"
_LIMIT = 1 << 20
# A host, or an IPv6 address in brackets, and a port: what every reader of addresses understands alike.
_NETLOC = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+(?:%[\w.-]+)?\])(?::\d*)?", re.IGNORECASE)

_Rule = tuple[str, Callable[[Any], bool]]
"""What is said of an entry that is not as it should be, and the test of that."""


def read_config(path: Path) -> Config:
    """What the config.toml at `path` says. Never raises."""
    try:
        content = read_bounded(path, _LIMIT)
    except FileError as error:
        return Config(notes=(error.line,))
    return Config() if content is None else parse_config(content)


def parse_config(content: bytes) -> Config:
    """What the content of a config.toml says. Never raises."""
    import tomllib

    try:
        entries = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        said = f"{_line(error, content)} is no TOML, {_UNREAD}"
        return Config(notes=(f"{CONFIG_NAME}: {said}",))
    notes: list[str] = []
    found = _sensible(entries, "", _FILE_RULES, notes)
    tables = found.get("servers", {})
    tables = _sensible(tables, "servers.", dict.fromkeys(tables, _TABLE), notes)
    read = (_server(name, entry, notes) for name, entry in tables.items())
    servers = {server.server: server for server in read if server is not None}
    columns = tuple(found["columns"]) if "columns" in found else None
    return Config(found.get("theme"), columns, servers, found.get("keys"), tuple(notes))


def _line(error: Exception, content: bytes) -> str:
    """The line of the mistake, as far as tomllib tells it in its words."""
    if isinstance(error, UnicodeDecodeError):
        return f"line {content[: error.start].count(10) + 1}"
    end = f"line {len(content.splitlines())}"
    found = re.search(r"at (line \d+|end of document)", str(error))
    return found[1].replace("end of document", end) if found else "it"


def _sensible(
    entries: Mapping[str, Any], where: str, rules: Mapping[str, _Rule], notes: list[str]
) -> dict[str, Any]:
    """The entries that keep their rules; the others are noted."""
    found = {}
    for name, value in entries.items():
        words, holds = rules.get(name, _NOTHING)
        if holds(value):
            found[name] = value
        else:
            meant = "" if name in rules else did_you_mean(name, rules)
            notes.append(f"{CONFIG_NAME}: {_short(where + name)} is {words}{meant}")
    return found


def _server(name: str, entries: dict[str, Any], notes: list[str]) -> Settings | None:
    """A server; None, and a note, where it can't be asked."""
    where = f"servers.{name}"
    found = _sensible(entries, f"{where}.", _SERVER_RULES, notes)
    if "base_url" not in entries:
        notes.append(f"{CONFIG_NAME}: {_short(where)} has no base_url")
    if "base_url" not in found:
        return None
    try:
        base = normalize_base(found.pop("base_url"), f"{where}.base_url")
    except UsageError as error:
        notes.append(f"{CONFIG_NAME}: {error.line}")
        return None
    headers = found.pop("headers", {})
    rules = {header: _HEADER_VALUE for header in headers if _HEADER[1](header)}
    held = _sensible(headers, f"{where}.headers.", rules, notes)
    secret = {header: Key(value, f"{where}.headers") for header, value in held.items()}
    base = replace(base, source=safe(where))
    return Settings(base=base, server=name, headers=secret, **found)


def _matching(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


_is_text = _matching(r"(?s)\s*\S.*")
_is_key = _matching("[!-~]+")
_NOTHING: _Rule = ("nothing that can be set", lambda _: False)
_TABLE: _Rule = ("no table", lambda value: isinstance(value, dict))
_TEXT: _Rule = ("no text", _is_text)
_UNREAD = "so nothing of the file holds"
# A token of RFC 9110 section 5.6.2; but the connection's headers and the question's own are ours to set.
_OURS = "accept-encoding|connection|content-length|expect|host|if-.*|range|te|trailer|transfer-encoding|upgrade"
_HEADER: _Rule = (
    "no header that can be set", _matching(rf"(?i)(?!({_OURS})$)[a-z0-9!#$%&'*+.^_`|~-]+")
)  # fmt: skip
_HEADER_VALUE: _Rule = ("no text that a header can hold", _matching("[!-~]([ -~]*[!-~])?"))
_VARIABLE = "no variable's name: the key itself never stands here"
_FILE_RULES: Mapping[str, _Rule] = {
    "theme": _TEXT,
    "columns": ("no list of texts", lambda it: isinstance(it, list) and all(map(_is_text, it))),
    "servers": _TABLE,
    "keys": _TABLE,
}
_SERVER_RULES: Mapping[str, _Rule] = {
    "base_url": _TEXT,
    "key_env": (_VARIABLE, _matching("[A-Za-z_][A-Za-z0-9_]*")),
    "key_header": _HEADER,
    "headers": _TABLE,
    "key_over_http": ("neither true nor false", lambda value: isinstance(value, bool)),
}


def _short(name: str) -> str:
    return shorten(name, 60)


def resolve(options: Options, environ: Mapping[str, str], home: Path, config: Config) -> Settings:
    """The settings for this run. Reads the credentials file; raises `UsageError`."""
    if options.server is None:
        server = Settings(find_base(options.base_url, environ), key_env=KEY_VARIABLE)
    else:
        server = find_server(options.server, config)
    key, note = find_key(server, environ, home)
    unnamed = key is None and not note and server.base == Base(DEFAULT_BASE)
    variables = (one.key_env for one in config.servers.values() if one.key_env)
    return server._replace(
        key=key,
        key_note=note,
        sample=options.sample or unnamed,
        options=options,
        secret_names=tuple(dict.fromkeys((KEY_VARIABLE, *variables))),
        config=config,
    )


def find_server(name: str, config: Config) -> Settings:
    """The server of config.toml that `--server` names; raises `UsageError`."""
    if name in config.servers:
        return config.servers[name]
    start, notes = f"{CONFIG_NAME}: servers.{name}", config.notes
    wrong = [note for note in notes if note.startswith((f"{start} ", f"{start}."))]
    # Of a file that can't be read nothing holds, and its one note says why.
    unread = [note for note in notes if note.endswith(_UNREAD) or not note.startswith(CONFIG_NAME)]
    if wrong or unread:
        raise UsageError(f"--server {_short(name)} can't be used", (wrong or unread)[-1])
    known = ", ".join(map(_short, config.servers)) or "none"
    said = f"{CONFIG_NAME} has no server {_short(name)}{did_you_mean(name, config.servers)}"
    raise UsageError(said, f"its servers: {known}")


def find_base(option: str | None, environ: Mapping[str, str]) -> Base:
    """The base named first: option, LUMENFALL_BASE_URL, LUMENFALL_API_BASE, the default."""
    if option is not None:
        return normalize_base(option, "--base-url")
    for name in ("LUMENFALL_BASE_URL", "LUMENFALL_API_BASE"):
        if environ.get(name, "").strip():
            return normalize_base(environ[name], name)
    return Base(DEFAULT_BASE)


def normalize_base(value: str, source: str) -> Base:
    """The base that an address means, without `/models` at its end; a root gets a path. Raises `UsageError`."""
    text, source = value.strip(), safe(source)
    wrong = UsageError(f"{source} is no address of a server", f"it looks like {DEFAULT_BASE}")
    if not is_plain(text) or " " in text or "\\" in text:
        raise wrong
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and parts.port != 0 and not parts.fragment
    except ValueError:
        raise wrong from None
    if not valid or not _NETLOC.fullmatch(parts.netloc.rpartition("@")[2]):
        raise wrong
    if "@" in parts.netloc:
        hint = f"leave them out; the key goes into {KEY_VARIABLE}"
        raise UsageError(f"{source} holds a user name or a password", hint)
    path = parts.path.rstrip("/")
    if path.endswith("/models"):
        path = path.removesuffix("/models").rstrip("/")
    elif not path:
        official = source == "LUMENFALL_API_BASE" or Base(f"https://{parts.netloc}").is_lumenfall
        path = "/openai/v1" if official else "/v1"
    return Base(f"{parts.scheme}://{parts.netloc.lower()}{path}", source, parts.query)


def find_key(server: Settings, environ: Mapping[str, str], home: Path) -> tuple[Key | None, str]:
    """The key that may be sent to a server, and what is not sent there and why (or an empty text)."""
    base, name, variable = server.base, _short(server.server), server.key_env or ""
    readable = not (base.is_private or server.key_over_http)
    value = _unquoted(environ.get(variable, ""))
    key, note = None, ""
    if value and not _is_key(value):
        note = f"{variable} is not sent: it holds characters that no key has"
    elif value and readable:
        note = f"{variable} is not sent: {base.host} is asked over plain http"
    elif value:
        key = Key(value, variable)
    elif not name:
        key = _stored_key(environ, home)
        if key is not None and not base.is_lumenfall:
            return None, f"the key in {key.source} is not sent: it is for lumenfall.ai alone"
    elif variable:
        note = f"{name} is asked without a key: {variable} is not set"
    if server.headers and readable:
        note += f"{note and '; '}the headers of {name} are not sent over plain http"
    if name and note.endswith("plain http"):
        note += f" (servers.{name}.key_over_http = true allows it)"
    return key, note


def _unquoted(value: str) -> str:
    return value.strip().strip("\"'“”‘’").strip()


def credentials_path(environ: Mapping[str, str], home: Path) -> Path:
    """Where the official client keeps its key (`lumenfall login` writes it; it is only ever read here)."""
    folder = environ.get("LUMENFALL_CONFIG_DIR", "").strip()
    return (Path(folder) if folder else home / ".lumenfall") / "credentials.json"


def _stored_key(environ: Mapping[str, str], home: Path) -> Key | None:
    path = credentials_path(environ, home)
    try:
        content = json.loads(read_bounded(path.absolute(), _LIMIT) or b"")
    except (FileError, OSError, ValueError, RecursionError):
        return None
    value = content.get("api_key") if isinstance(content, dict) else None
    key = _unquoted(value) if isinstance(value, str) else ""
    return Key(key, safe(str(path))) if _is_key(key) else None
