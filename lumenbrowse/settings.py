"""The values that say how the program is to run: options, key, base, settings (DESIGN.md section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal, NamedTuple
from urllib.parse import unquote_plus, urlsplit

DEFAULT_BASE = "https://api.lumenfall.ai/openai/v1"
KEY_VARIABLE = "LUMENFALL_API_KEY"
KEY_HEADER = "Authorization"
LIVE_START = f"export {KEY_VARIABLE}="
LIVE_LINE = f"{LIVE_START}lmnfl_… makes it live"
_SHORTEST_SECRET = 8  # characters of a header's or a query's value: `all` is a word of any message

Sort = Literal["id", "owner", "added", "price", "context"]
ClipboardMode = Literal["auto", "native", "osc52", "tmux", "off"]


@dataclass(frozen=True, slots=True)
class Key:
    """A secret that never shows; `source` says where it came from."""

    _value: str = field(repr=False)
    source: str

    def reveal(self) -> str:
        """The key itself: for the request's headers, and to take it out of texts."""
        return self._value

    @property
    def masked(self) -> str:
        """What may be shown of it: the fixed prefix of Lumenfall's keys at the most."""
        return "lmnfl_…" if self._value.startswith("lmnfl_") else "…"


@dataclass(frozen=True, slots=True)
class Base:
    """The address that `/models` is added to, who named it, and the query: of that only the names are shown."""

    url: str
    source: str = "the default"
    query: str = field(default="", repr=False)

    @property
    def models_url(self) -> str:
        """The address that is asked for the list: for the request alone."""
        return f"{self.url}/models" + (f"?{self.query}" if self.query else "")

    @property
    def shown_models_url(self) -> str:
        """The same, with the names of its query alone."""
        names = (one.partition("=")[0] + "=…" for one in self.query.split("&") if one)
        return f"{self.url}/models" + (f"?{'&'.join(names)}" if self.query else "")

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def is_lumenfall(self) -> bool:
        """Whether it is a host of Lumenfall's own, asked over https."""
        parts = urlsplit(self.url)
        return parts.scheme == "https" and f".{parts.hostname}".endswith(".lumenfall.ai")

    @property
    def is_private(self) -> bool:
        """Whether what is sent there can't be read on the way: https, or this machine itself."""
        parts = urlsplit(self.url)
        return parts.scheme == "https" or is_loopback(parts.hostname or "")


class Options(NamedTuple):
    """The command line, as parsed: what the user said, nothing resolved yet."""

    query: str = ""
    command: Literal["browse", "list", "ids", "json", "jsonl", "check", "show", "doctor"] = "browse"
    ids: tuple[str, ...] = ()  # of `check` and `show`
    strict: bool = False
    as_json: bool = False
    pick: bool = False
    multi: bool = False
    print0: bool = False
    select_1: bool = False
    exit_0: bool = False
    owners: tuple[str, ...] = ()
    sort: Sort | None = None
    reverse: bool | None = None
    limit: int | None = None
    columns: tuple[str, ...] | None = None
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


class Config(NamedTuple):
    """What config.toml says; `notes` are what of it does not hold, a line each."""

    theme: str | None = None
    columns: tuple[str, ...] | None = None
    servers: Mapping[str, Settings] = {}
    keys: Mapping[str, object] | None = None
    notes: tuple[str, ...] = ()


class Settings(NamedTuple):
    """Everything the program was told, resolved."""

    base: Base = Base(DEFAULT_BASE)
    key: Key | None = None
    key_note: str = ""  # why there is none where one was meant
    sample: bool = False  # the shipped list is shown
    options: Options = Options()
    server: str = ""  # the name after --server
    key_env: str | None = None  # the variable of its key
    key_header: str = KEY_HEADER
    headers: Mapping[str, Key] = {}
    key_over_http: bool = False
    secret_names: tuple[str, ...] = (KEY_VARIABLE,)  # the variables of all keys
    config: Config = Config()

    @property
    def request_headers(self) -> dict[str, str]:
        """The key and the headers of config.toml; nothing where they could be read on the way."""
        if not (self.base.is_private or self.key_over_http):
            return {}
        headers = {name: value.reveal() for name, value in self.headers.items()}
        prefix = "Bearer " if self.key_header.lower() == "authorization" else ""
        return headers | ({self.key_header: prefix + self.key.reveal()} if self.key else {})

    @property
    def live_line(self) -> str:
        """What shows a live list in the place of the sample."""
        return LIVE_LINE + (", and so does --server NAME, or b" if self.config.servers else "")

    @property
    def remembered_as(self) -> str:
        """What state.json calls the base."""
        return "sample" if self.sample else self.base.url

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no text may show: the key, and the long values of headers and of the base's query."""
        # Those of the query as they are meant, and escaped as they stand in the address.
        query = [one.partition("=")[2] for one in self.base.query.split("&")]
        headers = [value.reveal() for value in self.headers.values()]
        values = [*headers, *query, *map(unquote_plus, query)]
        long = [value for value in values if len(value) >= _SHORTEST_SECRET]
        return tuple(dict.fromkeys([self.key.reveal(), *long] if self.key else long))


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine: RFC 6761 section 6.3; unspecified: RFC 1122 section 3.2.1.3."""
    name = host.lower().rstrip(".")
    try:
        address = ip_address(name)
    except ValueError:
        return f".{name}".endswith(".localhost")
    return address.is_loopback or address.is_unspecified
