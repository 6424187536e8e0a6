"""state.json between programs: they add up, a killed one loses nothing, and no file is ever lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import locked
from lumenbrowse.storage.state import (
    VERSION,
    RememberedView,
    State,
    with_favourites,
    with_recent,
    with_view,
)
from lumenbrowse.storage.store import Store

BASE = "https://example.test/v1"
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX's signals and modes")


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
    assert store.state == State()
    store.save()
    assert not path.parent.exists()
    assert store.change(favourite("a")).of(BASE).favourites == ("a",)
    assert store.state.of(BASE).favourites == ("a",)
    assert not path.exists()
    store.save()
    assert favourites(path) == ("a",)
    # What is so already leaves the file alone.
    before = path.stat()
    store.change(favourite("a"))
    store.save()
    after = path.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    store.change(favourite("a", False))
    store.save()
    assert (favourites(path), store.notice) == ((), "")


def test_no_state_neither_reads_nor_writes(tmp_path: Path) -> None:
    store = Store(None)
    assert store.load() == State()
    assert store.change(favourite("b")).of(BASE).favourites == ("b",)
    store.save()
    assert list(tmp_path.iterdir()) == []


def test_two_programs_add_up(path: Path) -> None:
    one, other = opened(path), opened(path)
    one.change(favourite("a"))
    one.change(lambda s: with_view(s, RememberedView(), RememberedView(theme="nord")))
    one.save()
    other.change(lambda s: with_recent(s, BASE, ["b"], 5, "copied"))
    other.save()
    assert other.state.of(BASE).favourites == ("a",)
    assert other.state.view.theme == "nord"
    other.change(favourite("a", False))
    other.save()
    one.change(favourite("c"))
    one.save()
    assert Store(path).load() == one.state
    assert one.state.of(BASE).favourites == ("c",)
    assert one.state.of(BASE).recents[0].id == "b"


ADD_FAVOURITES = """
import sys
from pathlib import Path
from lumenbrowse.errors import FileError
from lumenbrowse.storage.state import with_favourites
from lumenbrowse.storage.store import Store
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = Store(path, lock_seconds=30)
store.load()
for number in range(count):
    one = f"{name}{number}"
    store.change(lambda s: with_favourites(s, "https://example.test/v1", [one], True))
    store.save()
    print(number, flush=True)
"""


def adding(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ADD_FAVOURITES, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_change_favourites_a_hundred_times_at_once(path: Path) -> None:
    running = [adding(path, name, 100) for name in ("a", "b")]
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0, 0]
    found = favourites(path)
    each = [f"{name}{number}" for name in "ab" for number in range(100)]
    assert sorted(found, key=lambda one: one[0]) == each


@posix
@pytest.mark.parametrize("pause", [0.0, 0.004, 0.011])
def test_kill_9_in_the_middle_loses_nothing(path: Path, pause: float) -> None:
    process = adding(path, "m", 100_000)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(20)]
    time.sleep(pause)
    process.kill()
    said += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    # What it had said was saved is there; one more may be.
    saved = int([line for line in said if line.endswith("\n")][-1]) + 1
    found = favourites(path)
    assert found[:saved] == tuple(f"m{number}" for number in range(saved))
    assert len(found) <= saved + 1
    # The dead one's lock and leftovers are in nobody's way.
    after = opened(path)
    after.change(favourite("after"))
    after.save()
    assert (after.notice, favourites(path)[-1]) == ("", "after")


def test_threads_of_one_program_add_up(path: Path) -> None:
    store = opened(path)

    def add(name: str) -> None:
        for number in range(20):
            store.change(favourite(f"{name}{number}"))
            store.save()

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(add, "abc"))
    everything = {f"{name}{number}" for name in "abc" for number in range(20)}
    assert set(favourites(path)) == set(store.state.of(BASE).favourites) == everything


def test_what_is_changed_while_the_rest_is_saved_stays(path: Path) -> None:
    store, runs = opened(path), list[int]()

    def change(state: State) -> State:
        runs.append(len(runs))
        if len(runs) == 2:
            store.change(favourite("late"))
        return with_favourites(state, BASE, ["a"], True)

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


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 50_000], ids=[0, 1, 2])
def test_a_damaged_file_is_set_aside_and_never_overwritten(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
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
    assert kept == [content, b"{{{"]


NEWER = json.dumps({"version": VERSION + 1, "everything": "else"}).encode()


def test_a_newer_programs_file_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(NEWER)
    said = "nothing is remembered in this run: state.json is a newer lumenbrowse's: update this one"
    assert left_alone(path) == said
    assert path.read_bytes() == NEWER
    assert list(path.parent.iterdir()) == [path]


def left_alone(path: Path) -> str:
    """The notice for a file that can't be used, in which nothing is saved."""
    store = opened(path)
    assert store.change(favourite("a")).of(BASE).favourites == ("a",)
    store.save()
    return store.notice


@posix
def test_what_is_no_file_is_left_alone(path: Path) -> None:
    path.mkdir(parents=True)
    assert left_alone(path).startswith("nothing is remembered in this run: can't read ")
    path.rmdir()
    path.symlink_to(path)
    assert left_alone(path).startswith("nothing is remembered in this run: can't read ")
    assert path.is_symlink()


def test_a_program_updated_while_we_run_keeps_its_file(path: Path) -> None:
    store = opened(path)
    store.change(favourite("a"))
    store.save()
    path.write_bytes(NEWER)
    store.change(favourite("b"))
    with pytest.raises(FileError, match="newer lumenbrowse"):
        store.save()
    assert path.read_bytes() == NEWER
    assert store.state.of(BASE).favourites == ("a", "b")


def test_an_older_programs_file_is_read_and_becomes_ours_when_written(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"bases": {BASE: {"favourites": ["a"]}}}))
    store = opened(path)
    store.change(favourite("b"))
    store.save()
    record = json.loads(path.read_bytes())
    assert (record["version"], store.notice) == (VERSION, "")
    assert record["bases"][BASE]["favourites"] == ["a", "b"]
