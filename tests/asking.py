"""What the tests of the client share: settings for a server, and asking it without waiting."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lumenbrowse.api.client import fetch
from lumenbrowse.api.pages import Fetched
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import Base, Key, Options, Settings
from lumenbrowse.storage.files import Paths
from lumenbrowse.text.safe import is_plain
from tests.scenarios import TEST_KEY
from tests.server import ModelServer


def settings_for(
    server: ModelServer | str, timeout: float = 5.0, key: str | None = TEST_KEY, ca_bundle: str = ""
) -> Settings:
    """Settings as the command line and the environment would give them."""
    url = server if isinstance(server, str) else server.base_url
    return Settings(
        base=Base(url, "--base-url"),
        key=Key(key, "LUMENFALL_API_KEY") if key else None,
        options=Options(timeout=timeout, ca_bundle=ca_bundle or None),
    )


def ask(
    settings: Settings,
    on_pause: Callable[[float], object] = lambda _pause: None,
    on_retry: Callable[[str], object] | None = None,
) -> Fetched:
    """Fetches, with pauses that take no time but are told to `on_pause`."""

    async def sleep(seconds: float) -> None:
        on_pause(seconds)

    return fetch(settings, on_retry=on_retry, sleep=sleep)


def failure_of(
    settings: Settings, on_pause: Callable[[float], object] = lambda _pause: None
) -> FetchError:
    """The failure that asking ends with, after `check_words`."""
    with pytest.raises(FetchError) as caught:
        ask(settings, on_pause)
    check_words(caught.value)
    return caught.value


def with_options(settings: Settings, **changes: Any) -> Settings:
    return settings._replace(options=settings.options._replace(**changes))


def paths_in(directory: Path) -> Paths:
    """Directories of our own, which do not exist yet."""
    return Paths(*(directory / name / "lumenbrowse" for name in ("cache", "state", "config")))


def holds_key(text: str) -> bool:
    """Whether a text gives the tests' key away, or a good part of it. Assert on the result alone."""
    return any(TEST_KEY[at : at + 8].lower() in text.lower() for at in range(len(TEST_KEY) - 7))


def check_words(error: FetchError) -> None:
    """What holds for every failure: short, safe, without the key, and saying what to do next."""
    leaked = holds_key(error.message + error.hint + repr(error) + repr(error.args))
    assert not leaked, "the key is in the error"
    assert 0 < len(error.message) <= 60
    assert error.hint
    assert is_plain(error.message)
    assert is_plain(error.hint)
    assert error.__cause__ is None, "the causes hold what came, and what was sent"
    assert error.__suppress_context__ or error.__context__ is None
