"""One frozen `Settings`, from the command line's options, the environment, the credentials file and defaults.

DESIGN.md section 2 says where the key and the base come from, and where a key may go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn
from urllib.parse import SplitResult, urlsplit

from lumenbrowse.errors import FileError, UsageError
from lumenbrowse.storage.files import read_bounded
from lumenbrowse.text.safe import safe

DEFAULT_BASE = "https://api.lumenfall.ai/openai/v1"
KEY_VARIABLE = "LUMENFALL_API_KEY"
_CREDENTIALS_LIMIT = 1 << 20
# A host, or an IPv6 address in brackets, and a port: what every reader of addresses understands alike.
_NETLOC = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+(?:%[\w.-]+)?\])(?::\d*)?", re.IGNORECASE)
LIVE_LINE = f"export {KEY_VARIABLE}=lmnfl_… makes it live"

Sort = Literal["id", "owner", "added"]
ClipboardMode = Literal["auto", "native", "osc52", "tmux", "off"]


class Key:
    """An API key that never shows: its `repr` and `str` are masked; `reveal()` is for the request alone."""

    __slots__ = ("_value", "source")

    def __init__(self, value: str, source: str) -> None:
        self._value = value
        self.source = source

    def reveal(self) -> str:
        """The key itself: for the Authorization header, and nothing else."""
        return self._value

    @property
    def masked(self) -> str:
        """What may be shown of it: the fixed prefix of Lumenfall's keys at the most."""
        return "lmnfl_…" if self._value.startswith("lmnfl_") else "…"

    def __repr__(self) -> str:
        return f"Key({self.masked} from {self.source})"

    __str__ = __repr__

    def __deepcopy__(self, memo: dict[int, Any]) -> Key:
        # `dataclasses.asdict` copies what it finds.
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is never written anywhere")


@dataclass(frozen=True, slots=True)
class Base:
    """The address that `/models` is added to, and who named it."""

    url: str
    source: str = "the default"

    @property
    def named(self) -> bool:
        """Whether the user named it, by an option or a variable."""
        return self.source != "the default"

    @property
    def models_url(self) -> str:
        """The address that is asked for the list."""
        return f"{self.url}/models"

    @property
    def shown_models_url(self) -> str:
        """The address that is asked for the list: a stand-in until branch w-storage is merged."""
        return self.models_url

    @property
    def host(self) -> str:
        """Host, and port where one is given, as the bar shows it."""
        return safe(urlsplit(self.url).netloc)

    @property
    def is_lumenfall(self) -> bool:
        """Whether it is a host of Lumenfall's own, asked over https."""
        parts = urlsplit(self.url)
        host = (parts.hostname or "").lower()
        return parts.scheme == "https" and (
            host == "lumenfall.ai" or host.endswith(".lumenfall.ai")
        )

    @property
    def is_private(self) -> bool:
        """Whether what is sent there can't be read on the way: https, or this machine itself."""
        parts = urlsplit(self.url)
        return parts.scheme == "https" or is_loopback(parts.hostname or "")


@dataclass(frozen=True, slots=True)
class Options:
    """The command line, as parsed: what the user said, nothing resolved yet."""

    query: str = ""
    command: Literal["browse", "list", "ids", "json", "jsonl", "check", "doctor"] = "browse"
    check_ids: tuple[str, ...] = ()
    pick: bool = False
    multi: bool = False
    print0: bool = False
    select_1: bool = False
    exit_0: bool = False
    owners: tuple[str, ...] = ()
    sort: Sort | None = None
    reverse: bool | None = None
    limit: int | None = None
    new: bool = False
    favourites: bool = False
    server: str | None = None
    base_url: str | None = None
    timeout: float = 15.0
    ca_bundle: str | None = None
    offline: bool = False
    refresh: bool = False
    sample: bool = False
    max_age: float = 3600.0
    clipboard: ClipboardMode = "auto"
    theme: str | None = None
    mouse: bool = True
    ascii: bool = False
    plain: bool = False
    keep_state: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the program was told, resolved. `sample` is true where the shipped sample is shown."""

    base: Base = field(default_factory=lambda: Base(DEFAULT_BASE))
    key: Key | None = None
    key_note: str = ""
    """Why a key that was found is not sent; empty where none is held back."""
    sample: bool = False
    options: Options = field(default_factory=Options)
    server: str = ""
    headers: Mapping[str, Key] = field(default_factory=dict)
    theme: str | None = None
    columns: tuple[str, ...] | None = None
    servers: tuple[str, ...] = ()
    config_notes: tuple[str, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no text may show: a stand-in until branch w-storage is merged."""
        return (self.key.reveal(),) if self.key else ()


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine (RFC 6761 section 6.3 for `localhost`)."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    # Imported late: few bases are an address in numbers.
    from ipaddress import ip_address

    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def resolve(options: Options, environ: Mapping[str, str], home: Path) -> Settings:
    """The settings for this run. Reads the credentials file; raises `UsageError` for a base that is none."""
    base = find_base(options.base_url, environ)
    key, note = find_key(base, environ, home)
    sample = options.sample or (key is None and not note and not base.named)
    return Settings(base=base, key=key, key_note=note, sample=sample, options=options)


