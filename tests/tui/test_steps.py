"""What is seen after each key: the cases of tests/cases/steps.toml, each in one started program.

A line of steps is `keys => what | what …`. Keys stand as they are printed, by Textual's names, or are
`type=a_text`, `paste=a_text`, `size=60x20`, `click=3,1`, `click2=3,1`, `wheel=-2` (of the table),
`click_top=20,0`, `reset` (no query, the first order, the first row), `answer=0` (to the first request, with
`MODELS` as `answers` changes them) or `fail=0`.
A `what` is waited for: `name : a part`, `name = all of it` or `name ! no part`, `\\n` ends a line.
Names: `Ui`'s, those of its bars, `NAMES`.
"""

import re
import tomllib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from lumenbrowse.catalog.model import EMPTY
from lumenbrowse.catalog.view import View
from lumenbrowse.settings import Key
from lumenbrowse.storage.state import BaseState, State, with_recent
from lumenbrowse.tui.bindings import read_keys
from lumenbrowse.tui.session import Start, Status
from tests.scenarios import CASES
from tests.tui.dialogs import commands, compared, is_closed, options, text_of, title
from tests.tui.factory import (
    BASE,
    LUMENFALL,
    MODELS,
    NOW,
    Ui,
    a_start,
    browsing,
    catalogue,
    numbered,
)

STEPS = tomllib.loads((CASES / "steps.toml").read_text(encoding="utf-8"))["case"]
WHAT = re.compile(r"(\w+) ([:=!]) ?(.*)", re.DOTALL)


def left(ui: Ui) -> str:
    """The exit code and what is printed, once the program has been left."""
    result = ui.app.return_value
    return "" if result is None else " ".join([str(result.code), *result.printed])


def lit(ui: Ui) -> str:
    """What is highlighted of the first model."""
    row = ui.screen.table.render_line(2)
    return " ".join(part.text for part in row if part.style and part.style.underline)


NAMES: dict[str, Callable[[Ui], str]] = {
    "dialog": lambda ui: "" if is_closed(ui) else type(ui.app.screen).__name__,
    "title": title,
    "help": lambda ui: " ".join(" ".join(text_of(ui, "#help")).split()),
    "preview": lambda ui: " ".join(line.strip() for line in text_of(ui, "#copy-preview")),
    "choices": lambda ui: " ".join(" ".join(options(ui, "#copy-choices")).split()),
    "commands": lambda ui: ", ".join(commands(ui)),
    "command": lambda ui: commands(ui)[0] if commands(ui) else "",
    "theme": lambda ui: ui.app.theme,
    "recents": lambda ui: ", ".join(" ".join(one.split()) for one in options(ui, "#recents")),
    "compared": lambda ui: "\n".join(" ".join(line.split()) for line in compared(ui)),
    "lit": lit,
    "marked": lambda ui: " ".join(row[3:].split()[0] for row in ui.table if row.startswith("●")),
    "searching": lambda ui: "yes" if ui.searching else "no",
    "left": left,
}


def start_of(case: dict[str, Any]) -> Start:
    """The start that a case describes: models, base, view, options, and what was remembered."""
    models = numbered(*case["numbered"]) if "numbered" in case else EMPTY
    if "empty" not in case and "numbered" not in case:
        models = catalogue(*case.get("models", ()))
    base = LUMENFALL if "lumenfall" in case else BASE
    state = State(bases={base: BaseState(favourites=tuple(case.get("favourites", ())))})
    for age, one in enumerate(case.get("recents", ()), 1):
        state = with_recent(state, base, [one], NOW - 3600 * age, "copied")
    more: dict[str, Any] = {name: case[name] for name in ("notice", "keymap_path") if name in case}
    if "keymap" in case:
        more["keymap"] = read_keys(case["keymap"]).keys
    if "no_browser" in case:
        more["open_page"] = lambda _address, _environ: case["no_browser"]
    if "cached" in case:
        more["status"] = Status("cached", NOW - 3_600)
    settings = a_start().settings
    if "sample" in case:
        more["status"], more["settings"] = Status("sample"), settings._replace(sample=True)
    if "key" in case:
        more["settings"] = settings._replace(key=Key(case["key"], "the test"))
    view: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in case.get("view", {}).items()
    }
    options = case.get("options")
    return a_start(models, base=base, state=state, view=View(**view), options=options, **more)


def do(ui: Ui, token: str, answers: list[dict[str, Any]]) -> None:
    name, _, value = token.partition("=")
    if token == "reset":
        ui.press("escape", "escape", "escape")
        ui.call(lambda: setattr(ui.screen, "view", ui.start.view))
        ui.press("g")
    elif not name or not value:
        ui.press(token)
    elif name in ("type", "paste"):
        (ui.write if name == "type" else ui.paste)(value.replace("_", " "))
    elif name == "answer":
        change = answers[int(value)]
        kept = (model for model in MODELS if model["id"] not in change.get("without", ()))
        ui.answered(catalogue(*kept, *change.get("more", ())), int(value))
    elif name == "fail":
        ui.failed(number=int(value))
    elif name == "wheel":
        ui.wheel(ui.screen.table, int(value))
    else:
        x, y = map(int, re.split("[x,]", value))
        if name == "size":
            ui.resize(x, y)
        else:
            clicked = ui.screen.query_one("#top") if name == "click_top" else ui.screen.table
            ui.click(clicked, x, y, times=2 if name == "click2" else 1)


def seen(ui: Ui, name: str) -> str:
    if name in NAMES:
        return NAMES[name](ui)
    found = getattr(ui, name) if hasattr(Ui, name) else ui.lines(name)
    if isinstance(found, list):
        return ("\n" if name == "table" else " ").join(found)
    return found or ""


def holds(ui: Ui, what: str) -> bool:
    parts = WHAT.fullmatch(what)
    assert parts, what
    name, sign, text = parts[1], parts[2], parts[3].replace("\\n", "\n")
    found = seen(ui, name)
    if sign == "=":
        return found.strip() == text
    return (text in found) == (sign == ":")


@pytest.mark.parametrize("case", STEPS, ids=[case["name"] for case in STEPS])
def test_each_key_shows(case: dict[str, Any]) -> None:
    with browsing(start_of(case), tuple(case.get("size", (100, 30)))) as ui:
        for line in map(str.strip, case["steps"].splitlines()):
            if line.startswith("# "):
                continue
            keys, _, after = line.partition("=>")
            for token in keys.split():
                do(ui, token, case.get("answers", []))
            for what in filter(None, map(str.strip, after.split("|"))):
                if not holds(ui, what):
                    ui.wait_for(partial(holds, ui, what), f"{line}: {what}")
                if what.startswith("current = ") and is_closed(ui):
                    row = what.removeprefix("current = ").strip("[]")
                    assert any("▌" in shown and row in shown for shown in ui.table), line
