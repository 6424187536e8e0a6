"""Files written whole or not at all, whoever else writes and whenever somebody is killed."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.errors import FileError
from lumenbrowse.storage import files
from lumenbrowse.storage.files import (
    asides,
    find_paths,
    make_directory,
    read_bounded,
    set_aside,
    write_whole,
)
from lumenbrowse.text.safe import is_plain

POSIX = os.name == "posix"


def names_in(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def check_words(error: FileError) -> None:
    assert is_plain(error.line)
    assert error.hint


# Writing and reading.


@given(pieces=st.lists(st.binary(max_size=50), max_size=4))
def test_what_is_written_is_read(
    pieces: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("files") / "file"
    status = write_whole(path, *pieces)
    assert read_bounded(path, 1_000) == b"".join(pieces)
    assert status.st_size == path.stat().st_size
    assert status.st_mtime_ns == path.stat().st_mtime_ns


def test_a_large_file(tmp_path: Path) -> None:
    body = os.urandom(3 << 20)
    write_whole(tmp_path / "file", b"head\n", memoryview(body))
    assert read_bounded(tmp_path / "file", 4 << 20) == b"head\n" + body


@pytest.mark.skipif(not POSIX, reason="this system has no such permissions")
def test_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "home" / ".cache" / "lumenbrowse" / "file"
    write_whole(path, b"x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for directory in (path.parent, path.parent.parent, path.parent.parent.parent):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700


@pytest.mark.skipif(not POSIX, reason="this system has no such permissions")
def test_a_directory_of_ours_that_is_open_to_others_is_closed(tmp_path: Path) -> None:
    ours, others = tmp_path / "lumenbrowse", tmp_path / "shared"
    for directory in (ours, others):
        directory.mkdir()
        directory.chmod(0o755)
        write_whole(directory / "file", b"x")
    assert stat.S_IMODE(ours.stat().st_mode) == 0o700
    assert stat.S_IMODE(others.stat().st_mode) == 0o755


def test_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"one")
    write_whole(tmp_path / "file", b"two")
    assert names_in(tmp_path) == ["file"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_what_is_missing_is_none(tmp_path: Path) -> None:
    assert read_bounded(tmp_path / "nothing", 10) is None
    assert read_bounded(tmp_path / "no" / "directory", 10) is None


def test_reading_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_bounded(tmp_path / "file", 5) == b"12345"
    with pytest.raises(FileError) as caught:
        read_bounded(tmp_path / "file", 4)
    check_words(caught.value)
    assert "too large" in caught.value.line


def test_a_directory_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    for doing in (
        lambda: read_bounded(tmp_path / "file", 9),
        lambda: write_whole(tmp_path / "file"),
    ):
        with pytest.raises(FileError) as caught:
            doing()
        check_words(caught.value)
    assert names_in(tmp_path) == ["file"]


@pytest.mark.skipif(not POSIX, reason="this system has no named pipes")
def test_a_pipe_in_its_place_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "file")
    with pytest.raises(FileError, match="can't read"):
        read_bounded(tmp_path / "file", 10)


def test_a_file_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileError) as caught:
        write_whole(tmp_path / "file" / "below" / "it", b"x")
    check_words(caught.value)
    with pytest.raises(FileError):
        make_directory(tmp_path / "file" / "below")


def test_control_characters_in_a_path_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "bad\x1b[31m").mkdir()
    with pytest.raises(FileError) as caught:
        read_bounded(tmp_path / "bad\x1b[31m", 10)
    check_words(caught.value)


# What the system refuses.


@pytest.mark.parametrize("call", ["open", "write", "fsync"])
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
def test_a_write_that_fails(
    call: str, code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(code, "said by the system")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(FileError) as caught:
            write_whole(path, b"new")
    check_words(caught.value)
    assert caught.value.hint == words
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


def test_a_rename_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")

    def fail(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(FileError, match="can't write"):
            write_whole(path, b"new")
        with pytest.raises(FileError, match="can't set aside"):
            set_aside(path)
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


def test_an_interrupted_write_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "file", b"x")
    assert names_in(tmp_path) == []


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


@pytest.mark.skipif(not POSIX, reason="this system has no such limit")
def test_a_disk_that_ends_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"can't write {path}: ")
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


# Our directories.


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other directories")
def test_where_our_files_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    paths = find_paths()
    assert paths.cache == tmp_path / ".cache" / "lumenbrowse"
    assert paths.state == tmp_path / ".local" / "state" / "lumenbrowse"
    assert paths.config == tmp_path / ".config" / "lumenbrowse"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))
    assert find_paths().cache == tmp_path / "elsewhere" / "lumenbrowse"


def test_without_a_home_nothing_is_written_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    homeless = Path("~") / ".cache" / "lumenbrowse" / "file"
    with pytest.raises(FileError) as caught:
        write_whole(homeless, b"x")
    check_words(caught.value)
    assert "HOME" in caught.value.hint
    assert names_in(tmp_path) == []
    homeless.parent.mkdir(parents=True)
    homeless.write_bytes(b"somebody else's")
    assert read_bounded(homeless, 100) is None


# Setting aside.


def test_setting_aside_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    kept = []
    for number in range(4):
        path.write_bytes(b"damaged %d" % number)
        aside = set_aside(path)
        assert aside is not None
        kept.append(aside)
        if number == 1:
            # A gap in the names, and one that is taken by something else.
            kept.pop(0).rename(tmp_path / "state.json.damaged-3")
            kept.insert(0, tmp_path / "state.json.damaged-3")
    assert not path.exists()
    assert [aside.read_bytes() for aside in kept] == [b"damaged %d" % number for number in range(4)]
    assert sorted(asides(path)) == sorted(kept)


def test_setting_aside_what_is_gone(tmp_path: Path) -> None:
    assert set_aside(tmp_path / "nothing") is None
    assert set_aside(tmp_path / "no" / "directory") is None
    assert names_in(tmp_path) == []


def test_what_was_replaced_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"good, by another process")
    assert set_aside(path, b"damaged") is None
    assert set_aside(path, b"good, by another process, and then some") is None
    assert path.read_bytes() == b"good, by another process"
    aside = set_aside(path, b"good, by another process")
    assert aside is not None
    assert aside.read_bytes() == b"good, by another process"


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
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), letter, str(count)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def is_whole(content: bytes | None) -> bool:
    return content is not None and len(content) == 80_000 and len(set(content)) == 1


def test_twenty_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lumenbrowse" / "file"
    writers = [start_writer(path, chr(ord("a") + number), 15) for number in range(20)]
    read = 0
    while any(writer.poll() is None for writer in writers):
        content = read_bounded(path, 1 << 20)
        if content is not None:
            read += 1
            assert is_whole(content)
        time.sleep(0.001)
    errors = [writer.communicate()[1] for writer in writers]
    assert errors == [b""] * 20
    assert [writer.returncode for writer in writers] == [0] * 20
    assert read > 0
    assert names_in(path.parent) == ["file"]


@pytest.mark.skipif(not POSIX, reason="this system has no SIGKILL")
def test_killed_at_any_point(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"z" * 80_000)
    for number in range(6):
        writer = start_writer(path, chr(ord("a") + number), 100_000)
        until = time.monotonic() + 10
        while path.read_bytes()[:1] != b"%c" % (ord("a") + number):
            assert time.monotonic() < until
            time.sleep(0.002)
        time.sleep(0.003 * number)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert is_whole(path.read_bytes())
    # What the killed ones left behind goes with a later write, once it is old.
    left = [name for name in names_in(tmp_path) if name != "file"]
    (tmp_path / ".file.0123.tmp").write_bytes(b"")
    for name in [*left, ".file.0123.tmp"]:
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / ".other.0123.tmp").write_bytes(b"")
    os.utime(tmp_path / ".other.0123.tmp", (1, 1))
    write_whole(path, b"last")
    assert names_in(tmp_path) == [".other.0123.tmp", "file"]


def test_a_writer_at_work_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".file.0123.tmp").write_bytes(b"")
    write_whole(tmp_path / "file", b"x")
    assert names_in(tmp_path) == [".file.0123.tmp", "file"]


def test_a_reader_on_windows_delays_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = [PermissionError(errno.EACCES, "open elsewhere")] * 3
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return rename(self, target)

    monkeypatch.setattr(files, "_WINDOWS", True)
    monkeypatch.setattr(Path, "replace", replace)
    write_whole(tmp_path / "file", b"x")
    assert (tmp_path / "file").read_bytes() == b"x"
