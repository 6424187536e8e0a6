"""Rows before Textual is imported: what the last run kept, and what becomes of it in every kind of start."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.server import serve
from tests.terminal.conftest import Break, Start
from tests.terminal.harness import PROGRAM, Terminal

ENTER, TEXTUALS_FIRST = b"\x1b[?1049h", b"\x1b[?2004h"
ID = "flux.2-max"


@dataclass(frozen=True)
class Before:
    """The program was run against a server, and left: its home, a copy of that, and what it showed."""

    home: Path
    copy: Path
    base_url: str
    lines: list[str]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Before]:
    folder = tmp_path_factory.mktemp("before")
    home, copy = folder / "home", folder / "copy"
    with serve() as server:
        environ = {"LUMENFALL_BASE_URL": server.base_url}
        with Terminal(PROGRAM, home, columns=100, environ=environ, fresh=True) as terminal:
            wait_live(terminal)
            lines = terminal.screen()
            terminal.send("q")
            assert terminal.wait_exit() == 0
        # Links, for what is kept holds the inodes of files; whoever writes one puts another in its place.
        shutil.copytree(home, copy, copy_function=os.link)
        yield Before(home, copy, server.base_url, lines)


@pytest.fixture
def home(before: Before) -> Path:
    """The home as that run left it, at the same place: what is kept names the files it was made of."""
    shutil.rmtree(before.home)
    shutil.copytree(before.copy, before.home, copy_function=os.link)
    return before.home


@pytest.fixture
def environ(before: Before) -> dict[str, str]:
    return {"LUMENFALL_BASE_URL": before.base_url}


def wait_live(terminal: Terminal) -> None:
    terminal.wait_for(" · live ", f"▌ {ID}")


def test_rows_are_there_though_textual_is_not(
    start: Start, environ: dict[str, str], breaking: Break
) -> None:
    held = breaking("import time; time.sleep(30)", "textual")
    terminal = start(columns=100, environ=environ | held, until=f"▌ {ID}")
    assert terminal.screen()[0].rstrip().endswith("· cached")
    typed = "never echoed"
    terminal.send(typed)
    # The kernel hands it over when it likes: after the end it would be echoed, and rightly.
    terminal.wait_for(lambda terminal: terminal.unread() == len(typed))
    terminal.kill(signal.SIGTERM)
    terminal.check_exit(143)
    assert "never" not in terminal.text()


Ask = Callable[..., bool]


@pytest.fixture
def is_kept(start: Start, environ: dict[str, str], breaking: Break) -> Ask:
    """`is_kept(*arguments, columns=60)`: whether such a start has rows at once, tried without Textual."""
    broken = breaking("raise ImportError('broken')", "textual")

    def ask(*arguments: str, columns: int = 100, variables: dict[str, str] = environ) -> bool:
        terminal = start(*arguments, columns=columns, environ=variables | broken)
        terminal.check_exit(70)
        assert "an error of lumenbrowse itself (ImportError)" in " ".join(terminal.screen())
        return ID.encode() in terminal.raw

    return ask


def test_the_ui_draws_the_same_picture_and_the_screen_is_entered_once(
    start: Start, environ: dict[str, str], before: Before
) -> None:
    terminal = start(columns=100, environ=environ, fresh=True)
    wait_live(terminal)
    assert terminal.screen()[1:] == before.lines[1:]
    assert terminal.raw.count(ENTER) == 1
    assert terminal.raw.index(ID.encode()) < terminal.raw.index(TEXTUALS_FIRST)
    assert terminal.raw.count(b"seedream-4.5") == 1
    terminal.leave("q")


def test_what_is_typed_meanwhile_acts_in_the_ui_and_another_size_is_drawn_whole(
    start: Start, environ: dict[str, str]
) -> None:
    terminal = start(columns=100, environ=environ, fresh=True, until=f"▌ {ID}")
    terminal.send("/seed\r")
    terminal.resize(20, 90)
    terminal.wait_for("/ seed", "▌ seedream-4.5", lambda terminal: "quit" in terminal.screen()[19])


@pytest.mark.parametrize(
    "changed",
    [
        "cache/lumenbrowse/*.list",
        "state/lumenbrowse/state.json",
        "config/lumenbrowse/keys.json",
        "config/lumenbrowse/config.toml",
        ".lumenfall/credentials.json",
    ],
)
def test_after_any_of_its_files_changed_the_start_is_an_ordinary_one(
    home: Path, is_kept: Ask, changed: str
) -> None:
    path = next(home.glob(changed), home / changed)
    content = path.read_bytes() if path.exists() else b""
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    assert not is_kept()


def run_and_leave(
    start: Start, *arguments: str, environ: dict[str, str], columns: int = 100, keys: str = ""
) -> None:
    terminal = start(*arguments, columns=columns, environ=environ)
    wait_live(terminal)
    terminal.send(f"{keys}q")
    assert terminal.wait_exit() == 0


def test_each_size_has_its_own_until_something_else_is_shown(
    start: Start, environ: dict[str, str], is_kept: Ask
) -> None:
    assert not is_kept(columns=60)
    run_and_leave(start, environ=environ, columns=60)
    assert is_kept()
    assert is_kept(columns=60)
    run_and_leave(start, environ=environ, columns=60, keys="d")
    assert is_kept(columns=60)
    assert not is_kept()


def test_each_command_line_has_its_own(
    start: Start, before: Before, home: Path, is_kept: Ask
) -> None:
    arguments = ("--base-url", before.base_url, "--no-mouse")
    run_and_leave(start, *arguments, environ={})
    assert is_kept(*arguments, variables={})
    assert not is_kept(*arguments[:2], variables={})
    config = home / "config" / "lumenbrowse" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[servers.x]\nbase_url = "{before.base_url}"\nkey_env = "X_KEY"\n')
    one, another = {"X_KEY": "one-key"}, {"X_KEY": "another-key"}
    run_and_leave(start, "--server", "x", environ=one)
    assert is_kept("--server", "x", variables=one)
    assert not is_kept("--server", "x", variables=another)


@pytest.mark.parametrize("arguments", [("flux",), ("--sort", "id"), ("--no-state",)], ids=" ".join)
def test_what_shows_something_else_than_the_last_run_keeps_nothing(
    start: Start, home: Path, environ: dict[str, str], arguments: tuple[str, ...]
) -> None:
    [kept] = (home / "cache").glob("**/screenfuls/*")
    content = kept.read_bytes()
    terminal = start(*arguments, columns=100, environ=environ, until=" · live ")
    terminal.leave("\x11")
    assert [path.read_bytes() for path in kept.parent.iterdir()] == [content]


def test_a_list_at_rest_is_kept_for_a_start_beside_this_one(
    start: Start, home: Path, environ: dict[str, str], is_kept: Ask
) -> None:
    [kept] = (home / "cache").glob("**/screenfuls/*")
    kept.unlink()
    beside = start(columns=100, environ=environ)
    wait_live(beside)
    beside.wait_for(lambda _: kept.exists())
    assert is_kept()
