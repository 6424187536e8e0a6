"""Moving, ordering, grouping and marking by key and by mouse: DESIGN.md sections 3 to 5."""

from __future__ import annotations

import pytest

from lumenbrowse.catalog.view import View
from lumenbrowse.tui.session import Exit, Start
from tests.tui.factory import IN_ORDER, Ui, a_start, browsing, numbered

FLAT = View(grouping="none")
LOW = (100, 24)


def walk(ui: Ui, steps: str) -> None:
    """The keys of each step, after which its last word is current, and in sight."""
    for step in steps.split(","):
        *keys, current = step.split()
        ui.sees(" ".join(keys), current=current)
        assert any("▌" in row and current.strip("[]") in row for row in ui.table), step


def marked(ui: Ui) -> list[str]:
    """The ids of the rows in sight that are marked."""
    return [row[3:].split()[0] for row in ui.table if row.startswith("●")]


@pytest.mark.parametrize(
    ("start", "walks"),
    [
        (a_start(), """
            # Headings are passed over; at the ends nothing happens.
            k flux.2-max, j flux.1-kontext-max, down gemini-3-pro-image, up flux.1-kontext-max,\
                G qwen-image, j qwen-image, k gpt-image-1.5, g flux.2-max, end qwen-image, home flux.2-max
            # From owner to owner, never back at the end.
            ] gemini-3-pro-image, ] j gpt-4.1, [ gpt-10, [ gemini-3-pro-image
            # Collapsed headings can be current, others not; what is collapsed stays so by name.
            ] h [google], j gpt-10, k [google], 1 1 [google], [ gpt-image-1.5, ] [google],\
                right gemma, left [google], l gemma
            ] - [google], G [alibaba], g [black-forest-labs], ] [google], ] [ [google], = gemini-3-pro-image
            # The cursor stays on its model whatever the order, and in sight.
            ] j gemma, 1 gemma, 1 gemma, 2 gemma, 3 gemma, t gemma, S gemma, s gemma, t gemma, v gemma, v gemma
            # Typing makes another model current only where that matches better.
            ] j / m flux.2-max
            j / m flux.1-kontext-max, a flux.1-kontext-max, escape flux.1-kontext-max
            # The cursor stays on a favourite, which goes first in its group.
            j f flux.1-kontext-max, k flux.1-kontext-max, f k flux.2-max
         """),
        (a_start(view=FLAT), """
            j j gpt-10, ] gpt-10
            j j f gpt-10, k gpt-10
         """),
        (a_start(numbered(500, owners=2), view=FLAT), """
            j j m-0002, 3 m-0002, 1 m-0002, 1 m-0002, t m-0002, 3 m-0002, 3 m-0002
            t G m-0499, ] m-0499
         """),
    ],
)  # fmt: skip
def test_keys_move_the_cursor(start: Start, walks: str) -> None:
    lines = map(str.strip, walks.replace("\\\n", "").splitlines())
    with browsing(start) as ui:
        for line in lines:
            if line and line[0] != "#":
                ui.press("escape", "escape", "escape")
                ui.call(lambda: setattr(ui.screen, "view", start.view))
                ui.press("g")
                walk(ui, line)


def test_the_list_starts_grouped_and_newest_first_with_the_cursor_on_the_first_model() -> None:
    with browsing() as ui:
        assert ui.table[:6] == [
            " ▾ black-forest-labs · 2",
            " ▌ flux.2-max                              16 Dec 2025",
            "   flux.1-kontext-max                      29 May 2025",
            " ▾ google · 2",
            "   gemini-3-pro-image                      13 Nov 2025",
            "   gemma                                   —",
        ]
        ui.sees(ids=[*IN_ORDER], searching=False, top="8 models · 4 owners")
        assert "┃" not in "".join(ui.lines("table"))


def test_owners_named_on_the_command_line_are_all_that_shows() -> None:
    view = View(owners=("Google",))
    with browsing(a_start(view=view, options={"owners": ("Google",)})) as ui:
        ui.sees(ids=["gemini-3-pro-image", "gemma"], matches="2 of 8 · Google only · by added ↓")


def test_a_page_keeps_a_row_and_a_first_row_its_heading_in_sight() -> None:
    with browsing(a_start(numbered(100), view=FLAT), LOW) as ui:
        ui.sees("pagedown pagedown", table=ui.table[-1])
        walk(ui, f"{'pagedown ' * 10} m-0099, {'pageup ' * 10} m-0000")
    with browsing(a_start(numbered(60, owners=3)), (100, 16)) as ui:
        walk(ui, "G [ [ m-0001")
        assert ui.table[0] == " ▾ o-1 · 20"


