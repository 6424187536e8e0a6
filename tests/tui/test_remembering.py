"""What comes back next time and what changed meanwhile: visits, favourites, recents and the view."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from lumenbrowse.tui.browsing import GONE_NOTE
from lumenbrowse.tui.start import Start
from lumenbrowse.tui.status import Status

from lumenbrowse.catalog.model import EMPTY, Catalogue
from lumenbrowse.catalog.view import View
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import Options
from lumenbrowse.storage.state import BaseState, Recent, RememberedView, State
from lumenbrowse.storage.store import Store
from lumenbrowse.tui.dialogs.recents import RecentsScreen
from lumenbrowse.tui.launch import first_view
from lumenbrowse.tui.widgets.splitter import Splitter
from tests.scenarios import entry
from tests.tui.factory import (
    BASE,
    DAY,
    IN_ORDER,
    MODELS,
    NOW,
    Ui,
    a_start,
    browsing,
    catalogue,
    with_options,
)

TUESDAY = NOW - 3 * DAY
"""The clock of a first visit: the tests' usual one says Friday."""
OFFLINE = FetchError("connection refused")

LISTED = catalogue()
LATER = catalogue(
    *(model for model in MODELS if model["id"] != "qwen-image"),
    entry("veo-4", "google", 1_799_000_000),
    entry("veo-4-fast", "google", 1_799_000_001),
)
"""`MODELS` some days on: one is gone, two are new."""


class Visit(Protocol):
    """Starts the program with what it remembers; leaving the block leaves the UI as `q` does."""

    def __call__(
        self, models: Catalogue | None = None, *, at: float = NOW, **others: Any
    ) -> AbstractContextManager[Ui]:
        """`models` is what the server answers (None: nothing yet); others: `a_start`'s."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The state file."""
    return tmp_path / "state.json"


@pytest.fixture
def visit(path: Path) -> Visit:
    @contextmanager
    def run(models: Catalogue | None = None, *, at: float = NOW, **others: Any) -> Iterator[Ui]:
        with browsing(remembering(path, at=at, **others), others.pop("size", (120, 30))) as ui:
            if models is not None:
                answer(ui, models, at=at)
            yield ui
        ui.screen.leave()

    return run


def remembering(
    path: Path,
    at: float = NOW,
    *,
    options: dict[str, Any] | None = None,
    shown: Catalogue = EMPTY,
    **others: Any,
) -> Start:
    """A start at the moment `at` with what the file says; `shown` is the cached list, had an hour ago."""
    store = Store(path)
    view = first_view(Options(**(options or {})), store.load().view)
    status = Status("cached", at - 3600) if len(shown) else Status()
    usual = {"store": store, "view": view, "status": status, "clock": lambda: at}
    return a_start(shown, options=options, **{**usual, **others})


def answer(ui: Ui, models: Catalogue, number: int = 0, at: float = NOW) -> None:
    """The server answers a request; waits until that shows."""
    ui.request(number).answer(models, at)
    ui.wait_for(lambda: ui.screen.listed is models and not ui.screen.status.busy)


def refused(ui: Ui, number: int = 0) -> None:
    """A request fails; waits until that shows."""
    ui.request(number).fail(OFFLINE)
    ui.wait_for(lambda: ui.screen.status.failure)


def remembered(path: Path) -> BaseState:
    return Store(path).load().of(BASE)


def seen(path: Path) -> Sequence[str]:
    visits = remembered(path).visits
    return () if visits is None else visits.seen


def marked_new(ui: Ui) -> set[str]:
    """The ids of the rows that are marked as new."""
    return {line[3:].split(" new")[0] for line in ui.table if " new " in line}


def of_base(base: BaseState) -> State:
    return State(bases={BASE: base})


def kept(state: State) -> Store:
    """A store of this state that no file is behind."""
    store = Store(None)
    store.change(lambda _: state)
    return store


def keep(path: Path, base: BaseState) -> None:
    """Writes the state file."""
    store = Store(path)
    store.change(lambda _: of_base(base))
    store.save()


def copied(ui: Ui, key: str) -> None:
    """Presses a key that copies; waits until it is said how that went."""
    ui.press(key)
    ui.wait_for(lambda: ui.message)


