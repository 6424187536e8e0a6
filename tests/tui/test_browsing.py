"""The mouse on the table's head and its scroll bar: DESIGN.md sections 3 to 5; keys are in test_steps.py."""

from __future__ import annotations

from lumenbrowse.catalog.view import View
from tests.tui.factory import a_start, browsing, numbered

FLAT = View(grouping="none")


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


def test_the_scroll_bar_can_be_dragged_to_both_ends() -> None:
    with browsing(a_start(numbered(100), view=FLAT), (100, 24)) as ui:
        table = ui.screen.table
        right, bottom = table.size.width - 1, table.size.height - 1
        ui.drag(table, (right, 2), (right, 10), (right, bottom))
        assert "m-0099" in ui.table[-1]
        ui.drag(table, (right, bottom), (right, 1))
        assert "m-0000" in ui.table[0]
        assert ui.app.mouse_captured is None