def test_a_click_goes_to_a_row_or_collapses_and_two_copy() -> None:
    with browsing() as ui:
        table = ui.screen.table
        bar = table.size.width - 1
        for x, y, row in [(10, 5, 2), (40, 3, 1), (5, 20, 1), (bar, 6, 1)]:
            ui.press("/")
            ui.click(table, x, y)
            ui.sees(current=IN_ORDER[row], searching=False)
        ui.click(table, 10, 4)
        ui.sees(table=" ▸ google · 2", ids=[one for one in IN_ORDER if one[:3] != "gem"])
        ui.click(table, 10, 4)
        ui.sees(ids=[*IN_ORDER])
        ui.click(table, 10, 6, times=2)
        ui.wait_for(lambda: ui.message)
        ui.sees(message="Sent gemma to")


def test_a_click_on_a_head_sorts_by_its_column() -> None:
    with browsing(a_start(view=FLAT)) as ui:
        head = ui.head
        id_at, owner_at, added_at = map(head.index, ("MODEL ID", "OWNER", "ADDED"))
        for x, words in [
            (0, "MODEL ID ↑"), (id_at + 9, "MODEL ID ↓"), (owner_at, "OWNER ↑"),
            (owner_at - 2, "MODEL ID ↑"), (added_at - 2, "OWNER ↑"), (added_at, "ADDED ↓"),
            (added_at + 6, "ADDED ↑"),
        ]:  # fmt: skip
            ui.click(ui.screen.table, x, 0)
            ui.sees(head=words)
        assert ui.ids[0] == "gpt-image-1.5"


def test_the_wheel_scrolls_and_the_scroll_bar_can_be_dragged_to_both_ends() -> None:
    with browsing(a_start(numbered(100), view=FLAT), LOW) as ui:
        table = ui.screen.table
        for turns, top, current in [(2, 6, 6), (-1, 3, 6), (-10, 0, 6), (27, 80, 80)]:
            ui.wheel(table, turns)
            ui.sees(current=f"m-{current:04}")
            assert f"m-{top:04}" in ui.table[0]
        assert "m-0099" in ui.table[-1]
        right, bottom = table.size.width - 1, table.size.height - 1
        ui.drag(table, (right, bottom), (right, 1))
        assert "m-0000" in ui.table[0]
        ui.drag(table, (right, 2), (right, 10), (right, bottom))
        assert "m-0099" in ui.table[-1]
        assert ui.app.mouse_captured is None


@pytest.mark.parametrize(
    ("view", "cases"),
    [
        (FLAT, """
            1     flux.1-kontext-max flux.2-max gemini-3-pro-image gemma gpt-4.1 gpt-10
            11    qwen-image gpt-image-1.5 gpt-10 gpt-4.1 gemma gemini-3-pro-image
            3     gpt-image-1.5 qwen-image gpt-4.1 flux.1-kontext-max gpt-10 gemini-3-pro-image flux.2-max gemma
            33    flux.2-max gemini-3-pro-image gpt-10 flux.1-kontext-max gpt-4.1 qwen-image gpt-image-1.5 gemma
            2     qwen-image flux.1-kontext-max flux.2-max gemini-3-pro-image gemma
            22    gpt-4.1 gpt-10 gpt-image-1.5 gemini-3-pro-image gemma
            S     gpt-image-1.5 qwen-image gpt-4.1
            s     flux.1-kontext-max flux.2-max
            ss    qwen-image flux.1-kontext-max
            sss   flux.2-max gemini-3-pro-image
        """),
        (View(), """
            3     openai alibaba black-forest-labs google
            33    black-forest-labs google openai alibaba
            1     black-forest-labs google openai alibaba
            11    alibaba openai google black-forest-labs
            2     alibaba black-forest-labs google openai
            22    openai google black-forest-labs alibaba
        """),
    ],
)  # fmt: skip
def test_keys_sort_and_the_same_again_reverses(view: View, cases: str) -> None:
    with browsing(a_start(view=view)) as ui:
        for line in filter(None, map(str.strip, cases.splitlines())):
            keys, *wanted = line.split()
            ui.call(lambda: setattr(ui.screen, "view", view))
            ui.press(*keys)
            assert [*(ui.groups or ui.ids)][: len(wanted)] == wanted, keys
            # The arrow in the head and the words beside the query say so.
            sort, arrow = ui.screen.view.sort, "↓" if ui.screen.view.reverse else "↑"
            head = {"id": f"MODEL ID {arrow}", "added": f"ADDED {arrow}", "owner": "MODEL ID  "}
            ui.sees(matches=f"by {sort} {arrow}", head=head[sort])


