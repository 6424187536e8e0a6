"""The lists as text, property by property."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.catalog.query import parse
from lumenbrowse.cli import output as printing
from lumenbrowse.cli.list import listing
from lumenbrowse.settings import Options
from lumenbrowse.text.glyphs import ASCII
from lumenbrowse.text.safe import is_plain, width
from tests.scenarios import HOSTILE_WORDS, entry

TEXT = st.text(max_size=12) | st.sampled_from(HOSTILE_WORDS)
CREATED = st.none() | st.integers(0, 2_000_000_000) | st.text(max_size=3) | st.floats()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"id": TEXT.filter(lambda text: bool(text.strip()))},
        optional={"owned_by": TEXT, "created": CREATED, "name": TEXT, "more": JSON, "é\x7f": JSON},
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda model: str(model["id"]),
)
QUICK = settings(max_examples=60)


def catalogue_of(entries: Sequence[object], **how: Any) -> Catalogue:
    # Lone surrogates can be sent in escapes alone.
    text = json.dumps({"data": list(entries)}, **how).encode("utf-8", "replace")
    return read_answer(text)


def without_nan(value: Any) -> Any:
    """What JavaScript's JSON makes of it too."""
    return json.loads(json.dumps(value), parse_constant=lambda _: None)


@QUICK
@given(ENTRIES, st.booleans(), st.none() | st.integers(0, 2))
def test_json_gives_back_what_the_server_sent(
    entries: list[Any], raw: bool, indent: int | None
) -> None:
    how: dict[str, Any] = {"indent": indent}
    if raw:
        entries = json.loads(json.dumps(entries).encode("utf-8", "replace"))
        entries = without_surrogates(entries)
        how["ensure_ascii"] = False
    catalogue = catalogue_of(entries, **how)
    sent = {model["id"]: without_nan(model) for model in entries}
    every = range(len(catalogue))
    array = printing.json_array(catalogue, every)
    lines = printing.json_lines(catalogue, every)
    strict = json.loads(array, parse_constant=_refuse)
    assert strict == [sent[model_id] for model_id in catalogue.ids]
    assert [json.loads(line, parse_constant=_refuse) for line in lines.split("\n")[:-1]] == strict
    for text in (array, lines):
        assert text.isascii()
        assert text.replace("\n", "").isprintable()


def without_surrogates(value: Any) -> Any:
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    return json.loads(text)


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"id": "x"}', '{"id": "x"}'),
        ('{"id": "é\x7f😀"}'.encode(), '{"id": "\\u00e9\\u007f\\ud83d\\ude00"}'),
        (b'{"a": NaN, "b": -Infinity, "c": "NaN"}', '{"a": null, "b": null, "c": "NaN"}'),
        (
            b'{"n": 1.50e+400, "m": 12345678901234567890}',
            '{"n": 1.50e+400, "m": 12345678901234567890}',
        ),
        (b'{"a": "\\"NaN", "b": [Infinity]}', '{"a": "\\"NaN", "b": [null]}'),
        (b'{"a": 1, "a": 2}', '{"a": 1, "a": 2}'),
    ],
)
def test_json_keeps_the_servers_own_writing(raw: bytes, expected: str) -> None:
    assert printing.ascii_json(raw) == expected


def test_json_of_several_lines_becomes_one() -> None:
    text = '{\n  "id": "a  b\\n",\r\n  "n": [1,\n 2]\n}'
    assert printing.one_line(text) == '{"id":"a  b\\n","n":[1,2]}'
    assert printing.one_line('{"id":  "x"}') == '{"id":  "x"}'


@QUICK
@given(ENTRIES)
def test_each_line_of_tsv_has_three_fields(entries: list[Any]) -> None:
    catalogue = catalogue_of(entries)
    lines = printing.tsv(catalogue, range(len(catalogue))).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(entries)
    for index, line in enumerate(lines):
        model_id, owner, added = line.split("\t")
        assert is_plain(model_id)
        assert is_plain(owner)
        assert bool(added) == (catalogue.added[index] is not None)
        assert re.fullmatch(r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", added)


@QUICK
@given(ENTRIES)
def test_ids_are_one_a_line(entries: list[Any]) -> None:
    catalogue = catalogue_of(entries)
    text = listing(catalogue, list(range(len(catalogue))), Options(command="ids"), {})
    lines = text.split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(catalogue)
    assert all(map(is_plain, lines))


@QUICK
@given(ENTRIES, st.integers(1, 120), st.booleans(), st.sampled_from(["", "a", "e o"]))
def test_a_table_fits_its_width(
    entries: list[Any], columns: int, coloured: bool, query: str
) -> None:
    catalogue = catalogue_of(entries)
    look = printing.Look(columns, coloured, zone=UTC)
    lines = printing.table(catalogue, range(len(catalogue)), parse(query), look).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(catalogue) + 1
    for line in lines:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", line)
        assert coloured or plain == line
        assert plain.isprintable()
        assert width(plain) <= columns


def table(columns: int, *models: dict[str, Any], **look: Any) -> list[str]:
    catalogue = catalogue_of(models)
    text = printing.table(
        catalogue,
        range(len(catalogue)),
        parse(""),
        printing.Look(columns, zone=UTC, **look),
    )
    return text.splitlines()


def test_a_table_is_aligned_by_cells() -> None:
    assert table(60, entry("日本語", "büro", 1_765_891_200), entry("m" * 8, "a", 0)) == [
        "MODEL ID  OWNER  ADDED",
        "日本語    büro   16 Dec 2025",
        "mmmmmmmm  a      —",
    ]


def test_ids_are_whole_where_there_is_room() -> None:
    model = entry("m" * 30, "o" * 30, 1_765_891_200)
    assert table(80, model)[1] == f"{'m' * 30}  {'o' * 30}  16 Dec 2025"
    assert table(60, model)[1] == f"{'m' * 30}  {'o' * 14}…  16 Dec 2025"
    assert table(50, model)[1] == f"{'m' * 30}  16 Dec 2025"
    assert table(32, model)[1] == "m" * 30
    assert table(20, model)[1] == "m" * 19 + "…"
    assert table(20, model, signs=ASCII)[1] == "m" * 17 + "..."


def test_a_table_in_ascii_escapes_the_rest_of_the_names() -> None:
    shown = table(60, entry("日本", "büro", 1_765_891_200), signs=ASCII)
    assert shown[1] == "\\u65e5\\u672c  b\\xfcro  16 Dec 2025"


def test_a_table_shows_what_matched() -> None:
    catalogue = catalogue_of([entry("flux.2-max", "max-labs")])
    look = printing.Look(80, coloured=True, zone=UTC)
    line = printing.table(catalogue, [0], parse("max"), look).splitlines()[1]
    assert "flux.2-\x1b[1;33mmax\x1b[m" in line
    assert "\x1b[1;33mmax\x1b[m\x1b[36m-labs\x1b[m" in line
