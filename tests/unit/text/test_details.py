"""What the detail pane says of a model, of every kind that a server can send."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.settings import DEFAULT_BASE, Base
from lumenbrowse.text.details import (
    Circumstances,
    DetailLine,
    describe,
    page_address,
    value_text,
    wrap,
    wrap_hard,
)
from lumenbrowse.text.glyphs import ASCII
from lumenbrowse.text.safe import is_plain, safe, width
from tests.scenarios import HOSTILE_WORDS
from tests.unit.text.models import model

CET = timezone(timedelta(hours=1), "CET")
NOW = datetime(2026, 11, 23, 12, 4, tzinfo=UTC).timestamp()
LUMENFALL = Base(DEFAULT_BASE)
OTHER = Base("https://models.example/v1", "--base-url")


def around(base: Base = OTHER, **others: Any) -> Circumstances:
    return Circumstances(base, NOW, CET, **others)


def lines(one: Model, circumstances: Circumstances | None = None, cells: int = 60) -> list[str]:
    """The description as a reader sees it."""
    return list(map(text_of, describe(one, circumstances or around(), cells)))


def text_of(line: DetailLine) -> str:
    return "".join(text for text, _ in line).rstrip()


def test_the_designs_example() -> None:
    flux = model("flux.2-max", owned_by="black-forest-labs", created=1_765_891_200)
    assert lines(flux, around(LUMENFALL)) == [
        "flux.2-max",
        "",
        "Owner   black-forest-labs",
        "Added   Tue 16 December 2025, 14:20 CET",
        "        11 months ago",
        "        2025-12-16T13:20:00Z · 1765891200",
        "Page    lumenfall.ai/models/black-forest-labs/flux.2-max",
    ]


@pytest.mark.parametrize(
    ("field", "values", "told"),
    [
        ("created", ["2023-01-01", 1e30, -5, 0, True, [], float("nan"), ""], "Added   —"),
        ("owned_by", [None, 7, "", "  ", [], {"name": "x"}], f"Owner   {UNKNOWN_OWNER}"),
    ],
)
def test_what_is_odd_is_unknown_and_shown_as_it_came(
    field: str, values: list[object], told: str
) -> None:
    for value in values:
        shown = lines(model("some-model", **{field: value}))
        assert told in shown
        assert any(line.startswith(field) for line in shown), value
    assert told in lines(model())
    assert field not in "\n".join(lines(model()))


def test_every_other_field_is_there_and_none_that_was_told_already() -> None:
    texts = {"object": "model", "name": "A Name", "owned_by": None, "creator_organization": "acme"}
    others = {"length": 128_000, "free": False, "aliases": ["a", "b"], "empty": "", "price": 0.1}
    fields = {**texts, **others, "big": 123_456_789_012_345_678_901_234_567_890}
    shown = lines(model("some-model", **fields))
    assert shown[:5] == ["some-model", "", "Name    A Name", "Owner   acme", "Added   —"]
    assert shown[5:] == [
        "",
        "object  model",
        "owned_by  null",
        "creator_organization",
        "  acme",
        "length  128000",
        "free  false",
        'aliases  ["a", "b"]',
        'empty  ""',
        "price  0.1",
        "big  123456789012345678901234567890",
    ]


def test_what_is_structured_is_pretty_and_indented() -> None:
    fields = {"input": ["text", "image"], "output": ["text"], "more": {"a": 1}}
    assert lines(model(modalities=fields))[-5:] == [
        "  {",
        '    "input": ["text", "image"],',
        '    "output": ["text"],',
        '    "more": {"a": 1}',
        "  }",
    ]


def test_a_text_of_several_lines_keeps_them_and_long_ones_are_wrapped() -> None:
    shown = lines(
        model(description="First line.\n\n  indented\r\nlast\tone" + " word" * 5), cells=30
    )
    assert shown[-6:] == [
        "description",
        "  First line.",
        "",
        "    indented",
        "  last    one word word word",
        "  word word",
    ]


@pytest.mark.parametrize("word", HOSTILE_WORDS, ids=range(len(HOSTILE_WORDS)))
@pytest.mark.parametrize("cells", [5, 20, 60, 200])
def test_nothing_hostile_is_drawn_and_no_line_is_too_long(word: str, cells: int) -> None:
    hostile = model(f"id{word}", owned_by=word, name=word, **{word: {word: [word]}})
    for line in describe(hostile, around(LUMENFALL), cells):
        text = text_of(line)
        assert is_plain(text)
        assert width(text) <= cells


def test_markup_is_text() -> None:
    shown = lines(model("[bold]x[/bold]", description="[red]danger[/] [@click=quit]x[/]"))
    assert shown[0] == "[bold]x[/bold]"
    assert shown[-1] == "description  [red]danger[/] [@click=quit]x[/]"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=10), json_values, max_size=6), st.integers(1, 120))
def test_any_model_can_be_described_at_any_width(fields: dict[str, Any], cells: int) -> None:
    # Called with what json.loads makes of a body: lone surrogates and infinities are among it.
    one = model(**{**fields, "model_id": "an-id"})
    for line in describe(one, around(LUMENFALL), cells):
        assert is_plain(text_of(line))
        assert width(text_of(line)) <= max(5, cells)


@settings(max_examples=60)
@given(json_values)
def test_a_value_is_json_that_means_the_same(value: Any) -> None:
    if isinstance(value, str):
        assert value_text(value) == (value or '""')
        return
    assert json.dumps(json.loads(value_text(value))) == json.dumps(value)


MEGABYTES = 2_000_000


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "x" * MEGABYTES},
        {"id": "\x1b" * MEGABYTES},
        {"id": "漢" * MEGABYTES},
        {"owned_by": "x y " * (MEGABYTES // 4)},
        {"name": "e\u0301" * MEGABYTES},
        {"description": "word " * MEGABYTES},
        {"lines": "a\n" * MEGABYTES},
        {"many": [{"a": [1, 2, {"b": "c"}]}] * (MEGABYTES // 40)},
        {f"key {number}": [number] for number in range(MEGABYTES // 100)},
    ],
    ids=["id", "escapes", "wide", "owner", "name", "text", "lines", "values", "fields"],
)
def test_megabytes_are_cut_with_a_word_and_take_no_time(fields: dict[str, Any]) -> None:
    one = model(**fields)
    begun = time.process_time()
    shown = lines(one)
    assert time.process_time() - begun < 2
    assert any("Y copies all of it" in line for line in shown)
    assert len(shown) < 12_000


def test_a_structure_too_deep_to_read_is_said_to_be_so() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert value_text(deep) == "(nested too deeply to show)"
    # Taken apart from outside, or Python's own way down would be too deep.
    while deep:
        deep = deep[0]


@pytest.mark.parametrize(
    ("fields", "page"),
    [
        ({"owned_by": "openai"}, "openai/some-model"),
        ({"owned_by": "a b/c"}, "a%20b%2Fc/some-model"),
        ({"model_id": "x/y z?", "owned_by": "o"}, "o/x/y%20z%3F"),
        ({"model_page_path": "/models/x"}, "x"),
        ({"owned_by": "o", "model_page_path": "//evil.example/x"}, "o/some-model"),
        ({"owned_by": "o", "model_page_path": "javascript:x"}, "o/some-model"),
        ({"owned_by": "o", "model_page_path": 7}, "o/some-model"),
        ({"model_page_path": "/models/a\x1b]0;x"}, "a%1B%5D0%3Bx"),
        ({}, None),
    ],
)
def test_a_page_is_lumenfalls_own(fields: dict[str, Any], page: str | None) -> None:
    address = f"https://lumenfall.ai/models/{page}" if page else ""
    assert page_address(model(**fields), LUMENFALL) == address
    assert page_address(model(**fields), OTHER) == ""


def test_notes_and_what_is_still_being_read() -> None:
    shown = lines(
        model(), around(notes=("copied just now", "new · first seen today"), loading=True)
    )
    assert "copied just now" in shown
    assert "new · first seen today" in shown
    assert shown[-1] == "reading the other fields…"


def test_in_ascii_foreign_letters_are_escaped_and_our_signs_have_stand_ins() -> None:
    one = model("模-·", owned_by="é", created=1_765_891_200, text="… 日")
    shown = lines(one, around(LUMENFALL, glyphs=ASCII, notes=("new · x",)))
    assert "\n".join(shown).isascii()
    assert shown[0] == r"\u6a21-\xb7"
    assert "new - x" in shown


@pytest.mark.parametrize("cells", [1, 3, 8, 12, 19])
def test_in_a_pane_too_narrow_for_labels_they_stand_above(cells: int) -> None:
    shown = lines(model(owned_by="acme", created=1_765_891_200), cells=cells)
    assert "Owner" in shown
    assert "Added" in shown
    assert all(width(line) <= max(5, cells) for line in shown)


# Wrapping.

texts = st.text(st.sampled_from("ab -/é模🎨\u0301\u05e9"), max_size=60).map(safe)


@given(texts, st.integers(2, 30))
def test_no_line_is_wider_than_the_pane(text: str, cells: int) -> None:
    assert all(width(line) <= cells for line in wrap(text, cells))
    assert all(width(line) <= cells for line in wrap_hard(text, cells))


@given(texts, st.integers(2, 30))
def test_nothing_is_lost_by_wrapping(text: str, cells: int) -> None:
    assert "".join(wrap(text, cells)).replace(" ", "") == text.replace(" ", "")
    assert "".join(wrap_hard(text, cells)) == text


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("short", 20, ["short"]),
        ("", 20, [""]),
        ("words of plain English text", 12, ["words of", "plain", "English text"]),
        ("naïve words of über-long text", 12, ["naïve words", "of über-long", "text"]),
        ("很长的描述 没有 空格", 10, ["很长的描述", "没有 空格"]),
        ("没有空格没有空格", 10, ["没有空格没", "有空格"]),
        ("  an indent that is kept", 12, ["  an indent", "  that is", "  kept"]),
        ("  模型 模型 模型", 12, ["  模型 模型", "  模型"]),
        (
            "lumenfall.ai/models/black-forest-labs/flux.1-dev",
            30,
            ["lumenfall.ai/models/", "black-forest-labs/flux.1-dev"],
        ),
        (
            "see https://example.com/a/very/long/path now",
            20,
            ["see", "https://example.com/", "a/very/long/path now"],
        ),
        ("a/" + "b" * 18, 10, ["a/bbbbbbbb", "bbbbbbbbbb"]),
        ("e\u0301" * 4, 2, ["e\u0301" * 2] * 2),
        ("x" * 5, 2, ["xx", "xx", "x"]),
    ],
)
def test_lines_break_where_a_reader_would(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells) == lines


def test_a_character_that_is_wider_than_the_room_stands_alone() -> None:
    assert wrap_hard("模型", 1) == ["模", "型"]
