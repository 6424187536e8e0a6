"""`--doctor`: what is found here, in lines to be pasted into an issue: nothing secret is in them."""

import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version

from lumenbrowse import __version__
from lumenbrowse.clipboard.environment import Environment, find_environment, without_keys
from lumenbrowse.clipboard.routes import choose, describe
from lumenbrowse.errors import DONE, NO_LIST, FetchError
from lumenbrowse.loading import kept
from lumenbrowse.settings import Settings
from lumenbrowse.storage.config import CONFIG_NAME
from lumenbrowse.storage.files import Paths, find_paths
from lumenbrowse.terminal.stdio import is_terminal, put
from lumenbrowse.text.dates import LOCAL, age
from lumenbrowse.text.safe import mask, safe

_PACKAGES = ("textual", "httpx", "pyperclip", "platformdirs")


def run(settings: Settings) -> int:
    """Prints what is found, each line as soon as it is known; returns 0 where the list can be had."""
    code, home = DONE, os.environ.get("HOME", "")
    for title, text, found in _findings(settings):
        # Whoever pastes it need not tell the name of their account.
        text = text.replace(f"{home}{os.sep}", f"~{os.sep}") if home else text
        put(f"{safe(mask(f'{title:12}{text}', settings.secrets))}\n")
        code = code or found
    return code


def _findings(settings: Settings) -> Iterator[tuple[str, str, int]]:
    """Title, text and exit code of what is found, in the order in which one would ask."""
    paths = find_paths()
    system = f"{platform.system()} {platform.release()}"
    ours = f"{__version__}, Python {platform.python_version()}, {system}"
    yield "lumenbrowse", ours, DONE
    yield "packages", ", ".join(f"{name} {version(name)}" for name in _PACKAGES), DONE
    yield "config", "; ".join([*_config(settings), str(paths.config / CONFIG_NAME)]), DONE
    yield "server", _server(settings), DONE
    key = f"{settings.key.masked} from {settings.key.source}" if settings.key else "none"
    yield "key", "; ".join(filter(None, (key, settings.key_note))), DONE
    _, mark, query = settings.base.shown_models_url.partition("?")
    yield "base", f"{settings.base.url}{mark}{query} ({settings.base.source})", DONE
    yield "network", *_network(settings)
    yield "cache", *_cache(settings, paths)
    yield "state", _state(settings, paths), DONE
    here = find_environment(without_keys(os.environ, settings.secret_names))
    yield "terminal", ", ".join(_terminal(os.environ, here)), DONE
    yield "clipboard", describe(choose(here, settings.options.clipboard)), DONE


def _config(settings: Settings) -> Iterator[str]:
    yield f"{len(settings.config.servers)} servers" if settings.config.servers else "no servers"
    if theme := settings.options.theme or settings.config.theme:
        yield f"theme {theme}" + (" (--theme)" if settings.options.theme else "")
    if settings.config.columns is not None:
        yield f"columns {', '.join(settings.config.columns)}"
    yield from settings.config.notes


def _server(settings: Settings) -> str:
    if settings.server:
        names = ", ".join(settings.headers)
        return f"{settings.server} (--server)" + (f", with the headers {names}" if names else "")
    names = ", ".join(settings.config.servers)
    return "none of config.toml" + (f"; --server takes {names}" if names else "")


def _network(settings: Settings) -> tuple[str, int]:
    if settings.sample:
        why = "--sample" if settings.options.sample else f"no key; {settings.live_line}"
        return f"not asked, SAMPLE DATA ({why})", DONE
    if settings.options.offline:
        return "not asked (--offline)", DONE
    from lumenbrowse.api.client import fetch
    from lumenbrowse.api.failures import host_of
    from lumenbrowse.api.network import proxy_for

    started = time.monotonic()
    try:
        fetched = fetch(settings)
    except FetchError as error:
        return f"{error.line} (after {time.monotonic() - started:.2f} s)", error.exit_code
    spent = time.monotonic() - started
    catalog, proxy = fetched.catalog, proxy_for(settings.base.models_url)
    missing = f"{catalog.partial_words} ({fetched.reason})" if catalog.partial else ""
    size = f"{sum(map(len, fetched.pages)):,} bytes in {spent:.2f} s"
    through = f"through the proxy {host_of(proxy)}" if proxy else ""
    found = [f"{len(catalog.models):,} models", missing, catalog.skipped_words, size, through]
    return ", ".join(filter(None, found)), DONE


def _cache(settings: Settings, paths: Paths) -> tuple[str, int]:
    notes: list[str] = []
    cached = None if settings.sample else kept(settings, paths, notes)
    if cached:
        models, when = len(cached.catalog.models), age(cached.fetched_at, time.time(), LOCAL)
        found = f"{models:,} models, {when}"
    else:
        found = "not used" if settings.sample else "nothing kept yet"
    needed = settings.options.offline and not settings.sample
    code = NO_LIST if needed and not cached else DONE
    return "; ".join([found, *notes, str(paths.cache)]), code


def _state(settings: Settings, paths: Paths) -> str:
    from lumenbrowse.storage.store import STATE_NAME, Store

    path = paths.state / STATE_NAME
    if not settings.options.keep_state:
        return f"not used (--no-state); {path}"
    store = Store(path)
    base = store.load().of(settings.remembered_as)
    found = f"{len(base.favourites)} favourites, {len(base.recents)} recents"
    return f"{store.notice or found}; {path}"


def _terminal(environ: Mapping[str, str], here: Environment) -> Iterator[str]:
    yield f"TERM={environ.get('TERM', '')}"
    sizes = []
    for number in (1, 2, 0):
        with suppress(OSError):
            sizes.append(os.get_terminal_size(number))
    yield f"{sizes[0].columns} x {sizes[0].lines}" if sizes else "no size"
    yield _colours(environ)
    if here.in_tmux:
        yield f"tmux {here.tmux.version}" if here.tmux else "tmux that does not answer"
    if here.in_screen:
        yield "screen"
    yield "from another machine (ssh or the like)" if here.remote else "at this machine"
    streams = (("input", sys.stdin), ("output", sys.stdout), ("error", sys.stderr))
    if piped := [name for name, stream in streams if not is_terminal(stream)]:
        yield f"standard {' and '.join(piped)} elsewhere"


def _colours(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256color" in environ.get("TERM", "") else "16 colours"
