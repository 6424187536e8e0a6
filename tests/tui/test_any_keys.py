"""Whatever is pressed, clicked, pasted, resized and answered, in any order: the program holds together."""

import random

import pytest
from textual import events

from lumenbrowse.catalog.model import EMPTY
from lumenbrowse.catalog.rows import Heading
from lumenbrowse.catalog.view import View
from lumenbrowse.storage.state import State, with_recent
from lumenbrowse.text.glyphs import ASCII, CONSOLE, UNICODE
from lumenbrowse.tui.session import Status
from tests.scenarios import HOSTILE_WORDS, entry
from tests.tui.dialogs import opens
from tests.tui.factory import BASE, NOW, REFUSED, Ui, a_start, browsing, catalogue

MODELS = (
    *(
        entry(f"{n}{word}", word, name=word, description=word, extra={word: [word]})
        for n, word in enumerate(HOSTILE_WORDS)
    ),
    *(entry(f"m-{n}", f"o-{n % 5}", 1_700_000_000 + n) for n in range(40)),
    {"id": "bare"},
    {"id": "x/y", "created": "soon"},
)
KEYS = (
    *"jkgG[]yYf/123sStvhl-=FwdJKor?:abm!x<>09", "up", "down", "pageup", "pagedown", "home", "end", "enter",
    "space", "tab", "shift+tab", "escape", "escape", "escape", "f1", "left", "right", "backspace", "delete",
    "ctrl+a", "ctrl+e", "ctrl+k", "ctrl+l", "ctrl+left", "ctrl+p", "ctrl+r", "ctrl+u", "ctrl+w", "ctrl+x",
    "ctrl+y", "shift+home",
)  # fmt: skip
SIZES = (
    (100, 30), (80, 24), (60, 16), (40, 12), (30, 6), (20, 3), (10, 2), (1, 1), (160, 50), (90, 9),
)  # fmt: skip
MOUSE = (events.MouseDown, events.MouseMove, events.MouseScrollDown, events.MouseUp)
PASTES = ("abc\ndef", "x" * 5_000, "\x1b[31m", "")


def step(ui: Ui, chance: random.Random) -> None:
    what = chance.choices(("press", "mouse", "resize", "answer", "paste"), (40, 5, 3, 2, 1))[0]
    if what == "press":
        ui.press(chance.choice(KEYS))
    elif what == "resize":
        ui.resize(*chance.choice(SIZES))
    elif what == "paste":
        ui.paste(chance.choice(PASTES))
    elif what == "mouse":
        x, y = (chance.randrange(cells) for cells in ui.app.size)
        ui.mouse_at(chance.choice(MOUSE), x, y)
    elif ui.server.requests and not ui.server.requests[-1].result.done():
        request = ui.server.requests[-1]
        answers = (
            lambda: request.answer(catalogue(*chance.sample(MODELS, 20)), NOW, "a part"),
            lambda: request.result.set_exception(REFUSED),
            lambda: request.tell("retrying in 2 s"),
        )
        chance.choice(answers)()
        ui.pause()


def check(ui: Ui) -> None:
    """What holds at any time: the cursor is on a row that can be current, and that is in sight."""
    table = ui.screen.table
    rows = table.shown.rows
    if not len(rows):
        assert table.current is None
        return
    at = rows[table.cursor]
    assert not isinstance(at, Heading) or at.collapsed
    if table.display and table.size.width > 2 and table.size.height:
        sign = ui.start.glyphs.cursor
        assert any(sign in line[:2] for line in ui.lines("table")), ui.text


@pytest.mark.parametrize("seed", range(2))
def test_any_keys_at_any_size(seed: int) -> None:
    chance = random.Random(seed)
    models = chance.choice((catalogue(*MODELS), EMPTY, catalogue(entry("one"))))
    options = chance.choice(({}, {"query": "m"}, {"pick": True}, {"pick": True, "multi": True}))
    start = a_start(
        models,
        glyphs=chance.choice((UNICODE, ASCII, CONSOLE)),
        options=options,
        view=View(query=str(options.get("query", ""))),
        status=Status(chance.choice(("live", "sample")), NOW) if models.models else Status(),
    )
    with browsing(start, chance.choice(SIZES)) as ui:
        for _ in range(60):
            step(ui, chance)
            if ui.app.return_value is not None:
                return
            check(ui)


def test_dialogs_hold_at_every_size() -> None:
    recent = with_recent(State(), BASE, ("gpt-10", "gemma"), NOW, "copied")
    with browsing(a_start(state=recent), (1, 1)) as ui:
        for key, size in ((":", (10, 2)), ("?", (1, 1)), ("Y", (10, 2)), ("ctrl+r", (1, 1))):
            opens(ui, key)
            ui.press("pageup", "pagedown", "end", "down", "z", "backspace")
            ui.resize(*size)
            ui.press("pagedown", "escape", "escape")
            assert ui.app.is_running, key
