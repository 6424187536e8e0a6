"""Files written whole or not at all, whoever else writes and whenever somebody is killed."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import (
    asides,
    find_paths,
    locked,
    read_bounded,
    remove,
    set_aside,
    write_whole,
)
from lumenbrowse.text.safe import is_plain

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX's modes, links, pipes and signals")


def names_in(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def check_words(error: FileError) -> None:
    assert is_plain(error.line)
    assert error.hint


# Writing and reading.


def test_what_is_written_is_read_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path, body = tmp_path / "file", os.urandom(3 << 20)
    for pieces in ((), (b"",), (b"head\n", memoryview(body)), (b"one", b"", b"two")):
        write_whole(path, *pieces)
        assert read_bounded(path, 4 << 20) == b"".join(pieces)
        assert names_in(tmp_path) == ["file"]


@posix
def test_files_and_directories_of_ours_are_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "home" / ".cache" / "lumenbrowse" / "file"
    ours, others = tmp_path / "lumenbrowse" / "file", tmp_path / "shared" / "file"
    for each in (ours, others):
        each.parent.mkdir()
        each.parent.chmod(0o755)
    for each in (path, ours, others):
        write_whole(each, b"x")
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    for directory in (*path.parents[:3], ours.parent):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE(others.parent.stat().st_mode) == 0o755


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_what_is_missing_is_none_and_reading_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert read_bounded(path, 10) is None
    assert read_bounded(path / "below", 10) is None
    path.write_bytes(b"12345")
    assert read_bounded(path / "below", 10) is None
    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(FileError, match="can't read") as caught:
        read_bounded(path, 4)
    check_words(caught.value)
    assert caught.value.hint == "it is too large (5 bytes)"


@posix
def test_what_is_no_file_is_neither_read_nor_written(tmp_path: Path) -> None:
    path = tmp_path / "bad\x1b[31m"
    path.mkdir()
    with pytest.raises(FileError, match="can't read") as caught:
        read_bounded(path, 9)
    check_words(caught.value)
    with pytest.raises(FileError, match="can't write") as caught:
        write_whole(path)
    check_words(caught.value)
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(FileError, match="can't read"):
        read_bounded(path, 10)
    with pytest.raises(FileError) as caught:
        write_whole(path / "below" / "it", b"x")
    assert caught.value.hint == "a part of its path is a file"
    assert len(names_in(tmp_path)) == 1


# What the system refuses.


@pytest.mark.parametrize("call", ["open", "fsync"])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EACCES, "no permission"),
        (errno.EIO, "the disk failed"),
        (errno.EXDEV, "said by the system"),
    ],
)
def test_a_write_that_fails_leaves_the_old_file(
    call: str, code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(code, "said by the system")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(FileError, match="can't write") as caught:
            write_whole(path, b"new")
    check_words(caught.value)
    assert caught.value.hint == words
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


def test_a_rename_that_fails_or_an_interrupt_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")

    def fail(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(FileError, match="can't write"):
            write_whole(path, b"new")
        with pytest.raises(FileError, match="can't set aside"):
            set_aside(path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_whole(path, b"x")
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


_FULL = """
import resource, sys
from pathlib import Path
from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_whole(Path(sys.argv[1]), bytes(3_000_000))
except FileError as error:
    print(error.line)
