"""The help's lines: complete, within their width, and readable in ASCII."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from lumenbrowse.text.glyphs import ASCII, UNICODE, Glyphs
from lumenbrowse.text.safe import width
from lumenbrowse.tui.actions import ACTIONS, GROUPS
from lumenbrowse.tui.help_text import HelpContext, HelpLine, help_lines

WIDTHS = (20, 36, 60, 75, 76, 90, 120, 300)


def texts(lines: Sequence[HelpLine]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


@pytest.mark.parametrize("cells", WIDTHS)
@pytest.mark.parametrize("signs", [UNICODE, ASCII])
@pytest.mark.parametrize("ids", [False, True])
def test_no_line_is_wider_than_there_is_room(cells: int, signs: Glyphs, ids: bool) -> None:
    context = HelpContext(keymap_path="~/.config/lumenbrowse/keys.json", signs=signs)
    lines = texts(help_lines(context, cells, ids=ids))
    assert max(map(width, lines)) <= cells
    assert signs is UNICODE or "".join(lines).isascii()


@pytest.mark.parametrize("cells", [1, 2, 5, 10])
def test_any_width_has_lines(cells: int) -> None:
    assert help_lines(HelpContext(), cells)


@pytest.mark.parametrize("cells", [36, 60, 75])
def test_every_action_is_in_it(cells: int) -> None:
    words = " ".join(" ".join(texts(help_lines(HelpContext(), cells))).split())
    for action in ACTIONS.values():
        assert action.does in words, action.id
    ids = "\n".join(texts(help_lines(HelpContext(), cells, ids=True)))
    assert all(one in ids for one in ACTIONS)


def test_wide_it_has_two_columns_of_about_the_same_height() -> None:
    one, two = help_lines(HelpContext(), 75), help_lines(HelpContext(), 120)
    assert len(two) < 0.65 * len(one)


def test_groups_stand_under_their_titles() -> None:
    lines = help_lines(HelpContext(), 60)
    titles = [line[0][0] for line in lines if line and line[0][1] == "title"]
    assert titles == [
        *(group.title for group in GROUPS), "Searching", "Marked", "Mouse", "Other keys",
    ]  # fmt: skip


def test_many_keys_of_one_action_stand_on_a_line_of_their_own() -> None:
    keys = ",".join(f"ctrl+{letter}" for letter in "abdefg")
    lines = texts(help_lines(HelpContext({"copy": keys}), 60))
    at = lines.index(" Ctrl+A Ctrl+B Ctrl+D Ctrl+E Ctrl+F Ctrl+G")
    assert lines[at + 1].strip() == "copy the ID"


def test_a_path_with_control_characters_is_shown_safely() -> None:
    lines = texts(help_lines(HelpContext(keymap_path="/a\x1b[31m/keys.json"), 60))
    assert lines[-1] == " /a\\x1b[31m/keys.json"
