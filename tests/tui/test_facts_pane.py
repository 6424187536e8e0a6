"""Facts in the detail pane, a group's own page, the JSON by `i`, and models compared by `D`."""

from __future__ import annotations

from lumenbrowse.api.parser import read_answer
from lumenbrowse.settings import Base, Key, Settings
from tests.scenarios import entry
from tests.tui.dialogs import compared
from tests.tui.factory import BASE, a_start, browsing, catalogue

RICH = (
    entry("writer", context_length=1_048_576, modality="text+image->text", tags=["tools"],
          pricing={"prompt": "0.0000030", "completion": "0.000015"}),
    entry("drawer", created=1_702_200_000, modality="text->image", pricing={"image": "0.04"}),
    *(entry(f"model-{n}", created=1_700_000_000 - n, context_length=1_000 * n + 500) for n in range(7)),
)  # fmt: skip


def test_i_shows_the_json_as_it_came_and_the_facts_again() -> None:
    body = b'{"data": [{"id": "x", "price": 0.0000030}, {"id": "y"}]}'
    with browsing(a_start(read_answer(body))) as ui:
        facts = ui.detail
        ui.press("i")
        assert ui.lines("detail")[:4] == ["{", '  "id": "x",', '  "price": 0.0000030', "}"]
        ui.press("j")
        assert ui.lines("detail")[:3] == ["{", '  "id": "y"', "}"]
        ui.press("k", "i")
        assert ui.detail == facts
        ui.press("d", "i")
        assert ui.lines("detail")[0] == "{"


def test_the_key_is_masked_in_the_pane_and_the_comparison() -> None:
    key = "lmnfl_testkeyid.this-is-no-real-secret"
    settings = Settings(base=Base(BASE, "--base-url"), key=Key(key, "a variable"))
    models = catalogue(entry("x", name=key, more=[key]), entry("y", name=f"a {key}"))
    with browsing(a_start(models, settings=settings)) as ui:
        assert "Name    …" in ui.detail
        assert key not in ui.detail
        ui.press("i")
        assert key not in ui.detail
        ui.press("D")
        assert key not in "\n".join(compared(ui))


def test_nine_models_at_80_columns_are_scrolled_by_the_tables_keys() -> None:
    with browsing(a_start(catalogue(*RICH)), (80, 24)) as ui:
        ui.press(*["tab"] * 9, "D")
        lines = compared(ui)
        assert "writer" in lines[0]
        ui.press(*"llll")
        assert compared(ui)[0].split()[:4] == ["*", "differs", "model-2", "model-3"]
        assert any(line.split()[:4] == ["*", "Context", "2,500", "3,500"] for line in compared(ui))
        ui.press(*"hhhh")
        assert compared(ui) == lines
        for size in ((20, 6), (1, 1), (120, 40)):
            ui.resize(*size)
        assert len(compared(ui)) >= 8