def test_flat_and_by_family_the_owner_has_a_column() -> None:
    with browsing() as ui:
        ui.sees("t", groups=[], head="OWNER", table="black-forest-labs")
        ui.sees("t", groups=["black-forest-labs", "google", "openai", "alibaba"])
        assert "OWNER" not in ui.head
        ui.sees("v", message="a guess", head="OWNER")
        ui.sees("v", message="", groups=["black-forest-labs", "google", "openai", "alibaba"])


def test_a_collapsed_group_is_a_heading_and_no_model_to_take() -> None:
    with browsing() as ui:
        ui.sees("] h", table="▌▸ google · 2", detail="collapsed")
        for key in ("y", "enter", "space", "f", "p"):
            ui.sees(f"x {key}", message="expands the group")
            assert ui.app.is_running
        ui.sees("-", ids=[])
        ui.sees("=", ids=[*IN_ORDER])
        ui.press("t")
        for key in "hl-=":
            ui.sees(f"j {key}", message="flat", ids=ui.ids)
        assert sorted(ui.ids) == sorted(IN_ORDER)


def test_space_marks_and_unmarks_and_tab_moves_down_as_well() -> None:
    with browsing() as ui:
        ui.sees("space", table="●▌ flux.2-max")
        ui.sees("space", table=" ▌ flux.2-max")
        walk(ui, "tab tab gemini-3-pro-image")
        assert tuple(marked(ui)) == IN_ORDER[:2]
        # They stay whatever is shown, are counted, and all are copied.
        ui.sees("3 t / g p t", matches="2 marked")
        assert marked(ui) == []
        ui.press("escape", "escape", "t", "3")
        assert tuple(marked(ui)) == IN_ORDER[:2]
        ui.press("y")
        ui.wait_for(lambda: ui.message)
        assert ui.message == "Sent 2 ids to the terminal's clipboard (it can't confirm)"


def test_a_message_stands_until_the_next_key_whatever_it_does() -> None:
    with browsing(a_start(notice="look at this")) as ui:
        ui.wheel(ui.screen.table, 1)
        ui.sees(footer="look at this")
        ui.sees("z", message="", footer="⏎/y copy")
        ui.press("y")
        ui.wait_for(lambda: ui.message)
        ui.sees(footer="Sent flux.2-max to the terminal's clipboard (it can't confirm)")
        ui.sees("j", message="", footer="⏎/y copy")
    with browsing(a_start(notice="look at this", options={"query": "g"})) as ui:
        ui.sees(message="look at this")
        ui.sees("p", message="")


def test_each_escape_is_a_step_back_and_none_quits() -> None:
    with browsing() as ui:
        ui.sees("space / g p t enter F", ids=[], query="gpt")
        ui.sees("escape", ids=[], query="")
        ui.sees("escape", ids=[*IN_ORDER])
        assert marked(ui)
        ui.press("escape")
        assert not marked(ui)
        ui.press(*["escape"] * 5)
        assert ui.app.is_running


@pytest.mark.parametrize(
    ("keys", "code", "printed"),
    [
        ("j p", 0, "flux.1-kontext-max"), ("tab tab p", 0, "gemini-3-pro-image"),
        # With --pick, Esc in the empty search box leaves, whatever is marked.
        ("PICK tab escape", 130, ""), ("PICK q w e n tab enter", 0, "qwen-image"),
        ("PICK TABLE G enter", 0, "qwen-image"), ("PICK TABLE q", 130, ""),
        ("PICK TABLE tab escape escape", 130, ""),
    ],
)  # fmt: skip
def test_the_keys_that_leave(keys: str, code: int, printed: str) -> None:
    with browsing(a_start(options={"pick": "PICK" in keys})) as ui:
        assert ui.searching == ("PICK" in keys)
        if "TABLE" in keys:
            ui.call(ui.screen.table.focus)
        *before, last = keys.replace("PICK ", "").replace("TABLE ", "").split()
        ui.press(*before)
        assert ui.app.is_running
        ui.press(last)
        assert ui.app.return_value == Exit(code, tuple(printed.split()))
