"""Files written whole or not at all, whoever else writes and whenever somebody is killed."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lumenbrowse.errors import FileError
from lumenbrowse.storage import files
from lumenbrowse.text.safe import is_plain
from tests.program import wait_until


def test_without_a_home_nothing_is_written_or_read_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    homeless = Path("~") / "file"
    assert "set HOME" in refused(files.write_whole, homeless, b"x")
    assert names_in(tmp_path) == []
    homeless.parent.mkdir()
    homeless.write_bytes(b"somebody else's")
    assert files.read_bounded(homeless, 100) is None


def names_in(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def refused(call: Callable[..., object], *arguments: object) -> str:
    """What the error says that this call raises."""
    with pytest.raises(FileError) as caught:
        call(*arguments)
    assert is_plain(caught.value.line)
    assert caught.value.hint
    return caught.value.line


def test_what_is_written_is_read_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path, body = tmp_path / "file", os.urandom(3 << 20)
    for pieces in ((), (b"",), (b"head\n", body), (b"one", b"", b"two")):
        files.write_whole(path, *pieces)
        assert files.read_bounded(path, 4 << 20) == b"".join(pieces)
        assert names_in(tmp_path) == ["file"]
    assert files.read_bounded(path, 6) == b"onetwo"
    with path.open("rb") as old:
        files.write_whole(path, b"others")
        assert old.read() == b"onetwo", "whoever reads has one file or the other"
    assert refused(files.read_bounded, path, 5).endswith(": it is too large (6 bytes)")
    assert files.read_bounded(path / "below", 10) is None
    path.unlink()
    assert files.read_bounded(path, 10) is None


def test_files_and_directories_of_ours_are_for_the_user_alone(tmp_path: Path) -> None:
    path, other = tmp_path / ".cache" / "lumenbrowse" / "file", tmp_path / "shared" / "file"
    other.parent.mkdir(0o755)
    path.parent.mkdir(0o755, parents=True)
    for each in (path, other):
        files.write_whole(each, b"x")
        with files.locked(each.with_suffix(".lock"), 1):
            modes = {stat.S_IMODE(one.stat().st_mode) for one in each.parent.iterdir()}
        assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(other.parent.stat().st_mode) == 0o755


def test_what_is_no_file_is_neither_read_nor_written(tmp_path: Path) -> None:
    path = tmp_path / "bad\x1b[31m"
    path.mkdir()
    assert refused(files.read_bounded, path, 9).startswith("can't read ")
    assert refused(files.write_whole, path).startswith("can't write ")
    path.rmdir()
    os.mkfifo(path)
    assert refused(files.read_bounded, path, 10).startswith("can't read ")
    assert "it is no file" in refused(files.write_whole, path, b"x")
    below = refused(files.write_whole, path / "below" / "it")
    assert below.endswith(": a part of its path is a file")
    path.unlink()
    # A link stays a link.
    (tmp_path / "real").write_bytes(b"old")
    path.symlink_to(tmp_path / "real")
    files.write_whole(path, b"new")
    assert (path.is_symlink(), (tmp_path / "real").read_bytes()) == (True, b"new")
    assert len(names_in(tmp_path)) == 2


@pytest.mark.parametrize("call", ["open", "fsync"])
@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EXDEV, "said by the system")],
)
def test_a_write_that_fails_leaves_the_old_file(
    call: str, code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    files.write_whole(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(code, "said by the system")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        assert refused(files.write_whole, path, b"new") == f"can't write {path}: {words}"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        assert refused(files.write_whole, path, b"new").startswith("can't write ")
        assert refused(files.set_aside, path, b"old").startswith("can't set aside ")
        patch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            files.write_whole(path, b"x")
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


def test_setting_aside_keeps_the_newest_three(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    others = ["state.json.damaged-", "state.json.damaged-x", "state.json.damaged-4", "x.damaged-1"]
    for name in others:
        (tmp_path / name).write_bytes(b"not ours")
    for number in range(1, 6):
        path.write_bytes(b"%d" % number)
        asides = [tmp_path / f"state.json.damaged-{one}" for one in range(1, min(number, 3) + 1)]
        assert files.set_aside(path, b"%d" % number) == asides[0]
        kept = [each.read_bytes() for each in asides]
        assert kept == [b"%d" % (number - one) for one in range(len(asides))]
    assert names_in(tmp_path) == sorted([*others, *(each.name for each in asides)])
    asides[0].unlink()
    # What is gone, or was replaced meanwhile, is let alone.
    for damaged in (b"", b"6", b"6 by another process, and then some"):
        assert files.set_aside(path, damaged) is None
        path.write_bytes(b"6 by another process")
    assert files.set_aside(path, path.read_bytes()) == asides[0]


WRITER = """
import sys
from itertools import repeat
from pathlib import Path
from lumenbrowse.storage.files import write_whole
for letter in repeat(sys.argv[2].encode()):
    write_whole(Path(sys.argv[1]), letter * 20_000, letter * 60_000)
"""


def test_many_processes_write_at_once_and_are_killed_at_any_point(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lumenbrowse" / "file"
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, letter]) for letter in "abc"]
    awaited = {*"abc"}

    def all_have_written() -> bool:
        if content := files.read_bounded(path, 1 << 20):
            assert (len(content), len({*content})) == (80_000, 1)
            awaited.discard(chr(content[0]))
        return not awaited

    wait_until(all_have_written)
    assert all(all_have_written() for _ in range(100))
    for writer in writers:
        writer.kill()
        writer.wait()
        assert all_have_written()


def test_what_a_killed_writer_left_goes_once_it_is_old(tmp_path: Path) -> None:
    old, new, other = (f".file.{name}.tmp" for name in ("0" * 12, "1" * 12, "x"))
    for name in (old, new, other):
        (tmp_path / name).touch()
    for name in (old, other):
        os.utime(tmp_path / name, (0, 0))
    files.write_whole(tmp_path / "file", b"x")
    assert names_in(tmp_path) == sorted([new, other, "file"])
