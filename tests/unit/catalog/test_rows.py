"""Arranging models into rows, against a slow and obviously right reference."""

from collections.abc import Collection, Sequence
from typing import Any

import pytest

from lumenbrowse.catalog.model import EMPTY, GONE_OWNER, Model
from lumenbrowse.catalog.query import Known
from lumenbrowse.catalog.rows import Heading, arrange, gone_favourites
from lumenbrowse.catalog.sort import sort_models
from lumenbrowse.catalog.view import View
from tests.unit.catalog import CASES, ids, models, view_of


def heading(row: Heading) -> str:
    return f"{row.name}/{row.count}{'+' if row.collapsed else ':'}"


def shown(of: Sequence[Model], view: View, favourites: Collection[str] = ()) -> str:
    """The rows as one line: `owner/2: a b`, with `+` for a collapsed group."""
    known = Known(new=NEW, favourites=frozenset(favourites))
    rows = arrange(sort_models(of, view.sort, view.reverse), view, known).rows
    return " ".join(row.id if isinstance(row, Model) else heading(row) for row in rows)


LISTS = {name: models(*facts) for name, facts in CASES["lists"].items()}
FIVE = LISTS["FIVE"]
NEW = {"z": 3, "a-1": 2, "b-a-3": 1}


def test_where_a_row_is() -> None:
    rows = arrange(FIVE, View(collapsed=frozenset(["bfl"])))
    assert [rows.row_of(model.key) for model in FIVE] == [1, 2, 3, 3, 5]
    assert rows.row_of(("odd", "openai")) is None
    assert [rows.row_of_group(name) for name in ("openai", "bfl", "zed", "?")] == [0, 3, 4, None]
    assert (rows.first_model_row(), set(rows.group_names)) == (1, {"openai", "bfl", "zed"})
    assert [ids(rows.group(row)) for row in (3, 4)] == [["flux.2", "flux.1"], ["odd"]]
    assert arrange([], View()).first_model_row() is None
    found = [arrange(FIVE, View(query=query)) for query in ("", "flux", "fx2")]
    how = [(rows.ranked, rows.close) for rows in found]
    assert how == [(False, False), (True, False), (False, True)]


@pytest.mark.parametrize(("of", "told", "favourites", "expected"), CASES["rows"])
def test_what_stands_where(of: str, told: dict[str, Any], favourites: str, expected: str) -> None:
    assert shown(LISTS[of], view_of(told), favourites.split()) == expected


@pytest.mark.parametrize(
    ("favourites", "expected"), [("x-10 gpt-10 x-9", "x-9 x-10"), ("gpt-10", ""), ("", "")]
)
def test_gone_is_what_the_list_does_not_have(favourites: str, expected: str) -> None:
    gone = gone_favourites(FIVE, frozenset(favourites.split()))
    assert " ".join(ids(gone)) == expected
    assert all((one.owner, one.added, one.fields) == (GONE_OWNER, None, {}) for one in gone)
    assert gone_favourites(EMPTY.models, frozenset(favourites.split())) == []
