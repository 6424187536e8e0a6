"""The lists as text, property by property."""

import json
import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.model import Model
from lumenbrowse.catalog.query import parse
from lumenbrowse.cli import output
from lumenbrowse.cli.list import USUAL_COLUMNS
from lumenbrowse.text.columns import LISTED
from lumenbrowse.text.safe import width
from tests.scenarios import HOSTILE_WORDS, entry
from tests.unit import json_values
from tests.unit.cli import CASES

TEXT = st.text(max_size=12) | st.sampled_from(HOSTILE_WORDS)
CREATED = st.none() | st.integers(0, 2_000_000_000) | st.text(max_size=3) | st.floats()
JSON = json_values(TEXT, TEXT, 5)
NEEDED = {"id": TEXT.filter(lambda text: bool(text.strip()))}
MORE = {"owned_by": TEXT, "created": CREATED, "more": JSON, "é\x7f": JSON}
ENTRY = st.fixed_dictionaries(NEEDED, optional=MORE)
ENTRIES = st.lists(ENTRY, min_size=1, max_size=6, unique_by=lambda model: str(model["id"]))


def test_a_table_is_aligned_by_cells_and_shows_what_matched() -> None:
    assert table(60, entry("日本語", "büro", 1_765_891_200), entry("m" * 8, "a", 0)) == [
        "MODEL ID  OWNER  ADDED",
        "日本語    büro   16 Dec 2025",
        "mmmmmmmm  a      —",
    ]
    odd = read_answer(json.dumps([entry("x", n=[1, "a"])]).encode()).models
    assert output.tsv(odd, ["n"]) == '[1, "a"]\n'
    shown = table(60, entry("日本", "büro", 1_765_891_200), only_ascii=True)
    assert shown[1] == "\\u65e5\\u672c  b\\xfcro  16 Dec 2025"
    line = table(80, entry("flux.2-max", "max-labs"), query="max", coloured=True)[1]
    assert "flux.2-\x1b[1;33mmax\x1b[m" in line
    assert "\x1b[1;33mmax\x1b[m\x1b[36m-labs\x1b[m" in line


QUICK = settings(max_examples=40)


def read(entries: Sequence[object], **how: Any) -> Sequence[Model]:
    # Lone surrogates can be sent in escapes alone.
    return read_answer(json.dumps({"data": list(entries)}, **how).encode("utf-8", "replace")).models


@QUICK
@given(ENTRIES, st.booleans(), st.none() | st.integers(0, 2))
def test_json_gives_back_what_the_server_sent(
    entries: list[Any], raw: bool, indent: int | None
) -> None:
    if raw:
        entries = json.loads(json.dumps(entries, ensure_ascii=False).encode("utf-8", "replace"))
    models = read(entries, indent=indent, ensure_ascii=not raw)
    # What JavaScript's JSON makes of it too.
    strict = json.loads(json.dumps(entries), parse_constant=lambda _: None)
    sent = {model["id"]: model for model in strict}
    array, lines = output.json_array(models), output.json_lines(models)
    found = json.loads(array, parse_constant=pytest.fail)
    assert found == [sent[model.id] for model in models]
    assert [json.loads(one, parse_constant=pytest.fail) for one in lines.split("\n")[:-1]] == found
    for text in (array, lines):
        assert text.isascii()
        assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize(("sent", "expected"), CASES["json"])
def test_json_keeps_the_servers_own_writing(sent: str, expected: str) -> None:
    assert output.one_line(output.ascii_json(sent)) == expected


QUERIES, NAMES = st.sampled_from(["", "a", "e o"]), st.lists(st.sampled_from([*LISTED]), min_size=1)


@QUICK
@given(ENTRIES, st.integers(1, 120), st.booleans(), QUERIES, NAMES)
def test_a_table_fits_its_width(
    entries: list[Any], columns: int, coloured: bool, q: str, names: list[str]
) -> None:
    models = read(entries)
    table, _ = output.table(models, names, parse(q), columns, coloured=coloured, zone=UTC)
    lines = table.split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(models) + 1
    for line in lines:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", line)
        assert coloured or plain == line
        assert plain.isprintable()
        assert width(plain) <= columns


def table(cells: int, *models: dict[str, Any], query: str = "", **look: Any) -> list[str]:
    shown, _ = output.table(read(models), USUAL_COLUMNS, parse(query), cells, zone=UTC, **look)
    return shown.splitlines()


@pytest.mark.parametrize(("columns", "line"), CASES["widths"])
def test_ids_are_whole_where_there_is_room(columns: int, line: str) -> None:
    model = entry("m" * 30, "o" * 30, 1_765_891_200)
    assert table(columns, model)[1] == line
    assert table(columns, model, only_ascii=True)[1].isascii()
