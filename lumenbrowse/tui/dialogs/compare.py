"""Models side by side, in Textual's DataTable: facts as rows, models as columns, differences marked."""

from collections.abc import Sequence

from rich.text import Text
from textual.binding import Binding
from textual.widgets import DataTable

from lumenbrowse.catalog.model import Catalog, Model
from lumenbrowse.catalog.rows import Rows
from lumenbrowse.text.comparison import HEAD, Comparison, as_markdown, as_text, compare
from lumenbrowse.text.details import Circumstances
from lumenbrowse.text.safe import width, wrap
from lumenbrowse.tui.bindings import ACTIONS
from lumenbrowse.tui.dialogs.base import SCROLLING_KEYS, Dialog, same_key_closes
from lumenbrowse.tui.messages import Copy

_NARROWEST, _WIDEST = 18, 40  # cells of a model's column, where there is room


class CompareTable(DataTable[Text], inherit_bindings=False):
    """The comparison, wrapped for the width that there is; scrolled by the table's keys, at once."""

    BINDINGS = [
        *SCROLLING_KEYS,
        Binding(ACTIONS["collapse"].keys, "columns(-1)", show=False),
        Binding(ACTIONS["expand"].keys, "columns(1)", show=False),
    ]
    COMPONENT_CLASSES = {"compare--differs"}

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(id="compare", show_cursor=False, fixed_columns=1)
        self._comparison, self._made_for, self._column = comparison, -1, _NARROWEST

    def on_resize(self) -> None:
        # With the scroll bar, which comes and goes as rows do: else they would be made for ever.
        self._fit(self.outer_size.width)

    def _fit(self, cells: int) -> None:
        if cells == self._made_for:
            return
        self._made_for = cells
        ids, rows = self._comparison
        facts = max(width(HEAD), *(width(row.label) for row in rows))
        room = cells - 1 - facts - 2 * self.cell_padding
        share = min(_WIDEST, max(_NARROWEST, room // len(ids) - 2 * self.cell_padding))
        self._column = max(_NARROWEST // 2, min(share, room - 2 * self.cell_padding))
        heads = [wrap(one, self._column) for one in ids]
        self.clear(columns=True)
        self.header_height = max(map(len, heads))
        self.add_column(Text(HEAD), width=facts)
        for head in heads:
            self.add_column(Text("\n".join(head)), width=self._column)
        differs = self.get_component_rich_style("compare--differs", partial=True)
        for row in rows:
            look = differs if row.differs else ""
            values = [wrap(value, self._column) for value in row.values]
            texts = (Text("\n".join(lines), look) for lines in ([row.label], *values))
            self.add_row(*texts, height=max(map(len, values)))
        # With a height of its own DataTable stays empty where its first layout had no rows.
        lines = self.header_height + sum(row.height for row in self.rows.values())
        is_wider = facts + len(ids) * (self._column + 2 * self.cell_padding) > cells - 3
        self.styles.height = lines + is_wider

    def action_scroll_lines(self, lines: int) -> None:
        self.scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: int) -> None:
        self.action_scroll_lines(pages * max(1, self.size.height - self.header_height - 1))

    def action_columns(self, columns: int) -> None:
        self.scroll_relative(x=columns * (self._column + 2 * self.cell_padding), animate=False)


class CompareScreen(Dialog[Copy]):
    """Answers with what is to be copied: `y` the table as text, `m` as Markdown."""

    BINDINGS = [
        *same_key_closes("compare"),
        Binding(ACTIONS["copy"].keys, "copy", show=False, id="copy"),
        Binding("m", "copy_markdown", show=False),
    ]
    HINTS = (("y", "copy as text"), ("m", "as Markdown"), ("Esc", "close"), ("↑↓←→", "scroll"))

    def __init__(self, models: Sequence[Model], around: Circumstances) -> None:
        super().__init__(f"{len(models)} models compared", around.glyphs)
        self._comparison = compare(models, around)
        self.body = CompareTable(self._comparison)

    def action_copy(self) -> None:
        self.dismiss(Copy(as_text(self._comparison), "the comparison"))

    def action_copy_markdown(self) -> None:
        self.dismiss(Copy(as_markdown(self._comparison), "the comparison in Markdown"))


def models_to_compare(
    catalog: Catalog, marked: Sequence[str], rows: Rows, cursor: int
) -> list[Model]:
    """The marked models; with fewer than two, the current one and what is next to it besides."""
    known = {model.id: model for model in reversed(catalog.models)}
    models = [known[one] for one in marked if one in known]
    near = [*rows.rows[cursor:], *reversed(rows.rows[:cursor])]
    others = [row for row in near if isinstance(row, Model) and row not in models]
    return [*models, *others[: max(0, 2 - len(models))]]
