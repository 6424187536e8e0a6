"""The help's lines: complete, within their width, and readable in ASCII."""

from collections.abc import Sequence

import pytest

from lumenbrowse.catalog.query import FILTERS
from lumenbrowse.text.glyphs import ASCII, UNICODE, Glyphs
from lumenbrowse.text.safe import width
from lumenbrowse.tui.bindings import GROUPS
from lumenbrowse.tui.dialogs.base import TextLine
from lumenbrowse.tui.dialogs.help import help_lines
from tests.tui.factory import a_start


def texts(lines: Sequence[TextLine]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@pytest.mark.parametrize("ids", [False, True])
def test_no_line_is_wider_than_there_is_room(glyphs: Glyphs, ids: bool) -> None:
    context = a_start(keymap_path="~/.config/lumenbrowse/keys.json", glyphs=glyphs)
    for cells in (1, 5, 20, 36, 60, 71, 72, 90, 120, 300):
        lines = texts(help_lines(context, cells, ids=ids))
        assert cells < 20 or max(map(width, lines)) <= cells
        assert glyphs is UNICODE or "".join(lines).isascii()


def test_every_title_and_filter_is_in_it() -> None:
    lines = help_lines(a_start(), 60)
    words = " ".join(texts(lines))
    assert "1 2 3 4 5  sort by id, owner, added, price, context" in words
    titles = [line[0][0] for line in lines if line and line[0][1] == "title"]
    take, find, *others = GROUPS
    assert titles == [take, find, "Searching", *others, "Mouse", "Other keys"]
    assert all(name in words for name in FILTERS)
    # Wide it has two columns of about the same height.
    assert len(help_lines(a_start(), 120)) < 0.65 * len(help_lines(a_start(), 71))


def test_at_80_columns_it_is_a_screen_and_a_half_and_words_narrow_it() -> None:
    # A screen of 24 lines and one of 12, without the dialog's own four.
    start = a_start(keymap_path="~/.config/lumenbrowse/keys.json")
    assert len(help_lines(start, 75, roomy=False)) <= 36 - 4
    narrowed = texts(help_lines(a_start(), 75, words=["owner", "sort"]))
    assert narrowed[:2] == ["Find and order", " 1 2 3 4 5  sort by id, owner,"]
    assert [line.strip() for line in narrowed[2:]] == ["added, price, context"]
    assert help_lines(a_start(), 75, words=["nowhere"]) == []
