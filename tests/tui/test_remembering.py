"""What comes back next time and what changed meanwhile: visits, favourites, recents and the view."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from lumenbrowse.catalog.model import EMPTY, Catalog
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import Options
from lumenbrowse.storage.state import BaseState, RememberedView, State
from lumenbrowse.storage.store import Store
from lumenbrowse.tui.launch import first_view
from lumenbrowse.tui.session import Start
from lumenbrowse.tui.widgets.splitter import Splitter
from lumenbrowse.tui.widgets.status_bar import Status
from tests.scenarios import entry
from tests.tui.dialogs import said
from tests.tui.factory import BASE, DAY, IN_ORDER, MODELS, NOW, Ui, a_start, browsing, catalogue

TUESDAY = NOW - 3 * DAY
"""The clock of a first visit: the tests' usual one says Friday."""
OTHER = "https://other.example/v1"
LISTED = catalogue()
LATER = catalogue(
    *(model for model in MODELS if model["id"] != "qwen-image"),
    entry("veo-4", "google", 1_799_000_000),
    entry("veo-4-fast", "google", 1_799_000_001),
)
"""`MODELS` some days on: one is gone, two are new."""
NEW = {"veo-4", "veo-4-fast"}


class Visit(Protocol):
    """Starts the program with what it remembers; leaving the block leaves the UI as `q` does."""

    def __call__(
        self, models: Catalog | None = None, *, at: float = NOW, **others: Any
    ) -> AbstractContextManager[Ui]:
        """`models` is what the server answers (None: nothing yet); others: `remembering`'s."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The state file."""
    return tmp_path / "state.json"


@pytest.fixture
def visit(path: Path) -> Visit:
    @contextmanager
    def run(models: Catalog | None = None, *, at: float = NOW, **others: Any) -> Iterator[Ui]:
        with browsing(remembering(path, at, **others), (120, 30)) as ui:
            if models is not None:
                answer(ui, models, at=at)
            yield ui
        assert ui.app.leave() == ""

    return run


def remembering(
    path: Path, at: float, *, shown: Catalog = EMPTY, options: Any = None, **others: Any
) -> Start:
    """A start at the moment `at` with what the file says; `shown` is the cached list, had an hour ago."""
    store = Store(path)
    usual = {
        "store": store,
        "view": first_view(Options(**(options or {})), store.load().view),
        "status": Status("cached", at - 3600) if shown.models else Status(),
        "clock": lambda: at,
    }
    return a_start(shown, options=options, **{**usual, **others})


def answer(ui: Ui, models: Catalog, number: int = 0, at: float = NOW) -> None:
    """The server answers a request; waits until that shows."""
    ui.request(number).answer(models, at)
    ui.wait_for(lambda: ui.screen.models is models and not ui.screen.status.busy)


def refused(ui: Ui, number: int = 0) -> None:
    """A request fails; waits until that shows."""
    ui.request(number).fail(FetchError("connection refused"))
    ui.wait_for(lambda: "connection refused" in ui.bar())


def remembered(path: Path, base: str = BASE) -> BaseState:
    return Store(path).load().of(base)


def view_in(path: Path) -> RememberedView:
    return Store(path).load().view


def marked_new(ui: Ui) -> set[str]:
    """The ids of the rows that are marked as new."""
    return {line[3:].split(" new")[0] for line in ui.table if " new " in line}


def starred(ui: Ui) -> list[str]:
    """The ids of the rows with a star."""
    return [line[1:].strip("▌ ").split()[0] for line in ui.table if line.startswith("★")]


def keep(path: Path, *favourites: str) -> None:
    """Writes a state file with favourites."""
    store = Store(path)
    store.change(lambda _: State(bases={BASE: BaseState(favourites=favourites)}))
    store.save()


def test_the_first_visit_marks_nothing_and_leaves_what_was_seen(visit: Visit, path: Path) -> None:
    with visit(LISTED, at=TUESDAY) as ui:
        assert marked_new(ui) == set()
        assert ui.bar().endswith("live 08:00" + " " * 59 + "8 models · 4 owners")
        assert "first seen" not in ui.detail
        ui.press("w")
        assert ui.message == "This is your first visit here: nothing is new yet."
        assert ui.ids == []
        assert remembered(path).visits is None
    visits = remembered(path).visits
    assert visits is not None
    assert set(visits.seen) == set(IN_ORDER)


