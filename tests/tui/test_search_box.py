"""The search box: what edits it, what it finds, what moves the rows from within, and that typing never acts."""

import string
from collections.abc import Iterator

import pytest

from tests.scenarios import case, entry
from tests.tui.factory import Ui, a_start, browsing, catalogue

BEST_FIRST = {
    "flux.2-max": "the id itself",
    "flux.2-max-lora": "its start",
    "my-flux.2-max": "the start of a word",
    "reflux.2-maximal": "anywhere",
    "sonnet": "separators ignored, in the name",
    "flux2max": "as good, and longer",
}


@pytest.fixture(scope="module")
def running() -> Iterator[Ui]:
    """A program for all tests that leave it as `box` makes it again."""
    with browsing() as ui:
        yield ui


@pytest.fixture
def box(running: Ui) -> Ui:
    """The program with the cursor on the first model and an empty search box that has the focus."""
    running.press("escape", "escape", "escape", "=", "g", "/")
    return running


def test_nothing_printable_ever_acts(box: Ui) -> None:
    before, typed = box.text, string.printable.strip() + " é日й\N{TEST TUBE}ß"
    for part in (typed[:50], typed[50:]):
        box.write(part)
    assert box.query == typed
    box.press("ctrl+u", "escape", "g", "/")
    assert box.text == before
    assert (len(box.app.screen_stack), len(box.server.requests)) == (1, 1)


@pytest.mark.parametrize(("before", "pasted", "query"), case("tui")["pastes"])
def test_a_paste_searches_for_its_words_and_never_acts(
    before: str, pasted: str, query: str, box: Ui
) -> None:
    box.press(*before.split())
    box.paste(pasted)
    assert (box.query, box.searching, box.message) == (query, True, "")
    assert box.app.return_value is None


def test_blanks_pasted_over_the_table_do_nothing_and_a_book_is_cut(box: Ui) -> None:
    box.press("escape")
    box.paste(" \n\t")
    assert (box.query, box.searching, len(box.ids)) == ("", False, 8)
    for _ in range(3):
        box.paste("some words of a whole book, " * 40_000)
        assert 100 < len(box.query) <= 1_000


def test_better_matches_come_first_and_groups_by_their_best_row() -> None:
    models = catalogue(
        *(entry(one, one[:2], name="Claude by Flux2Max") for one in BEST_FIRST),
        *(entry(f"x-{n}-flux", "aa") for n in range(60)),
    )
    with browsing(a_start(models), (100, 20)) as ui:
        ui.press("1", "G", "/")
        ui.write("flux.2-max")
        assert ui.groups == ["fl", "my", "re", "so"]
        assert ui.current == "flux.2-max"
        assert any("▌" in line for line in ui.table), "it is in sight"
        ui.press("enter", "t")
        assert ui.ids == list(BEST_FIRST)
        ui.press("/", "ctrl+u", *"x flux", "enter", "1")
        assert (ui.ids[0], ui.ids[-1]) == ("flux.2-max", "x-59-flux"), "a sort asked for wins"