def recents(ui: Ui) -> list[str]:
    """The lines of the recents' dialog."""
    screen = ui.app.screen
    assert isinstance(screen, RecentsScreen)
    options = [screen.list.get_option_at_index(n) for n in range(screen.list.option_count)]
    return [str(option.prompt).strip() for option in options]


def test_the_first_visit_marks_nothing_and_leaves_what_was_seen(visit: Visit, path: Path) -> None:
    with visit(LISTED, at=TUESDAY) as ui:
        assert marked_new(ui) == set()
        assert ui.bar().endswith("live 08:00" + " " * 59 + "8 models · 4 owners")
        assert "first seen" not in ui.detail
        ui.press("w")
        assert ui.message == "This is your first visit here: nothing is new yet."
        assert ui.ids == []
        assert seen(path) == ()
    assert set(seen(path)) == set(IN_ORDER)


@pytest.fixture(scope="module")
def after_tuesday(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The state file after a first visit on Tuesday."""
    path = tmp_path_factory.mktemp("first") / "state.json"
    with browsing(remembering(path, TUESDAY)) as ui:
        answer(ui, LISTED, at=TUESDAY)
    ui.screen.leave()
    return path.read_bytes()


class TestTheSecondVisit:
    @pytest.fixture(autouse=True)
    def _first_visit(self, path: Path, after_tuesday: bytes) -> None:
        path.write_bytes(after_tuesday)

    def test_marks_what_came_and_counts_what_went(self, visit: Visit) -> None:
        with visit(LATER) as ui:
            assert marked_new(ui) == {"veo-4", "veo-4-fast"}
            assert ui.bar().endswith("  +2 new, 1 gone since Tuesday · 9 models · 3 owners")
            assert ui.current == "veo-4-fast"
            assert "new · first seen just now" in ui.detail
            ui.press("G")
            assert "new" not in ui.detail
            for columns in (90, 80, 70, 60):
                ui.resize(columns, 20)
                assert not ui.bar().endswith("·")

    def test_keeps_its_marks_through_every_refresh(self, visit: Visit) -> None:
        with visit(LATER) as ui:
            ui.press("r")
            more = catalogue(*MODELS, entry("veo-4", "google"), entry("late", "google"))
            answer(ui, more, 1)
            assert marked_new(ui) == {"veo-4", "late"}
            assert "+2 new since Tuesday" in ui.bar()
            assert ui.message == "+2 new, 1 gone"
            ui.press("r")
            refused(ui, 2)
            assert marked_new(ui) == {"veo-4", "late"}
            assert "+2 new since Tuesday" in ui.bar()

    def test_shows_them_from_the_cache_too_before_and_without_an_answer(self, visit: Visit) -> None:
        with visit(shown=LATER) as ui:
            assert marked_new(ui) == {"veo-4", "veo-4-fast"}
            assert "+2 new, 1 gone since Tuesday" in ui.bar()
            refused(ui)
            assert marked_new(ui) == {"veo-4", "veo-4-fast"}
        with visit(LATER, at=NOW + DAY) as ui:
            assert marked_new(ui) == set()

    def test_of_a_cache_older_than_the_last_visit_nothing_is_new_or_gone(
        self, visit: Visit
    ) -> None:
        # The newer list could not be kept: its disk was full.
        with visit(LATER):
            pass
        with visit(at=NOW + 60, shown=LISTED, status=Status("cached", TUESDAY)) as ui:
            assert marked_new(ui) == set()
            assert "since" not in ui.bar()
            answer(ui, LATER, at=NOW + 60)
            assert marked_new(ui) == set()
            assert "since" not in ui.bar()

    def test_w_shows_only_them_and_says_so(self, visit: Visit) -> None:
        with visit(LATER) as ui:
            ui.press("w")
            assert ui.ids == ["veo-4-fast", "veo-4"]
            assert ui.groups == ["google"]
            assert ui.message == "+2 new, 1 gone since Tuesday (gone: qwen-image)"
            assert ui.bar("matches").endswith("2 of 9 · new only · by added ↓")
            ui.press("w")
            assert len(ui.ids) == 9
            ui.press("w", "escape")
            assert len(ui.ids) == 9

    def test_where_nothing_changed_w_says_since_when(self, visit: Visit) -> None:
        with visit(LISTED) as ui:
            assert "since" not in ui.bar()
            ui.press("w")
            assert ui.message == "Nothing new since Tuesday."
            assert ui.table[1:3] == ["   No new models.", "   w shows all models again."]

    def test_new_on_the_command_line_is_the_same(self, visit: Visit) -> None:
        with visit(LATER, options={"new": True}) as ui:
            assert ui.ids == ["veo-4-fast", "veo-4"]
            ui.press("w")
            assert len(ui.ids) == 9

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

    def test_first_seen_stays_with_a_model(self, visit: Visit) -> None:
        with visit(LATER):
            pass
        with visit(LATER, at=NOW + 40 * DAY) as ui:
            assert ui.current == "veo-4-fast"
            assert "first seen 1 month ago" in ui.detail
            assert "new" not in ui.detail

    def test_many_gone_are_named_in_part(self, visit: Visit) -> None:
        with visit(catalogue(entry("only"))) as ui:
            ui.press("w")
            assert ui.message == (
                "+1 new, 8 gone since Tuesday"
                " (gone: flux.2-max, flux.1-kontext-max, gemini-3-pro-image and 5 more)"
            )


def test_visits_belong_to_their_base(visit: Visit, path: Path, after_tuesday: bytes) -> None:
    path.write_bytes(after_tuesday)
    with visit(LATER, base="https://other.example/v1") as ui:
        assert marked_new(ui) == set()
        assert "since" not in ui.bar()


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
            ui.press("G", "k")
            assert ui.current == "gpt-image-1.5"
            ui.press("f")
            assert ui.message == "gpt-image-1.5 is a favourite."
            assert ui.current == "gpt-image-1.5"
            assert ui.groups == groups
            assert ui.ids[4:7] == ["gpt-image-1.5", "gpt-10", "gpt-4.1"]
            assert any(line.startswith("★▌ gpt-image-1.5") for line in ui.table)
            assert "★ a favourite" in ui.detail
        with visit(LISTED) as ui:
            assert ui.ids[4:7] == ["gpt-image-1.5", "gpt-10", "gpt-4.1"]
            assert any(line.startswith("★  gpt-image-1.5") for line in ui.table)
            ui.press("j", "j", "j", "j", "f")
            assert ui.message == "gpt-image-1.5 is no longer a favourite."
            assert tuple(ui.ids) == IN_ORDER
            assert "★" not in ui.text
        assert remembered(path).favourites == ()

    def test_a_flat_list_has_them_on_top_in_any_order(self, visit: Visit) -> None:
        state = of_base(BaseState(favourites=("gemma", "gpt-4.1")))
        with visit(LISTED, store=kept(state), view=View(grouping="none")) as ui:
            assert ui.ids[:3] == ["gpt-4.1", "gemma", "flux.2-max"]
            ui.press("1")
            assert ui.ids[:3] == ["gemma", "gpt-4.1", "flux.1-kontext-max"]

    def test_a_search_has_them_above_others_that_match_as_well_and_below_better_ones(
        self, visit: Visit
    ) -> None:
        models = catalogue(
            entry("the-max", "a", 900),
            entry("max-one", "b", 800),
            entry("max-two", "c", 700),
            entry("max", "d", 600),
        )
        state = of_base(BaseState(favourites=("max-two", "the-max")))
        with visit(models, store=kept(state)) as ui:
            assert ui.groups == ["a", "b", "c", "d"]
            ui.press("/")
            ui.write("max")
            assert ui.ids == ["max", "max-two", "max-one", "the-max"]
            assert ui.groups == ["d", "c", "b", "a"]

    def test_capital_f_shows_only_them_and_says_so(self, visit: Visit) -> None:
        state = of_base(BaseState(favourites=("gemma", "gpt-4.1")))
        with visit(LISTED, store=kept(state)) as ui:
            ui.press("F")
            assert ui.ids == ["gpt-4.1", "gemma"]
            assert ui.bar("matches").endswith("2 of 8 · ★ only · by added ↓")
            ui.press("/")
            ui.write("gem")
            assert ui.ids == ["gemma"]
            ui.press("escape", "escape", "F")
            assert len(ui.ids) == 8
            ui.press("F", "escape")
            assert len(ui.ids) == 8

    def test_where_there_are_none_it_is_said_how_to_make_one(self, visit: Visit) -> None:
        with visit(LISTED) as ui:
            ui.press("F")
            assert ui.table[1:3] == [
                "   No favourites yet.",
                "   f makes the current model one; F shows all models again.",
            ]

    def test_where_none_of_them_is_new_they_are_not_denied(self, visit: Visit) -> None:
        state = of_base(BaseState(favourites=("gemma",)))
        with visit(LISTED, store=kept(state)) as ui:
            ui.press("F", "w")
            assert ui.table[1:3] == ["   No model is like that.", "   Esc shows more."]

    def test_one_taken_off_among_them_leaves_the_cursor_where_it_was(self, visit: Visit) -> None:
        state = of_base(BaseState(favourites=("gemma", "gpt-4.1", "gpt-10")))
        with visit(LISTED, store=kept(state)) as ui:
            ui.press("F")
            assert ui.current == "gpt-10"
            ui.press("f")
            assert ui.current == "gpt-4.1"
            ui.press("f")
            assert ui.current == "gemma"

    def test_one_that_is_gone_stays_as_gone_until_it_is_taken_off(
        self, visit: Visit, path: Path
    ) -> None:
        keep(path, BaseState(favourites=("qwen-image", "flux.2-max")))
        with visit(LATER) as ui:
            ui.press("F")
            assert ui.ids == ["flux.2-max", "qwen-image"]
            assert ui.bar("matches").endswith("1 of 9 · 1 gone · ★ only · by added ↓")
            ui.press("G")
            assert ui.current == "qwen-image"
            assert GONE_NOTE in ui.detail
        assert remembered(path).favourites == ("qwen-image", "flux.2-max")
        with visit(LATER, at=NOW + DAY) as ui:
            ui.press("F", "G", "f")
            assert ui.message == "qwen-image is no longer a favourite."
            assert ui.ids == ["flux.2-max"]
        assert remembered(path).favourites == ("flux.2-max",)

    def test_one_that_comes_back_is_one_again(self, visit: Visit, path: Path) -> None:
        keep(path, BaseState(favourites=("qwen-image",)))
        with visit(LATER):
            pass
        with visit(LISTED, at=NOW + DAY) as ui:
            assert any(line.startswith("★  qwen-image new") for line in ui.table)

    def test_an_answer_that_fails_makes_none_of_them_gone(self, visit: Visit) -> None:
        state = of_base(BaseState(favourites=("qwen-image",)))
        with visit(store=kept(state), options={"favourites": True}) as ui:
            refused(ui)
            assert "gone" not in ui.text
            assert "The list could not be had: connection refused" in ui.text

    def test_they_belong_to_their_base(self, visit: Visit) -> None:
        with visit(LISTED) as ui:
            ui.press("f")
        with visit(LISTED, base="https://other.example/v1") as ui:
            assert "★" not in ui.text


class TestRecents:
    def test_what_was_copied_says_when_in_the_pane(self, visit: Visit) -> None:
        with visit(LISTED, at=NOW - 2 * DAY) as ui:
            copied(ui, "y")
            assert "copied just now" in ui.detail
        with visit(LISTED) as ui:
            assert ui.current == "flux.2-max"
            assert "copied 2 days ago" in ui.detail
            ui.press("j")
            assert "copied" not in ui.detail

    def test_all_marked_ones_are_recent_once_copied(self, visit: Visit, path: Path) -> None:
        with visit(LISTED) as ui:
            ui.press("space", "j", "space")
            copied(ui, "y")
        assert [one.id for one in remembered(path).recents] == list(IN_ORDER[:2])

    def test_what_was_printed_on_leaving_is_one_too(self, visit: Visit, path: Path) -> None:
        with visit(LISTED, at=TUESDAY) as ui:
            ui.press("j", "p")
        with visit(LISTED, options={"pick": True}) as ui:
            ui.press("enter")
        assert [(one.id, one.how, one.at) for one in remembered(path).recents] == [
            ("flux.2-max", "picked", NOW),
            ("flux.1-kontext-max", "picked", TUESDAY),
        ]

    def test_what_is_copied_just_before_leaving_is_one_too(self, visit: Visit, path: Path) -> None:
        with visit(LISTED) as ui:
            # In one step, so that the message of the copy finds the UI gone.
            ui.call(lambda: [act() for act in (ui.app.browser.action_copy, ui.app.exit)])
        assert [one.id for one in remembered(path).recents] == ["flux.2-max"]

    def test_what_could_not_be_copied_is_none(self, visit: Visit, path: Path) -> None:
        usual = remembering(path)
        with browsing(with_options(usual, clipboard="off")) as ui:
            answer(ui, LISTED)
            copied(ui, "y")
            assert ui.message.startswith("No clipboard here")
        assert remembered(path).recents == ()

    def test_ctrl_r_lists_them_newest_first_and_goes_there(self, visit: Visit) -> None:
        picked = Recent("gemini-3-pro-image", int(NOW) - 3600, "picked")
        state = of_base(BaseState(recents=(picked, Recent("qwen-image", int(TUESDAY)))))
        with visit(LATER, store=kept(state)) as ui:
            ui.press("ctrl+r")
            assert recents(ui) == [
                "gemini-3-pro-image  picked 1 hour ago",
                "qwen-image          copied 3 days ago · gone",
            ]
            ui.press("enter")
            assert ui.current == "gemini-3-pro-image"
            ui.press("/", "x", "ctrl+r")
            assert len(recents(ui)) == 2

    def test_where_there_are_none_it_says_so(self, visit: Visit) -> None:
        with visit(LISTED) as ui:
            ui.press("ctrl+r")
            assert ui.message == "Nothing was copied or picked yet."


Do = Callable[[Ui], object]


def press(*keys: str) -> Do:
    return lambda ui: ui.press(*keys)


def theme(name: str) -> Do:
    return lambda ui: ui.call(lambda: setattr(ui.app, "theme", name))


def looks(ui: Ui) -> tuple[object, ...]:
    """What of the view can be seen."""
    head = ui.lines("table")[0]
    return ui.ids, ui.groups, head, ui.bar("matches"), ui.screen.detail.display, ui.app.theme


class TestTheView:
    @pytest.mark.parametrize(
        ("do", "view"),
        [
            (press("2", "2", "t"), RememberedView("owner", True, "none")),
            (press("s", "v", "d"), RememberedView("id", False, "family", pane_shown=False)),
            (
                press("S", "h"),
                RememberedView(reverse=False, collapsed=frozenset({"black-forest-labs"})),
            ),
            (theme("nord"), RememberedView(theme="nord")),
        ],
        ids=["flat by owner", "families by id", "collapsed", "theme"],
    )
    def test_what_the_user_chose_comes_back(
        self, do: Do, view: RememberedView, visit: Visit, path: Path
    ) -> None:
        with visit(LISTED) as ui:
            do(ui)
            shown = looks(ui)
        assert Store(path).load().view == view
        with visit(LISTED) as ui:
            assert looks(ui) == shown

    def test_the_panes_width_comes_back(self, visit: Visit, path: Path) -> None:
        with visit(LISTED) as ui:
            usual = ui.screen.detail.size.width
            ui.drag(ui.screen.query_one(Splitter), (0, 5), (-10, 5))
            wide = ui.screen.detail.size.width
            assert wide == usual + 10
        with visit(LISTED) as ui:
            assert ui.screen.detail.size.width == wide

    def test_the_query_the_filters_and_the_marks_do_not(self, visit: Visit, path: Path) -> None:
        with visit(LISTED) as ui:
            before = looks(ui)
            ui.press("space", "F", "w", "/")
            ui.write("gem")
        assert Store(path).load().view == RememberedView()
        with visit(LISTED) as ui:
            assert looks(ui) == before

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

    def test_the_command_lines_order_is_not_remembered(self, visit: Visit, path: Path) -> None:
        with visit(LISTED, options={"sort": "owner", "reverse": True}) as ui:
            assert ui.screen.view.sort == "owner"
            ui.press("t")
        assert Store(path).load().view == RememberedView(grouping="none")

    def test_the_command_lines_theme_wins_and_is_not_remembered(
        self, visit: Visit, path: Path
    ) -> None:
        with visit(LISTED, options={"theme": "nord"}) as ui:
            assert ui.app.theme == "nord"
        assert Store(path).load().view.theme is None
        with visit(LISTED, options={"theme": "nord"}) as ui:
            theme("dracula")(ui)
        assert Store(path).load().view.theme == "dracula"
        with visit(LISTED, options={"theme": "nord"}) as ui:
            assert ui.app.theme == "nord"
        assert Store(path).load().view.theme == "dracula"

    def test_a_theme_only_looked_at_is_not_remembered(self, visit: Visit, path: Path) -> None:
        with visit(LISTED) as ui:
            usual = ui.app.theme
            theme("nord")(ui)
            theme(usual)(ui)
        assert Store(path).load().view.theme is None

    def test_the_usual_theme_chosen_again_is_remembered(self, visit: Visit, path: Path) -> None:
        with visit(LISTED) as ui:
            usual = ui.app.theme
            theme("nord")(ui)
        with visit(LISTED) as ui:
            theme(usual)(ui)
        with visit(LISTED) as ui:
            assert ui.app.theme == usual

    def test_a_remembered_theme_that_there_is_not_here_is_kept_for_where_it_is(
        self, visit: Visit, path: Path
    ) -> None:
        path.write_text(json.dumps({"version": 1, "view": {"theme": "of-next-year"}}))
        with visit(LISTED) as ui:
            assert ui.app.theme == "lumenbrowse-dark"
        assert Store(path).load().view.theme == "of-next-year"

    def test_an_order_chosen_over_the_command_lines_comes_back_as_it_was_seen(
        self, visit: Visit
    ) -> None:
        with visit(LISTED, options={"sort": "owner"}) as ui:
            ui.press("1")
            shown = looks(ui)
        with visit(LISTED) as ui:
            assert looks(ui) == shown

    def test_collapsing_all_here_leaves_other_bases_owners_as_they_were(self, visit: Visit) -> None:
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
            assert not ui.screen.detail.display
            assert ui.ids[:2] == ["flux.2-max", "flux.1-kontext-max"]
            assert [line[0] for line in ui.table[:3]] == ["★", "★", " "]


class TestFamilies:
    MODELS = catalogue(
        entry("flux.2-max", "black-forest-labs", 900),
        entry("gpt-4.1", "openai", 800),
        entry("fal/flux-2-max", "fal", 700),
    )

    def test_v_shows_one_model_at_all_its_providers_together(self, visit: Visit) -> None:
        with visit(self.MODELS) as ui:
            assert ui.groups == ["black-forest-labs", "openai", "fal"]
            ui.press("v")
            assert ui.groups == ["flux-2-max", "gpt-4.1"]
            assert ui.ids == ["flux.2-max", "fal/flux-2-max", "gpt-4.1"]
            assert ui.message == "Grouped by family: a guess from the IDs. v groups by owner again."
            ui.press("v")
            assert ui.groups == ["black-forest-labs", "openai", "fal"]

    def test_families_are_marked_as_a_guess_for_as_long_as_they_show(self, visit: Visit) -> None:
        with visit(self.MODELS) as ui:
            assert "guess" not in ui.text
            ui.press("v", "j")
            assert ui.message == ""
            assert ui.bar("matches") == "families are guesses · by added ↓"
            assert ui.table[0] == " ▾ ~ flux-2-max · 2"
        with visit(self.MODELS) as ui:
            assert "families are guesses" in ui.bar("matches")
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
            ui.wait_for(lambda: "kept as" in ui.message)
            assert ui.message == "state.json could not be read; it is kept as state.json.damaged-1"
        assert path.with_name("state.json.damaged-1").read_bytes() == b"{{{"
        assert remembered(path).favourites == ("flux.2-max",)

    def test_where_it_cannot_be_written_that_is_said_at_once_and_on_leaving(
        self, path: Path
    ) -> None:
        with browsing(remembering(path)) as ui:
            answer(ui, LISTED)
            path.mkdir()
            ui.press("f")
            ui.wait_for(lambda: "can't" in ui.message)
            said = ui.message
            assert "★" in ui.text
        assert ui.screen.leave() == said

    def test_leaving_has_nothing_to_say_where_all_is_kept(self, path: Path) -> None:
        with browsing(remembering(path)) as ui:
            answer(ui, LISTED)
        assert ui.screen.leave() == ""
