"""Themes: enough contrast in our own, nothing invisible in any, and which one is shown at first."""

from collections.abc import Iterator

import pytest
from rich.color import Color
from rich.style import Style
from textual.geometry import Region
from textual.theme import BUILTIN_THEMES

from lumenbrowse.storage.state import RememberedView, State
from lumenbrowse.tui.themes import DARK, LIGHT
from lumenbrowse.tui.widgets.painted import Painted
from tests.tui.factory import Ui, a_start, browsing

AA = 4.5
"""WCAG 2.2, success criterion 1.4.3: text against its background."""
SIGN = 3.0
"""Success criterion 1.4.11: what is no text."""

HARDLY = 1.9
"""Below this, text is as good as invisible."""

CURSOR, ID, MATCH = "table--cursor", "table--id", "table--match"
NOT_READ = {CURSOR, "detail--selected", "table--track"}
"""Roles that give a background to others, and of lines that part."""
SIGNS = {"table--thumb", "table--bar", "splitter--edge", "splitter--held"}
READ_ON_CURSOR = {ID, "table--owner", "table--date", "table--heading", MATCH}
ON_CURSOR = (*READ_ON_CURSOR, "table--count", "table--new")
OVER_CURSOR = ("table--mark", "table--star", "table--bar")
DETAIL = {f"detail--{role}" for role in ("title", "label", "value", "note")}
READ_MOST = {*READ_ON_CURSOR, *DETAIL, "table--head", "footer--text"}
OWN = (DARK, LIGHT)


@pytest.fixture(scope="module")
def running() -> Iterator[Ui]:
    with browsing() as ui:
        yield ui


def luminance(colour: Color) -> float:
    shares = [value / 255 for value in colour.get_truecolor()]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    """The ratio of WCAG 2.2 between a style's colours."""
    assert style.color is not None
    assert style.bgcolor is not None
    dark, light = sorted(map(luminance, (style.color, style.bgcolor)))
    return (light + 0.05) / (dark + 0.05)


def looks(ui: Ui) -> Iterator[tuple[str, Style]]:
    """Every look of every painted widget on the screen, on the current row too."""
    for widget in ui.app.screen.query(Painted):
        for role in sorted(widget.COMPONENT_CLASSES - NOT_READ):
            yield role, widget.look(role)
    table = ui.screen.table
    for role in ON_CURSOR:
        yield f"{role} on the current row", table.look(role, CURSOR)
    yield "a match on the current row", table.look(ID, MATCH, CURSOR)
    for role in OVER_CURSOR:
        yield f"{role} on the current row", table.look(CURSOR, role)


def put_on(ui: Ui, theme: str) -> Ui:
    ui.app.theme = theme
    ui.pause()
    return ui


@pytest.mark.parametrize("theme", OWN)
def test_in_our_own_every_text_has_the_contrast_of_wcag_aa(theme: str, running: Ui) -> None:
    ui = put_on(running, theme)
    for role, look in looks(ui):
        assert contrast(look) >= (SIGN if role.split()[0] in SIGNS else AA), role
    for opening in ("/", "?", "Y"):
        ui.press(opening)
        assert not drawn_faintly(ui)
        ui.press("escape")


def drawn_faintly(ui: Ui) -> dict[str, float]:
    """The texts on the screen that can hardly be read, with their contrast."""
    faint = {}
    for widget in ui.app.screen.query("*"):
        if isinstance(widget, Painted) or widget.children or not widget.size:
            continue
        for strip in widget.render_lines(Region(0, 0, *widget.size)):
            for segment in strip:
                style, text = segment.style, segment.text.strip()
                if text.isascii() and text and style is not None and contrast(style) < AA:
                    faint[text] = round(contrast(style), 2)
    return faint


@pytest.mark.parametrize("theme", [*OWN, *BUILTIN_THEMES])
def test_in_all_what_is_read_most_can_be_read_and_nothing_is_invisible_or_told_by_colour_alone(
    theme: str, running: Ui
) -> None:
    for role, style in looks(put_on(running, theme)):
        assert role.split()[0] not in READ_MOST or reads_well(style), role
        is_seen = role.split()[0] in SIGNS or of_the_palette(style)
        assert is_seen or contrast(style) >= HARDLY, role
    look = running.screen.table.look
    assert not attributes(look(ID))
    assert "bold" in attributes(look("table--heading"))
    assert {"bold", "underline"} <= attributes(look(ID, MATCH))
    current = look(ID, CURSOR)
    assert "bold" in attributes(current)
    assert current.bgcolor != look(ID).bgcolor or "reverse" in attributes(current)
    assert "underline" in attributes(look(ID, MATCH, CURSOR))


def of_the_palette(style: Style) -> bool:
    """Whether the terminal's own palette decides on the colours."""
    colours = [one for one in (style.color, style.bgcolor) if one is not None]
    return all(one.triplet is None for one in colours)


def reads_well(style: Style) -> bool:
    if of_the_palette(style):
        # On the terminal's own background any of its own colours but two is readable everywhere.
        assert style.bgcolor is None or style.bgcolor.is_default
        return style.color is None or style.color.is_default or style.color.number in (1, 5)
    return contrast(style) >= (HARDLY if style.underline else SIGN)


def attributes(style: Style) -> set[str]:
    names = ("bold", "dim", "italic", "underline", "reverse")
    return {name for name in names if getattr(style, name)}


def test_of_the_palettes_own_no_true_colour_is_sent(running: Ui) -> None:
    for theme, expected in (("ansi-light", True), ("nord", False), ("ansi-dark", True)):
        table = put_on(running, theme).screen.table
        strips = table.render_lines(Region(0, 0, *table.size))
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        assert all(of_the_palette(style) for style in styles) == expected


@pytest.mark.parametrize(
    ("asked", "stored", "colours", "first", "after"),
    [
        (None, "dracula", "", "dracula", "dracula"),
        ("nord", "dracula", "", "nord", "dracula"),
        (None, "of-an-older-textual", "", DARK, "of-an-older-textual"),
        (None, None, "0;15", LIGHT, None),
    ],
)
def test_the_first_is_the_one_asked_for_remembered_or_usual_and_only_a_choice_is_remembered(
    asked: str | None, stored: str | None, colours: str, first: str, after: str | None
) -> None:
    environ = {"COLORFGBG": colours}
    start = a_start(
        state=State(view=RememberedView(theme=stored)), options={"theme": asked}, environ=environ
    )
    with browsing(start) as ui:
        assert (ui.app.theme, ui.message) == (first, "")
        ui.app.leave()
    assert start.store.state.view.theme == after


def test_another_one_is_remembered_once_chosen() -> None:
    with browsing(a_start(state=State(view=RememberedView(theme="gruvbox")))) as ui:
        for chosen in ("nord", DARK):
            put_on(ui, chosen).app.leave()
            assert ui.start.store.state.view.theme == chosen