def find_base(option: str | None, environ: Mapping[str, str]) -> Base:
    """The base named first: option, LUMENFALL_BASE_URL, LUMENFALL_API_BASE, the default."""
    candidates = (
        (option, "--base-url"),
        (environ.get("LUMENFALL_BASE_URL"), "LUMENFALL_BASE_URL"),
        (environ.get("LUMENFALL_API_BASE"), "LUMENFALL_API_BASE"),
    )
    for value, source in candidates:
        if value is not None and (value.strip() or source == "--base-url"):
            return Base(normalize_base(value, source), source)
    return Base(DEFAULT_BASE)


def normalize_base(value: str, source: str) -> str:
    """The address to which `/models` is added; raises `UsageError` where `value` is no http(s) address."""
    text = value.strip()
    parts = _split_address(text, source)
    path = parts.path.rstrip("/")
    if path.endswith("/models"):
        path = path[: -len("/models")].rstrip("/")
    elif not path:
        path = "/openai/v1"
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{path}"


def _split_address(text: str, source: str) -> SplitResult:
    wrong = UsageError(
        f"{source} is no address of a server", "it looks like https://api.lumenfall.ai/openai/v1"
    )
    if not text.isprintable() or " " in text or "\\" in text:
        raise wrong
    try:
        parts = urlsplit(text)
        valid = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
        address = parts.netloc.rpartition("@")[2]
        valid = valid and _NETLOC.fullmatch(address) is not None
        valid = valid and parts.port != 0
    except ValueError:
        raise wrong from None
    if not valid:
        raise wrong
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"{source} holds a user name or a password",
            f"leave them out; the key goes into {KEY_VARIABLE}",
        )
    if parts.query or parts.fragment:
        raise UsageError(f"{source} holds a query or a fragment", "leave out what follows ? or #")
    return parts


def find_key(base: Base, environ: Mapping[str, str], home: Path) -> tuple[Key | None, str]:
    """The key that may be sent to `base`, and why one that was found may not be (or an empty text)."""
    value = environ.get(KEY_VARIABLE, "").strip()
    if value:
        return _environment_key(Key(value, KEY_VARIABLE), base)
    stored = _stored_key(environ, home)
    if stored is None:
        return None, ""
    if not base.is_lumenfall:
        return None, f"the key in {stored.source} is not sent: it is for lumenfall.ai alone"
    return stored, ""


def _environment_key(key: Key, base: Base) -> tuple[Key | None, str]:
    if not _fits_a_header(key.reveal()):
        return None, f"{KEY_VARIABLE} is not sent: it holds characters that no key has"
    if not base.is_private:
        return None, f"{KEY_VARIABLE} is not sent: {base.host} is asked over plain http"
    return key, ""


def _fits_a_header(value: str) -> bool:
    return value.isascii() and value.isprintable() and " " not in value


def credentials_path(environ: Mapping[str, str], home: Path) -> Path:
    """Where the official client keeps its key (`lumenfall login` writes it; it is only ever read here)."""
    folder = environ.get("LUMENFALL_CONFIG_DIR", "").strip()
    return (Path(folder) if folder else home / ".lumenfall") / "credentials.json"


def _stored_key(environ: Mapping[str, str], home: Path) -> Key | None:
    path = credentials_path(environ, home)
    try:
        content = json.loads(read_bounded(path.absolute(), _CREDENTIALS_LIMIT) or b"")
    except (FileError, OSError, ValueError, RecursionError):
        return None
    value = content.get("api_key") if isinstance(content, dict) else None
    if not isinstance(value, str) or not _fits_a_header(value.strip()) or not value.strip():
        return None
    return Key(value.strip(), safe(str(path)))