"""


@posix
def test_a_disk_that_ends_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")
    command = [sys.executable, "-c", _FULL, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"can't write {path}: ")
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


# Our directories.


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other directories")
def test_where_our_files_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert find_paths() == (
        tmp_path / ".cache" / "lumenbrowse",
        tmp_path / ".local" / "state" / "lumenbrowse",
        tmp_path / ".config" / "lumenbrowse",
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))
    assert find_paths().cache == tmp_path / "elsewhere" / "lumenbrowse"


def test_without_a_home_nothing_is_written_or_read_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    homeless = Path("~") / ".cache" / "lumenbrowse" / "file"
    with pytest.raises(FileError, match="no place") as caught:
        write_whole(homeless, b"x")
    assert "HOME" in caught.value.hint
    assert names_in(tmp_path) == []
    homeless.parent.mkdir(parents=True)
    homeless.write_bytes(b"somebody else's")
    assert read_bounded(homeless, 100) is None


# Setting aside.


def test_setting_aside_overwrites_nothing_and_keeps_the_newest_three(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    others = ["state.json.damaged-", "state.json.damaged-x", "state.json.damaged-01", "x.damaged-1"]
    for name in others:
        (tmp_path / name).write_bytes(b"not ours")
    for number in range(1, 12):
        path.write_bytes(b"%d" % number)
        assert set_aside(path) == tmp_path / f"state.json.damaged-{number}"
        kept = [b"%d" % each for each in range(max(1, number - 2), number + 1)]
        assert [each.read_bytes() for each in asides(path)] == kept
    assert not path.exists()
    assert names_in(tmp_path) == sorted([*others, *(each.name for each in asides(path))])
    remove(asides(path)[0])
    remove(tmp_path)
    path.write_bytes(b"12")
    assert set_aside(path) == tmp_path / "state.json.damaged-12"


def test_setting_aside_what_is_gone_or_was_replaced_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert set_aside(path) is None
    assert set_aside(tmp_path / "no" / "directory") is None
    assert set_aside(path, b"") is None
    path.write_bytes(b"good, by another process")
    assert set_aside(path, b"damaged") is None
    assert set_aside(path, b"good, by another process, and then some") is None
    assert names_in(tmp_path) == ["file"]
    aside = set_aside(path, b"good, by another process")
    assert aside is not None
    assert aside.read_bytes() == b"good, by another process"


# Locks.


def test_a_held_lock_is_waited_for_only_so_long(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lock"
    with locked(path, 0):
        started = time.monotonic()
        with pytest.raises(FileError, match="can't lock") as caught, locked(path, 0.05):
            pass
        assert time.monotonic() - started >= 0.05
        assert caught.value.hint == "another lumenbrowse keeps it; is one suspended?"
    with locked(path, 0):
        pass


def test_a_lock_is_waited_for_until_it_is_free(tmp_path: Path) -> None:
    order: list[str] = []
    held = threading.Event()

    def hold() -> None:
        with locked(tmp_path / "lock", 1):
            held.set()
            time.sleep(0.05)
            order.append("first")

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    with locked(tmp_path / "lock", 30):
        order.append("second")
    holder.join()
    assert order == ["first", "second"]


# Many processes.

_WRITER = """
import sys
from pathlib import Path
from lumenbrowse.storage.files import write_whole
path, letter, count = Path(sys.argv[1]), sys.argv[2].encode(), int(sys.argv[3])
for number in range(count):
    write_whole(path, letter * 20_000, letter * 60_000)
"""


def start_writer(path: Path, letter: str, count: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _WRITER, str(path), letter, str(count)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def is_whole(content: bytes | None) -> bool:
    return content is not None and len(content) == 80_000 and len(set(content)) == 1


def test_many_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lumenbrowse" / "file"
    writers = [start_writer(path, letter, 15) for letter in "abcdefgh"]
    read = 0
    while any(writer.poll() is None for writer in writers):
        content = read_bounded(path, 1 << 20)
        if content is not None:
            read += 1
            assert is_whole(content)
        time.sleep(0.001)
    errors = [writer.communicate()[1] for writer in writers]
    assert errors == [b""] * len(writers)
    assert [writer.returncode for writer in writers] == [0] * len(writers)
    assert read > 0
    assert names_in(path.parent) == ["file"]


@posix
def test_killed_at_any_point(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"z" * 80_000)
    for number, letter in enumerate("abcd"):
        writer = start_writer(path, letter, 100_000)
        until = time.monotonic() + 30
        while path.read_bytes()[:1] != letter.encode():
            assert time.monotonic() < until
            time.sleep(0.002)
        time.sleep(0.004 * number)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert is_whole(path.read_bytes())
    # What the killed ones left behind goes with a later write, once it is old.
    others = [".file.0123.tmp", ".other.0123456789ab.tmp", "file.0123456789ab.tmp"]
    for name in (".file.0123456789ab.tmp", *others):
        (tmp_path / name).write_bytes(b"")
    for name in names_in(tmp_path):
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / ".file.ba9876543210.tmp").write_bytes(b"a writer at work")
    write_whole(path, b"last")
    assert names_in(tmp_path) == sorted([*others, ".file.ba9876543210.tmp", "file"])
