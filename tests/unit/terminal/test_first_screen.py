"""The first screen's files: what is kept, what is still believed of it, and what is never touched or sent.

`lumenbrowse --version` shows what was kept for its arguments, as every start does, and leaves at once.
"""

import os
from pathlib import Path

import pytest

from lumenbrowse.settings import KEY_VARIABLE
from lumenbrowse.terminal import first_screen
from tests.scenarios import case
from tests.terminal.harness import PROGRAM, Terminal

TABLES = case("terminal/first_screen")
ENTER = b"\x1b[?1049h"
ARGUMENTS = ["--version"]
Size = tuple[int, int]
SIZE: Size = (80, 24)
FRAME = "\x1b[1H\x1b[1;38;2;1;2;3mflux.2-max\x1b[m\x1b[2;5H\x1b[4Cmodèle · 模型"


@pytest.fixture
def watched(home: Path) -> Path:
    (home / "watched").write_text("as it was")
    return home / "watched"


def keep(watched: Path, frame: str = FRAME, size: Size = SIZE, shown: str = "same") -> Path:
    """Keeps a frame; returns the file that holds it."""
    first_screen.keep(ARGUMENTS, [str(watched), "/not/there"], frame, size, shown, KEY_VARIABLE)
    return Path(first_screen.kept_paths(os.environ, ARGUMENTS)[-1])


def sent(home: Path, environ: dict[str, str] | None = None, columns: int = 80) -> bytes:
    """What a start sends to its terminal, which is whole after it."""
    with Terminal([*PROGRAM, *ARGUMENTS], home, columns=columns, environ=environ) as terminal:
        assert terminal.wait_exit() == 0
        terminal.assert_restored()
        return terminal.raw


def test_a_watched_file_that_changed_makes_an_ordinary_start(home: Path, watched: Path) -> None:
    keep(watched)
    # Another file of the same size and time.
    status = watched.stat()
    (home / "new").write_text("as it wos")
    os.utime(home / "new", ns=(status.st_atime_ns, status.st_mtime_ns))
    (home / "new").replace(watched)
    assert ENTER not in sent(home)
    keep(watched)
    os.utime(watched, (1, 1))
    assert ENTER not in sent(home)
    keep(watched)
    watched.unlink()
    assert ENTER not in sent(home)


def test_another_key_or_size_makes_an_ordinary_start(
    home: Path, watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OF_A_SERVER", "sk-1234")
    first_screen.keep(ARGUMENTS, [], FRAME, SIZE, "same", "OF_A_SERVER")
    kept = Path(first_screen.kept_paths(os.environ, ARGUMENTS)[-1])
    line = kept.read_text().split("\n")[2]
    # The same key is told by another number each time, and never itself.
    first_screen.keep(ARGUMENTS, [], FRAME, SIZE, "same", "OF_A_SERVER")
    assert kept.read_text().split("\n")[2] != line
    assert b"1234" not in kept.read_bytes()
    key = {"OF_A_SERVER": "sk-1234"}
    assert ENTER in sent(home, key)
    assert ENTER not in sent(home, key, columns=81)
    for other in ("sk-1235", ""):
        assert ENTER not in sent(home, {"OF_A_SERVER": other})


def test_frames_of_other_sizes_stay_while_they_show_the_same(home: Path, watched: Path) -> None:
    for columns in range(80, 90):
        keep(watched, size=(columns, 24))
    assert [ENTER in sent(home, columns=columns) for columns in (83, 84, 89)] == [False, True, True]
    keep(watched, frame=FRAME + "x" * (1 << 20) + "\x1b[1H", size=(300, 100))
    keep(watched, size=(89, 24))
    assert ENTER in sent(home, columns=89), "a file is never too long to be read"
    keep(watched, size=(70, 24), shown="other")
    assert [ENTER in sent(home, columns=columns) for columns in (70, 89)] == [True, False]


def test_what_is_more_than_text_colours_and_moves_is_never_kept_nor_sent(
    home: Path, watched: Path
) -> None:
    kept = keep(watched)
    content = kept.read_text()
    for added in TABLES["more than a frame"]:
        for place in (FRAME.index("flux") + 2, len(FRAME)):
            assert not first_screen.is_plain_frame(FRAME[:place] + added + FRAME[place:]), added
        keep(watched, frame=FRAME + added)
        assert kept.read_text() == content
    kept.write_text(content.replace(FRAME, FRAME + "\x1b]52;c;aGk=\x07"), newline="")
    raw = sent(home)
    assert ENTER not in raw
    assert b"flux" not in raw


def test_a_damaged_one_is_ignored_and_replaced(home: Path, watched: Path) -> None:
    kept = keep(watched)
    first = kept.read_bytes().split(b"\n")[0]
    for damage in TABLES["damaged"]:
        kept.write_bytes(damage.encode("latin-1").replace(b"{}", first))
        assert ENTER not in sent(home), damage
    # Another one shows as it was kept, for the user alone.
    keep(watched)
    assert FRAME.encode() in sent(home)
    assert [path.stat().st_mode & 0o777 for path in (kept.parent, kept)] == [0o700, 0o600]


def test_only_the_newest_files_stay_and_a_file_that_is_not_ours_does(
    home: Path, watched: Path
) -> None:
    kept = keep(watched)
    foreign = {"notes.txt", "DEADBEEF", "0000000g", "123456789", "1234567", ".12345678"}
    for number, name in enumerate([*(f"{number:08x}" for number in range(20)), *foreign]):
        (kept.parent / name).write_text("old")
        os.utime(kept.parent / name, (1, number if number < 20 else 1))
    (kept.parent / "aaaaaaaa").symlink_to(watched)
    (kept.parent / "bbbbbbbb").mkdir()
    keep(watched)
    newest = {f"{number:08x}" for number in range(13, 20)}
    assert {path.name for path in kept.parent.iterdir()} == (
        {kept.name, "aaaaaaaa", "bbbbbbbb"} | foreign | newest
    )


def times(folder: Path) -> list[int]:
    return [path.stat().st_mtime_ns for path in (folder, *sorted(folder.rglob("*")))]


def test_through_a_link_nothing_is_read_written_or_deleted(home: Path, watched: Path) -> None:
    kept = keep(watched)
    for linked in (kept, kept.parent, kept.parent.parent):
        elsewhere = linked.rename(home / "elsewhere")
        linked.symlink_to(elsewhere)
        before = times(elsewhere)
        keep(watched, frame=FRAME + "other")
        assert times(elsewhere) == before
        assert ENTER not in sent(home)
        linked.unlink()
        elsewhere.rename(linked)
    assert ENTER in sent(home)


def test_what_is_another_users_is_not_written(
    home: Path, watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(watched)
    content = kept.read_bytes()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    keep(watched, frame=FRAME + "other")
    assert kept.read_bytes() == content
