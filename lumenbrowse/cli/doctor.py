"""`--doctor`: what is found here, in lines to be pasted into an issue: nothing secret is in them."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from typing import NamedTuple

from lumenbrowse import __version__
from lumenbrowse.clipboard.environment import Environment, find_environment, without_keys
from lumenbrowse.clipboard.routes import choose, describe
from lumenbrowse.errors import DONE, NO_LIST, FetchError
from lumenbrowse.loading import kept
from lumenbrowse.settings import LIVE_LINE, Settings
from lumenbrowse.storage.files import Paths, find_paths
from lumenbrowse.terminal.stdio import put
from lumenbrowse.text.dates import LOCAL, age
from lumenbrowse.text.safe import mask, safe

_PACKAGES = ("textual", "httpx", "pyperclip", "platformdirs")
_TITLE_WIDTH = 12


class Finding(NamedTuple):
    """One line of the report, and the exit code that it stands for."""

    title: str
    text: str
    code: int = DONE


def run(settings: Settings) -> int:
    """Prints what is found, each line as soon as it is known; returns 0 where the list can be had."""
    code, home = DONE, os.environ.get("HOME", "")
    for finding in findings(settings, os.environ, find_paths()):
        # Whoever pastes it need not tell the name of their account.
        text = finding.text.replace(f"{home}{os.sep}", f"~{os.sep}") if home else finding.text
        put(f"{safe(mask(f'{finding.title:{_TITLE_WIDTH}}{text}', settings.secrets))}\n")
        code = code or finding.code
    return code


def findings(settings: Settings, environ: Mapping[str, str], paths: Paths) -> Iterator[Finding]:
    """What is found, in the order in which one would ask. The slow ones come one by one."""
    system = f"{platform.system()} {platform.release()}"
    yield Finding("lumenbrowse", f"{__version__}, Python {platform.python_version()}, {system}")
    yield Finding("packages", ", ".join(f"{name} {version(name)}" for name in _PACKAGES))
    yield Finding("config", "; ".join([*_config(settings), str(paths.config / "config.toml")]))
    yield Finding("server", _server(settings))
    yield Finding("key", _key(settings))
    _, mark, query = settings.base.shown_models_url.partition("?")
    yield Finding("base", f"{settings.base.url}{mark}{query} ({settings.base.source})")
    yield _network(settings)
    yield _cache(settings, paths)
    yield Finding("state", _state(settings, paths))
    here = find_environment(without_keys(environ, settings.secret_names))
    yield Finding("terminal", ", ".join(_terminal(environ, here)))
    yield Finding("clipboard", describe(choose(here, settings.options.clipboard)))


def _config(settings: Settings) -> Iterator[str]:
    yield f"{len(settings.servers)} servers" if settings.servers else "no servers"
    if theme := settings.options.theme or settings.theme:
        yield f"theme {theme}" + (" (--theme)" if settings.options.theme else "")
    if settings.columns is not None:
        yield f"columns {', '.join(settings.columns)}"
    yield from settings.config_notes


def _server(settings: Settings) -> str:
    if settings.server:
        names = ", ".join(settings.headers)
        return f"{settings.server} (--server)" + (f", with the headers {names}" if names else "")
    known = f"; --server takes {', '.join(settings.servers)}" if settings.servers else ""
    return f"none of config.toml{known}"


def _key(settings: Settings) -> str:
    found = f"{settings.key.masked} from {settings.key.source}" if settings.key else "none"
    return f"{found}; {settings.key_note}" if settings.key_note else found


def _network(settings: Settings) -> Finding:
    if settings.sample:
        why = "--sample" if settings.options.sample else f"no key; {LIVE_LINE}"
        return Finding("network", f"not asked, SAMPLE DATA ({why})")
    if settings.options.offline:
        return Finding("network", "not asked (--offline)")
    from lumenbrowse.api.client import fetch
    from lumenbrowse.api.failures import host_of
    from lumenbrowse.api.network import proxy_for

    started = time.monotonic()
    try:
        fetched = fetch(settings)
    except FetchError as error:
        told = f"{error.line} (after {time.monotonic() - started:.2f} s)"
        return Finding("network", told, error.exit_code)
    spent = time.monotonic() - started
    catalog, proxy = fetched.catalog, proxy_for(settings.base.models_url)
    missing = f"{catalog.partial_words} ({fetched.reason})" if catalog.partial else ""
    size = f"{sum(map(len, fetched.pages)):,} bytes in {spent:.2f} s"
    through = f"through the proxy {host_of(proxy)}" if proxy else ""
    found = [f"{len(catalog.models):,} models", missing, catalog.skipped_words, size, through]
    return Finding("network", ", ".join(filter(None, found)))


def _cache(settings: Settings, paths: Paths) -> Finding:
    if settings.sample:
        return Finding("cache", f"not used; {paths.cache}")
    notes: list[str] = []
    cached = kept(settings, paths, notes)
    if cached is None:
        code = NO_LIST if settings.options.offline else DONE
        return Finding("cache", "; ".join(["nothing kept yet", *notes, str(paths.cache)]), code)
    found = f"{len(cached.catalog.models):,} models, {age(cached.fetched_at, time.time(), LOCAL)}"
    return Finding("cache", "; ".join([found, *notes, str(paths.cache)]))


def _state(settings: Settings, paths: Paths) -> str:
    from lumenbrowse.storage.store import Store

    path = paths.state / "state.json"
    if not settings.options.keep_state:
        return f"not used (--no-state); {path}"
    store = Store(path)
    base = store.load().of(settings.base.url)
    found = f"{len(base.favourites)} favourites, {len(base.recents)} recents"
    return f"{store.notice or found}; {path}"


def _terminal(environ: Mapping[str, str], here: Environment) -> Iterator[str]:
    yield f"TERM={environ.get('TERM', '')}"
    size = next(filter(None, map(_size_of, (1, 2, 0))), None)
    yield f"{size.columns} x {size.lines}" if size else "no size"
    yield _colours(environ)
    if here.in_tmux:
        yield f"tmux {here.tmux.version}" if here.tmux else "tmux that does not answer"
    if here.in_screen:
        yield "screen"
    yield "from another machine (ssh or the like)" if here.remote else "at this machine"
    streams = (("input", sys.stdin), ("output", sys.stdout), ("error", sys.stderr))
    piped = [name for name, stream in streams if stream is None or not stream.isatty()]
    if piped:
        yield f"standard {' and '.join(piped)} elsewhere"


def _size_of(number: int) -> os.terminal_size | None:
    with suppress(OSError):
        return os.get_terminal_size(number)
    return None


def _colours(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256color" in environ.get("TERM", "") else "16 colours"
