"""state.json between programs: they add up, a killed one loses nothing, and no file is ever lost."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import locked
from lumenbrowse.storage.state import VERSION, State, with_favourites
from lumenbrowse.storage.store import Store

BASE = "https://example.test/v1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lumenbrowse" / "state.json"


def favourite(model_id: str, on: bool = True) -> Callable[[State], State]:
    return lambda state: with_favourites(state, BASE, [model_id], on)


def favourites(path: Path) -> tuple[str, ...]:
    return Store(path).load().of(BASE).favourites


def opened(path: Path) -> Store:
    store = Store(path, lock_seconds=0.05)
    store.load()
    return store


def test_a_change_shows_at_once_and_is_there_next_time_once_saved(path: Path) -> None:
    store = opened(path)
    store.save()
    assert (store.state, path.parent.exists()) == (State(), False)
    assert store.change(favourite("a")) == store.state
    assert (store.state.of(BASE).favourites, path.exists()) == (("a",), False)
    store.save()
    assert favourites(path) == ("a",)
    # What is so already leaves the file alone.
    before = path.stat()
    store.change(favourite("a"))
    store.save()
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    store.change(favourite("a", False))
    store.save()
    assert (favourites(path), store.notice) == ((), "")


def test_two_programs_add_up(path: Path) -> None:
    one, other = opened(path), opened(path)
    one.change(favourite("a"))
    one.save()
    other.change(favourite("b"))
    other.save()
    assert other.state.of(BASE).favourites == ("a", "b")
    other.change(favourite("a", False))
    other.save()
    one.change(favourite("c"))
    one.save()
    assert Store(path).load() == one.state
    assert one.state.of(BASE).favourites == ("b", "c")


ADD_FAVOURITES = """
import sys
from pathlib import Path
from lumenbrowse.storage.state import with_favourites
from lumenbrowse.storage.store import Store
store = Store(Path(sys.argv[1]), lock_seconds=30)
store.load()
for number in range(100):
    one = f"{sys.argv[2]}{number}"
    store.change(lambda s: with_favourites(s, "https://example.test/v1", [one], True))
    store.save()
"""


def test_two_processes_change_favourites_a_hundred_times_at_once(path: Path) -> None:
    command = [sys.executable, "-c", ADD_FAVOURITES, str(path)]
    running = [subprocess.Popen([*command, name]) for name in ("a", "b")]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    each = [f"{name}{number}" for name in "ab" for number in range(100)]
    assert sorted(favourites(path), key=lambda one: one[0]) == each


def test_what_is_changed_while_the_rest_is_saved_stays(path: Path) -> None:
    store, runs = opened(path), list[int]()

    def change(state: State) -> State:
        runs.append(len(runs))
        if len(runs) == 2:
            store.change(favourite("late"))
        return favourite("a")(state)

    store.change(change)
    store.save()
    assert (favourites(path), store.state.of(BASE).favourites) == (("a",), ("a", "late"))
    store.save()
    assert favourites(path) == ("a", "late")


def test_a_held_lock_is_waited_for_only_so_long_and_nothing_is_lost(path: Path) -> None:
    store, lock = opened(path), path.with_name("state.json.lock")
    store.change(favourite("a"))
    with locked(lock, 1), pytest.raises(FileError) as caught:
        store.save()
    assert caught.value.hint == "another lumenbrowse keeps it; is one suspended?"
    lock.unlink()
    lock.mkdir()
    with pytest.raises(FileError, match="can't lock"):
        store.save()
    lock.rmdir()
    store.change(favourite("b"))
    store.save()
    assert favourites(path) == ("a", "b")


def test_a_damaged_file_is_set_aside_and_never_overwritten(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"[" * 50_000)
    store = opened(path)
    assert store.state == State()
    assert store.notice == "state.json could not be read; it is kept as state.json.damaged-1"
    store.change(favourite("a"))
    store.save()
    # And one that is damaged while we run: what we know is written.
    path.write_bytes(b"{{{")
    store.change(favourite("b"))
    store.save()
    assert store.notice.endswith("state.json.damaged-1")
    assert favourites(path) == ("a", "b")
    kept = [path.with_name(f"state.json.damaged-{number}").read_bytes() for number in (2, 1)]
    assert kept == [b"[" * 50_000, b"{{{"]


def test_a_newer_programs_file_is_left_alone(path: Path) -> None:
    store = opened(path)
    store.change(favourite("a"))
    store.save()
    newer = json.dumps({"version": VERSION + 1, "everything": "else"}).encode()
    path.write_bytes(newer)
    other = opened(path)
    said = "nothing is remembered in this run: state.json is a newer lumenbrowse's: update this one"
    assert other.notice == said
    assert other.change(favourite("a")).of(BASE).favourites == ("a",)
    other.save()
    # So is that of a program that was updated while we run.
    store.change(favourite("b"))
    with pytest.raises(FileError, match="newer lumenbrowse"):
        store.save()
    assert path.read_bytes() == newer
    assert store.state.of(BASE).favourites == ("a", "b")
