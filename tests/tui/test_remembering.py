"""What comes back next time and what changed meanwhile: visits, favourites, recents and the view."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lumenbrowse.catalog.model import EMPTY, Catalog
from lumenbrowse.catalog.view import View
from lumenbrowse.settings import Options
from lumenbrowse.storage.state import BaseState, RememberedView, State, after_visit
from lumenbrowse.storage.store import Store
from lumenbrowse.storage.visits import changes_since
from lumenbrowse.tui.launch import first_view
from lumenbrowse.tui.session import Start, Status
from lumenbrowse.tui.widgets.splitter import Splitter
from tests.scenarios import case, entry
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


@contextmanager
def visit(
    path: Path, models: Catalog | None = None, *, at: float = NOW, **others: Any
) -> Iterator[Ui]:
    """The program with what it remembers; `models` is what the server answers (None: nothing yet)."""
    with browsing(remembering(path, at, **others), (120, 30)) as ui:
        if models is not None:
            ui.answered(models, at=at)
        yield ui
    assert ui.app.leave() == ""


def remembering(
    path: Path, at: float, *, shown: Catalog = EMPTY, options: Any = None, **others: Any
) -> Start:
    """A start at the moment `at` with what the file says; `shown` is the cached list, had an hour ago."""
    store, asked = Store(path), Options(**(options or {}))
    usual = {
        "store": store,
        "view": first_view(asked, store.load().view, asked.columns),
        "status": Status("cached", at - 3600) if shown.models else Status(),
        "clock": lambda: at,
    }
    return a_start(shown, options=options, **{**usual, **others})


def remembered(path: Path, base: str = BASE) -> BaseState:
    return Store(path).load().of(base)


def marked_new(ui: Ui) -> set[str]:
    return {line[3:].split(" new")[0] for line in ui.table if " new " in line}


def keep(path: Path, state: State) -> None:
    store = Store(path)
    store.change(lambda _: state)
    store.save()


def test_the_first_visit_marks_nothing_and_leaves_what_was_seen(path: Path) -> None:
    with visit(path, LISTED, at=TUESDAY) as ui:
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
    with visit(path, replace(catalogue(MODELS[0]), partial=True)):
        pass
    visits = remembered(path).visits
    assert visits is not None
    assert set(visits.seen) == set(IN_ORDER)


def test_what_comes_after_the_very_first_list_is_new_and_what_went_may_return(path: Path) -> None:
    with visit(path, LISTED, at=TUESDAY) as ui:
        ui.press("r")
        ui.answered(LATER, 1, at=TUESDAY)
        assert marked_new(ui) == NEW
        assert "+2 new (w), 1 gone" in ui.bar()
        ui.sees("w", ids=["veo-4-fast", "veo-4"])
    with visit(path, catalogue(*MODELS, entry("veo-4", "google"))) as ui:
        assert marked_new(ui) == {"veo-4"}
    with visit(path, LISTED, options={"limit": 1, "columns": ("OUT",)}) as ui:
        assert (ui.ids, ui.app.main.view.columns) == (["flux.2-max"], ("out",))
    path.unlink()
    cached = Status("cached", TUESDAY - DAY)
    with visit(path, LATER, shown=LISTED, status=cached, at=TUESDAY) as ui:
        assert "+2 new (w), 1 gone since yesterday" in ui.bar()
    path.unlink()
    with visit(path, shown=LISTED, status=cached, at=TUESDAY + 100):
        # Another program's first visit ended with a newer list: that one stays.
        changes = changes_since(None, [*NEW], TUESDAY)
        other = (BASE, [*NEW], TUESDAY + 50, TUESDAY + 60, changes)
        keep(path, after_visit(State(), *other))
    visits = remembered(path).visits
    assert visits is not None
    assert ({*visits.seen}, visits.listed) == (NEW, TUESDAY + 50)


class TestTheSecondVisit:
    @pytest.fixture(autouse=True)
    def _first_visit(self, path: Path) -> None:
        changes = changes_since(None, IN_ORDER, TUESDAY)
        keep(path, after_visit(State(), BASE, IN_ORDER, TUESDAY, TUESDAY, changes))

    def test_marks_what_came_and_counts_what_went(self, path: Path) -> None:
        with visit(path, LATER) as ui:
            assert marked_new(ui) == NEW
            assert ui.bar().endswith("  +2 new (w), 1 gone since Tuesday · 9 models · 3 owners")
            assert ui.current == "veo-4-fast"
            assert "new · first seen just now" in ui.detail
            ui.press("w")
            assert (ui.ids, ui.groups) == (["veo-4-fast", "veo-4"], ["google"])
            assert ui.message == "2 new in the last 7 days. 1 gone since Tuesday: qwen-image."
            assert ui.bar("matches").endswith("2 of 9 · new only · by first seen ↓")
            for back in ("w", "escape"):
                ui.press(back)
                assert len(ui.ids) == 9
                ui.press("w")
            ui.press("w", "G")
            assert "new" not in ui.detail
        with visit(path, LATER, at=NOW + 40 * DAY) as ui:
            assert (ui.current, marked_new(ui)) == ("veo-4-fast", set())
            assert "first seen 1 month ago" in ui.detail
            # Marks stay through every refresh.
            ui.press("r")
            ui.answered(catalogue(*MODELS, entry("veo-4", "google"), entry("late", "google")), 1)
            assert ui.message == "+1 new, 1 gone", "who is back is not new"
            ui.press("r")
            ui.failed(number=2)
            assert marked_new(ui) == {"late"}
            ui.resize(160, 30)
            assert "+1 new (w)" in ui.bar()

    def test_shows_them_from_the_cache_too_unless_that_is_older_than_the_last_visit(
        self, path: Path
    ) -> None:
        with visit(path, shown=LATER) as ui:
            assert "+2 new (w), 1 gone since Tuesday" in ui.bar()
            ui.failed()
            assert marked_new(ui) == NEW
        # The newer list could not be kept: its disk was full.
        with visit(path, at=NOW + 60, shown=LISTED, status=Status("cached", TUESDAY)) as ui:
            assert (marked_new(ui), "since" in ui.bar()) == (set(), False)
            ui.answered(LATER, at=NOW + 60)
            assert (marked_new(ui), "since" in ui.bar()) == (NEW, False)

    def test_where_nothing_changed_w_says_since_when(self, path: Path) -> None:
        with visit(path, LISTED, options={"new": True}) as ui:
            assert ui.table[1:3] == ["   No new models.", "   w shows all models again."]
            ui.press("w")
            assert tuple(ui.ids) == IN_ORDER
            ui.press("w")
            assert ui.message == "Nothing new in the last 7 days."

    def test_without_a_list_or_with_the_sample_it_is_no_visit(self, path: Path) -> None:
        before = remembered(path).visits
        with visit(path) as ui:
            ui.sees("w", message="There is no list yet to compare with your last visit.")
            ui.failed()
            assert "gone" not in ui.text
        assert remembered(path).visits == before
        path.unlink()
        with visit(path, shown=LISTED, status=Status("sample")):
            pass
        assert not any(base.visits for base in Store(path).load().bases.values())

    def test_many_gone_are_named_in_part_and_other_bases_are_not_compared(self, path: Path) -> None:
        with visit(path, catalogue(entry("only"))) as ui:
            ui.press("w")
            assert ui.message.startswith("1 new in the last 7 days. 8 gone since Tuesday: flux.2-m")
            assert ui.message.endswith("-max, gemini-3-pro-image and 5 more.")
        with visit(path, LATER, base=OTHER) as ui:
            assert (marked_new(ui), "since" in ui.bar()) == (set(), False)


class TestFavourites:
    def test_f_puts_a_star_and_the_row_on_top_of_its_group_alone(self, path: Path) -> None:
        with visit(path, LISTED) as ui:
            groups = ui.groups
            ui.sees("G k f", message="gpt-image-1.5 is a favourite.", current="gpt-image-1.5")
            ui.sees(groups=groups, detail="★ a favourite")
        with visit(path, LISTED, base=OTHER) as ui:
            assert "★" not in ui.text
        with visit(path, LISTED) as ui:
            assert ui.ids[4:7] == ["gpt-image-1.5", "gpt-10", "gpt-4.1"]
            assert [line.split()[1] for line in ui.table if "★" in line] == ["gpt-image-1.5"]
            ui.sees("j j j j f", message="gpt-image-1.5 is no longer a favourite.", ids=[*IN_ORDER])
            assert "★" not in ui.text
        assert remembered(path).favourites == ()

    def test_one_that_is_gone_is_kept_and_new_when_it_is_back(self, path: Path) -> None:
        keep(path, State(bases={BASE: BaseState(favourites=("qwen-image", "flux.2-max"))}))
        with visit(path, options={"favourites": True}) as ui:
            ui.failed()
            assert "gone" not in ui.text
            ui.press("r")
            ui.answered(LATER, 1)
            ui.sees(ids=["flux.2-max", "qwen-image"], matches="1 of 9 · 1 gone · ★ only")
        assert remembered(path).favourites == ("qwen-image", "flux.2-max")
        with visit(path, LISTED, at=NOW + DAY) as ui:
            assert any(line.startswith("★  qwen-image new") for line in ui.table)


def test_what_was_copied_or_printed_says_when_in_the_pane(path: Path) -> None:
    with visit(path, LISTED, at=NOW - 2 * DAY) as ui:
        ui.press("space", "j", "space", "y")
        said(ui, "Sent 2 ids")
        assert "copied just now" in ui.detail
    with visit(path, LISTED) as ui:
        assert "copied 2 days ago" in ui.detail
        ui.press("G")
        assert "copied" not in ui.detail
        ui.press("p")
    with visit(path, LISTED, options={"pick": True}, at=NOW + DAY) as ui:
        ui.press("enter")
    with visit(path, LISTED, at=NOW + 2 * DAY) as ui:
        # In one step, so that the message of the copy finds the UI gone.
        ui.call(lambda: [act() for act in (ui.app.action_copy, ui.app.exit)])
    with visit(path, LISTED, options={"clipboard": "off"}) as ui:
        ui.press("G", "k", "y")
        said(ui, "No clipboard here")
    assert [(one.id, one.how, (one.at - NOW) / DAY) for one in remembered(path).recents] == [
        ("flux.2-max", "copied", 2),
        ("qwen-image", "picked", 0),
        ("flux.1-kontext-max", "copied", -2),
    ]


def do(ui: Ui, steps: str) -> None:
    """Presses keys, chooses a theme, widens the pane."""
    for step in steps.split():
        if step.startswith("theme="):
            ui.call(partial(setattr, ui.app, "theme", step.removeprefix("theme=")))
        elif step == "widen":
            usual = ui.screen.detail.size.width
            ui.drag(ui.screen.query_one(Splitter), (0, 5), (-10, 5))
            assert ui.screen.detail.size.width == usual + 10
        else:
            ui.press(step)


def looks(ui: Ui) -> tuple[object, ...]:
    """What of the view can be seen."""
    pane = ui.screen.detail.display and ui.screen.detail.size.width
    return ui.ids, ui.groups, ui.lines("table")[0], ui.bar("matches"), pane, ui.app.theme


USUAL, COLLAPSED = RememberedView(), frozenset({"black-forest-labs"})
FILTERS = {"query": "gem", "owners": ("google",), "new": True, "theme": "nord"}


class TestTheView:
    @pytest.mark.parametrize(
        ("steps", "options", "view"),
        [
            ("2 2 h widen theme=nord", {},
             RememberedView("owner", True, collapsed=COLLAPSED, pane_width=54, theme="nord")),
            ("s v d", {}, RememberedView("id", False, "family", pane_shown=False)),
            # What is chosen over the command line's comes back as it was seen.
            ("1 theme=dracula", {"sort": "owner", "theme": "nord"},
             RememberedView("id", False, theme="dracula")),
        ],
    )  # fmt: skip
    def test_what_the_user_chose_comes_back(
        self, steps: str, options: Any, view: RememberedView, path: Path
    ) -> None:
        with visit(path, LISTED, options=options) as ui:
            do(ui, steps)
            shown = looks(ui)
        assert Store(path).load().view == view
        with visit(path, LISTED) as ui:
            assert looks(ui) == shown

    @pytest.mark.parametrize(
        ("steps", "options", "view"),
        [
            # Query, filters, marks and a theme that was only looked at; what the command line set.
            ("space F w / g e m theme=nord theme=lumenbrowse-dark", {}, USUAL),
            ("t", {"sort": "owner", "reverse": True}, USUAL._replace(grouping="none")),
            ("j", FILTERS, USUAL),
        ],
    )
    def test_what_was_not_chosen_for_long_does_not(
        self, steps: str, options: Any, view: RememberedView, path: Path
    ) -> None:
        with visit(path, LISTED, options=options) as ui:
            do(ui, steps)
        assert Store(path).load().view == view

    def test_the_command_lines_order_wins(self) -> None:
        for options, sort, reverse in case("storage")["orders"]:
            view = first_view(Options(**options), RememberedView(sort="id", reverse=True))
            assert (view.sort, view.reverse) == (sort, reverse), options

    def test_collapsing_all_here_leaves_other_bases_owners_as_they_were(self) -> None:
        with browsing(a_start(view=View(collapsed=frozenset({"elsewhere"})))) as ui:
            for key, ids, collapsed in (("-", 0, 5), ("=", 8, 1)):
                ui.press(key)
                assert (len(ui.ids), len(ui.screen.view.collapsed)) == (ids, collapsed)


def test_one_damaged_while_the_program_runs_is_told_of_and_kept(path: Path) -> None:
    with visit(path, LISTED) as ui:
        path.write_bytes(b"{{{")
        ui.press("f")
        said(ui, "state.json could not be read; it is kept as state.json.damaged-1")
    assert path.with_name("state.json.damaged-1").read_bytes() == b"{{{"
    assert remembered(path).favourites == ("flux.2-max",)


def test_where_it_cannot_be_written_that_is_said_at_once_and_on_leaving(path: Path) -> None:
    with browsing(remembering(path, NOW)) as ui:
        ui.answered(LISTED)
        path.mkdir()
        ui.press("f")
        done, _, words = said(ui, "can't").partition(" · ")
        assert ("★" in ui.text, done) == (True, "flux.2-max is a favourite")
    assert ui.app.leave() == words