@pytest.fixture(scope="module")
def after_tuesday(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The state file after a first visit on Tuesday."""
    path = tmp_path_factory.mktemp("first") / "state.json"
    with browsing(remembering(path, TUESDAY)) as ui:
        answer(ui, LISTED, at=TUESDAY)
    ui.app.leave()
    return path.read_bytes()


class TestTheSecondVisit:
    @pytest.fixture(autouse=True)
    def _first_visit(self, path: Path, after_tuesday: bytes) -> None:
        path.write_bytes(after_tuesday)

    def test_marks_what_came_and_counts_what_went(self, visit: Visit) -> None:
        with visit(LATER) as ui:
            assert marked_new(ui) == NEW
            assert ui.bar().endswith("  +2 new, 1 gone since Tuesday · 9 models · 3 owners")
            assert ui.current == "veo-4-fast"
            assert "new · first seen just now" in ui.detail
            ui.press("w")
            assert (ui.ids, ui.groups) == (["veo-4-fast", "veo-4"], ["google"])
            assert ui.message == "+2 new, 1 gone since Tuesday (gone: qwen-image)"
            assert ui.bar("matches").endswith("2 of 9 · new only · by added ↓")
            for back in ("w", "escape"):
                ui.press(back)
                assert len(ui.ids) == 9
                ui.press("w")
            ui.press("w", "G")
            assert "new" not in ui.detail
            for columns in (90, 80, 70, 60):
                ui.resize(columns, 20)
                assert not ui.bar().endswith("·")

    def test_keeps_its_marks_through_every_refresh(self, visit: Visit) -> None:
        with visit(LATER) as ui:
            ui.press("r")
            answer(ui, catalogue(*MODELS, entry("veo-4", "google"), entry("late", "google")), 1)
            assert ui.message == "+2 new, 1 gone"
            for failed in (False, True):
                if failed:
                    ui.press("r")
                    refused(ui, 2)
                assert marked_new(ui) == {"veo-4", "late"}
            ui.resize(160, 30)
            assert "+2 new since Tuesday" in ui.bar()

    def test_shows_them_from_the_cache_too_before_and_without_an_answer(self, visit: Visit) -> None:
        with visit(shown=LATER) as ui:
            assert marked_new(ui) == NEW
            assert "+2 new, 1 gone since Tuesday" in ui.bar()
            refused(ui)
            assert marked_new(ui) == NEW
        with visit(LATER, at=NOW + DAY) as ui:
            assert marked_new(ui) == set()

    def test_of_a_cache_older_than_the_last_visit_nothing_is_new_or_gone(
        self, visit: Visit
    ) -> None:
        # The newer list could not be kept: its disk was full.
        with visit(LATER):
            pass
        with visit(at=NOW + 60, shown=LISTED, status=Status("cached", TUESDAY)) as ui:
            assert (marked_new(ui), "since" in ui.bar()) == (set(), False)
            answer(ui, LATER, at=NOW + 60)
            assert (marked_new(ui), "since" in ui.bar()) == (set(), False)

    def test_where_nothing_changed_w_says_since_when(self, visit: Visit) -> None:
        with visit(LISTED) as ui:
            assert "since" not in ui.bar()
            ui.press("w")
            assert ui.message == "Nothing new since Tuesday."
            assert ui.table[1:3] == ["   No new models.", "   w shows all models again."]

    def test_new_on_the_command_line_is_the_same_and_first_seen_stays(self, visit: Visit) -> None:
        with visit(LATER, options={"new": True}) as ui:
            assert ui.ids == ["veo-4-fast", "veo-4"]
            ui.press("w")
            assert len(ui.ids) == 9
        with visit(LATER, at=NOW + 40 * DAY) as ui:
            assert ui.current == "veo-4-fast"
            assert "first seen 1 month ago" in ui.detail
            assert "new" not in ui.detail

    def test_without_a_list_it_is_neither_the_first_visit_nor_one_at_all(
        self, visit: Visit, path: Path
    ) -> None:
        before = remembered(path).visits
        with visit() as ui:
            ui.press("w")
            assert ui.message == "There is no list yet to compare with your last visit."
            refused(ui)
            assert "gone" not in ui.text
        assert remembered(path).visits == before

    def test_many_gone_are_named_in_part_and_other_bases_are_not_compared(
        self, visit: Visit
    ) -> None:
        with visit(catalogue(entry("only"))) as ui:
            ui.press("w")
            assert ui.message == (
                "+1 new, 8 gone since Tuesday (gone: gpt-4.1, gpt-10, gpt-image-1.5 and 5 more)"
            )
        with visit(LATER, base=OTHER) as ui:
            assert (marked_new(ui), "since" in ui.bar()) == (set(), False)


def test_the_sample_is_never_visited(visit: Visit, path: Path) -> None:
    with visit(shown=LISTED, status=Status("sample")):
        pass
    assert not any(base.visits for base in Store(path).load().bases.values())


class TestFavourites:
    def test_f_puts_a_star_and_the_row_on_top_of_its_group_alone(
        self, visit: Visit, path: Path
    ) -> None:
        with visit(LISTED) as ui:
            groups = ui.groups
            ui.press("G", "k", "f")
            assert ui.message == "gpt-image-1.5 is a favourite."
            assert (ui.current, ui.groups) == ("gpt-image-1.5", groups)
            assert ui.ids[4:7] == ["gpt-image-1.5", "gpt-10", "gpt-4.1"]
            assert starred(ui) == ["gpt-image-1.5"]
            assert "★ a favourite" in ui.detail
        with visit(LISTED, base=OTHER) as ui:
            assert "★" not in ui.text
        with visit(LISTED) as ui:
            assert ui.ids[4:7] == ["gpt-image-1.5", "gpt-10", "gpt-4.1"]
            assert starred(ui) == ["gpt-image-1.5"]
            ui.press("j", "j", "j", "j", "f")
            assert ui.message == "gpt-image-1.5 is no longer a favourite."
            assert tuple(ui.ids) == IN_ORDER
            assert "★" not in ui.text
        assert remembered(path).favourites == ()

    def test_a_flat_list_has_them_on_top_in_any_order(self, visit: Visit, path: Path) -> None:
        keep(path, "gemma", "gpt-4.1")
        with visit(LISTED, view=View(grouping="none")) as ui:
            assert ui.ids[:3] == ["gpt-4.1", "gemma", "flux.2-max"]
            ui.press("1")
            assert ui.ids[:3] == ["gemma", "gpt-4.1", "flux.1-kontext-max"]

    def test_a_search_has_them_above_others_that_match_as_well_and_below_better_ones(
        self, visit: Visit, path: Path
    ) -> None:
        ids = ("the-max", "max-one", "max-two", "max")
        models = catalogue(*(entry(one, one[-1], 900 - n) for n, one in enumerate(ids)))
        keep(path, "max-two", "the-max")
        with visit(models, view=View(grouping="none")) as ui:
            assert ui.ids == ["the-max", "max-two", "max-one", "max"]
            ui.press("/", *"max")
            assert ui.ids == ["max", "max-two", "max-one", "the-max"]

    def test_capital_f_shows_only_them_and_says_so(self, visit: Visit, path: Path) -> None:
        keep(path, "gemma", "gpt-4.1", "gpt-10")
        with visit(LISTED) as ui:
            ui.press("F")
            assert ui.ids == ["gpt-10", "gpt-4.1", "gemma"]
            assert ui.bar("matches").endswith("3 of 8 · ★ only · by added ↓")
            ui.press("/", *"gem")
            assert ui.ids == ["gemma"]
            ui.press("escape", "escape", "w")
            assert ui.table[1:3] == ["   No model is like that.", "   Esc shows more."]
            ui.press("escape")
            assert len(ui.ids) == 8
            ui.press("F", "g")
            for left in ("gpt-4.1", "gemma", None):
                ui.press("f")
                assert ui.current == left
            assert ui.table[1:3] == [
                "   No favourites yet.",
                "   f makes the current model one; F shows all models again.",
            ]
            ui.press("F")
            assert len(ui.ids) == 8

    def test_one_that_is_gone_stays_as_gone_until_it_is_taken_off(
        self, visit: Visit, path: Path
    ) -> None:
        keep(path, "qwen-image", "flux.2-max")
        with visit(LATER, options={"favourites": True}) as ui:
            assert ui.ids == ["flux.2-max", "qwen-image"]
            assert ui.bar("matches").endswith("1 of 9 · 1 gone · ★ only · by added ↓")
            ui.press("G")
            assert ui.current == "qwen-image"
            assert "gone: the server no longer lists it" in ui.detail
        assert remembered(path).favourites == ("qwen-image", "flux.2-max")
        with visit(LISTED, at=NOW + DAY) as ui:
            assert any(line.startswith("★  qwen-image new") for line in ui.table), "it is back"
        with visit(LATER, at=NOW + 2 * DAY) as ui:
            ui.press("F", "G", "f")
            assert ui.message == "qwen-image is no longer a favourite."
            assert ui.ids == ["flux.2-max"]
        assert remembered(path).favourites == ("flux.2-max",)

    def test_an_answer_that_fails_makes_none_of_them_gone(self, visit: Visit, path: Path) -> None:
        keep(path, "qwen-image")
        with visit(options={"favourites": True}) as ui:
            refused(ui)
            assert "gone" not in ui.text
            assert "The list could not be had: connection refused" in ui.text


class TestRecents:
    def test_what_was_copied_or_printed_says_when_in_the_pane(
        self, visit: Visit, path: Path
    ) -> None:
        with visit(LISTED, at=NOW - 2 * DAY) as ui:
            ui.press("space", "j", "space", "y")
            said(ui, "Sent 2 ids")
            ui.press("k")
            assert "copied just now" in ui.detail
        assert [one.id for one in remembered(path).recents] == list(IN_ORDER[:2])
        with visit(LISTED) as ui:
            assert "copied 2 days ago" in ui.detail
            ui.press("G")
            assert "copied" not in ui.detail
            ui.press("p")
        with visit(LISTED, options={"pick": True}, at=NOW + DAY) as ui:
            ui.press("enter")
        assert [(one.id, one.how, one.at) for one in remembered(path).recents[:3]] == [
            ("flux.2-max", "picked", NOW + DAY),
            ("qwen-image", "picked", NOW),
            ("flux.1-kontext-max", "copied", NOW - 2 * DAY),
        ]

    def test_what_is_copied_just_before_leaving_is_one_too(self, visit: Visit, path: Path) -> None:
        with visit(LISTED) as ui:
            # In one step, so that the message of the copy finds the UI gone.
            ui.call(lambda: [act() for act in (ui.app.action_copy, ui.app.exit)])
        assert [one.id for one in remembered(path).recents] == ["flux.2-max"]

    def test_what_could_not_be_copied_is_none(self, visit: Visit, path: Path) -> None:
        with visit(LISTED, options={"clipboard": "off"}) as ui:
            ui.press("y")
            said(ui, "No clipboard here")
        assert remembered(path).recents == ()


Do = Callable[[Ui], object]


def press(*keys: str) -> Do:
    return lambda ui: ui.press(*keys)


def theme(name: str) -> Do:
    return lambda ui: ui.call(lambda: setattr(ui.app, "theme", name))


def widen(ui: Ui) -> None:
    usual = ui.screen.detail.size.width
    ui.drag(ui.screen.query_one(Splitter), (0, 5), (-10, 5))
    assert ui.screen.detail.size.width == usual + 10


def looks(ui: Ui) -> tuple[object, ...]:
    """What of the view can be seen."""
    head, width = ui.lines("table")[0], ui.screen.detail.size.width
    shown = ui.screen.detail.display
    return ui.ids, ui.groups, head, ui.bar("matches"), shown and width, ui.app.theme


class TestTheView:
    @pytest.mark.parametrize(
        ("do", "options", "view"),
        [
            (press("2", "2", "t"), {}, RememberedView("owner", True, "none")),
            (press("s", "v", "d"), {}, RememberedView("id", False, "family", pane_shown=False)),
            (
                press("S", "h"),
                {},
                RememberedView(reverse=False, collapsed=frozenset({"black-forest-labs"})),
            ),
            (theme("nord"), {}, RememberedView(theme="nord")),
            (theme("dracula"), {"theme": "nord"}, RememberedView(theme="dracula")),
            (widen, {}, None),
            # An order chosen over the command line's comes back as it was seen.
            (press("1"), {"sort": "owner"}, RememberedView("id", False)),
        ],
    )
    def test_what_the_user_chose_comes_back(
        self, do: Do, options: dict[str, Any], view: RememberedView | None, visit: Visit, path: Path
    ) -> None:
        with visit(LISTED, options=options) as ui:
            do(ui)
            shown = looks(ui)
        assert view in (None, view_in(path))
        with visit(LISTED) as ui:
            assert looks(ui) == shown

    @pytest.mark.parametrize(
        ("do", "options", "view"),
        [
            (press("space", "F", "w", "/", *"gem"), {}, RememberedView()),
            (press(), {"sort": "owner", "reverse": True}, RememberedView()),
            (press("t"), {"sort": "owner", "reverse": True}, RememberedView(grouping="none")),
            (press("j"), {"theme": "nord"}, RememberedView()),
            (press("j"), {"query": "gem", "owners": ("google",), "new": True}, RememberedView()),
        ],
    )
    def test_query_filters_and_marks_do_not_nor_what_the_command_line_set(
        self, do: Do, options: dict[str, Any], view: RememberedView, visit: Visit, path: Path
    ) -> None:
        with visit(LISTED) as ui:
            usual = looks(ui)
        with visit(LISTED, options=options) as ui:
            do(ui)
            assert looks(ui) != usual
        assert view_in(path) == view

    @pytest.mark.parametrize(
        ("options", "sort", "reverse"),
        [
            ({}, "id", True),
            ({"sort": "id"}, "id", False),
            ({"sort": "id", "reverse": True}, "id", True),
            ({"sort": "added"}, "added", True),
            ({"sort": "added", "reverse": True}, "added", False),
            ({"reverse": True}, "id", True),
        ],
        ids=str,
    )
    def test_the_command_lines_order_wins(
        self, options: dict[str, Any], sort: str, reverse: bool
    ) -> None:
        view = first_view(Options(**options), RememberedView(sort="id", reverse=True))
        assert (view.sort, view.reverse) == (sort, reverse)

    def test_a_theme_is_remembered_once_chosen_and_the_command_lines_wins(
        self, visit: Visit, path: Path
    ) -> None:
        usual = "lumenbrowse-dark"
        with visit(LISTED) as ui:
            theme("nord")(ui)
            theme(usual)(ui)
        assert view_in(path).theme is None, "it was only looked at"
        with visit(LISTED) as ui:
            theme("dracula")(ui)
        with visit(LISTED, options={"theme": "nord"}) as ui:
            assert (ui.app.theme, ui.message) == ("nord", "")
        assert view_in(path).theme == "dracula"
        with visit(LISTED) as ui:
            assert ui.app.theme == "dracula"
            theme(usual)(ui)
        assert view_in(path).theme == usual

    def test_a_remembered_theme_that_there_is_not_here_is_kept_for_where_it_is(
        self, visit: Visit, path: Path
    ) -> None:
        path.write_text(json.dumps({"version": 1, "view": {"theme": "of-next-year"}}))
        with visit(LISTED) as ui:
            assert (ui.app.theme, ui.message) == ("lumenbrowse-dark", "")
        assert view_in(path).theme == "of-next-year"

    def test_collapsing_all_here_leaves_other_bases_owners_as_they_were(
        self, visit: Visit, path: Path
    ) -> None:
        with visit(LISTED, view=View(collapsed=frozenset({"elsewhere"}))) as ui:
            ui.press("-")
            assert ui.ids == []
            assert "elsewhere" in ui.screen.view.collapsed
            ui.press("=")
            assert len(ui.ids) == 8
            assert ui.screen.view.collapsed == {"elsewhere"}

    def test_two_programs_at_once_add_up(self, visit: Visit, path: Path) -> None:
        with visit(LISTED) as one, visit(LISTED) as other:
            one.press("t", "f")
            other.press("d", "j", "f")
        with visit(LISTED) as ui:
            assert ui.groups == []
            assert ui.detail == ""
            assert ui.ids[:2] == ["flux.2-max", "flux.1-kontext-max"]
            assert starred(ui) == ui.ids[:2]


def test_v_shows_one_model_at_all_its_providers_together_as_a_guess(visit: Visit) -> None:
    models = catalogue(
        entry("flux.2-max", "black-forest-labs", 900),
        entry("gpt-4.1", "openai", 800),
        entry("fal/flux-2-max", "fal", 700),
    )
    owners = ["black-forest-labs", "openai", "fal"]
    with visit(models) as ui:
        assert ui.groups == owners
        assert "guess" not in ui.text
        ui.press("v")
        assert ui.message == "Grouped by family: a guess from the IDs. v groups by owner again."
        assert ui.groups == ["flux-2-max", "gpt-4.1"]
        assert ui.ids == ["flux.2-max", "fal/flux-2-max", "gpt-4.1"]
        ui.press("v")
        assert ui.groups == owners
        ui.press("v", "j")
    with visit(models) as ui:
        assert ui.message == ""
        assert ui.bar("matches") == "families are guesses · by added ↓"
        assert ui.table[0] == " ▾ ~ flux-2-max · 2"


class TestTheFile:
    def test_nothing_of_it_without_one(self, visit: Visit, path: Path) -> None:
        with visit(LISTED, store=Store(None)) as ui:
            ui.press("f", "t")
        assert not path.exists()

    def test_one_damaged_while_the_program_runs_is_told_of_and_kept(
        self, visit: Visit, path: Path
    ) -> None:
        with visit(LISTED) as ui:
            path.write_bytes(b"{{{")
            ui.press("f")
            said(ui, "state.json could not be read; it is kept as state.json.damaged-1")
        assert path.with_name("state.json.damaged-1").read_bytes() == b"{{{"
        assert remembered(path).favourites == ("flux.2-max",)

    def test_where_it_cannot_be_written_that_is_said_at_once_and_on_leaving(
        self, path: Path
    ) -> None:
        with browsing(remembering(path, NOW)) as ui:
            answer(ui, LISTED)
            path.mkdir()
            ui.press("f")
            words = said(ui, "can't")
            assert "★" in ui.text
        assert ui.app.leave() == words
