"""Favourites that the list no longer has."""

from __future__ import annotations

from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.gone import GoneFavourites, gone_ids, with_gone
from lumenbrowse.catalog.model import EMPTY, GONE_OWNER, Catalogue
from lumenbrowse.catalog.view import View
from tests.scenarios import entry, listing

LISTED = read_answer(
    listing(entry("a-2", "first", 200), entry("a-1", "first", 300), entry("b", "second", 100))
)


def ids(catalogue: Catalogue, view: View, favourites: set[str]) -> list[str]:
    rows = Arranger(catalogue).arrange(view, favourites)
    return [catalogue.ids[index] for index in rows.indices()]


def test_gone_is_what_the_list_does_not_have_in_natural_order() -> None:
    assert gone_ids(LISTED, {"x-10", "a-1", "x-9"}) == ("x-9", "x-10")
    assert gone_ids(LISTED, {"a-1"}) == ()
    assert gone_ids(LISTED, ()) == ()


def test_of_an_empty_list_nothing_is_gone() -> None:
    assert gone_ids(EMPTY, {"a-1"}) == ()


def test_what_is_listed_keeps_its_index_and_its_fields() -> None:
    more = with_gone(LISTED, ("x", "y"))
    assert list(more.ids[: len(LISTED)]) == list(LISTED.ids)
    assert [more.raw(index) for index in range(len(LISTED))] == [
        LISTED.raw(index) for index in range(len(LISTED))
    ]
    assert len(more) == len(LISTED) + 2


def test_of_what_is_gone_only_the_id_is_known() -> None:
    model = with_gone(LISTED, ("x",)).model(len(LISTED))
    assert (model.id, model.owner, model.added, model.name, dict(model.fields)) == (
        "x", GONE_OWNER, None, "", {},
    )  # fmt: skip


def test_an_index_without_its_source_stays_one() -> None:
    indexed = Catalogue(LISTED.ids, LISTED.owners, LISTED.added, LISTED.names)
    assert with_gone(indexed, ("x",)).source is None


def test_the_gone_ones_come_last_however_it_is_grouped_and_sorted() -> None:
    more, favourites = with_gone(LISTED, ("x-9", "x-10")), {"a-1", "b", "x-9", "x-10"}
    usual = View(only_favourites=True)
    assert ids(more, usual, favourites) == ["a-1", "b", "x-9", "x-10"]
    assert ids(more, View(only_favourites=True, grouping="none"), favourites)[-2:] == [
        "x-9", "x-10",
    ]  # fmt: skip
    assert ids(more, View(only_favourites=True, query="x"), favourites) == ["x-9", "x-10"]


def test_an_arranger_is_made_once_for_a_list_and_what_is_gone_from_it() -> None:
    listed, gone = Arranger(LISTED), GoneFavourites()
    assert gone.arranger(listed, {"a-1"}) is listed
    first = gone.arranger(listed, {"a-1", "x"})
    assert first is gone.arranger(listed, {"b", "x"})
    assert first is not gone.arranger(listed, {"x", "y"})
    other = Arranger(read_answer(listing(entry("c", "third", 1))))
    assert gone.arranger(other, {"x", "c"}).catalogue.ids == ["c", "x"]
