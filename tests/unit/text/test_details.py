"""What the detail pane says of a model, of every kind that a server can send."""

import json
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.catalog.model import Model
from lumenbrowse.settings import DEFAULT_BASE, Base
from lumenbrowse.text import details
from lumenbrowse.text.glyphs import ASCII
from lumenbrowse.text.safe import is_plain, width
from tests.scenarios import HOSTILE_WORDS, case
from tests.unit import json_values, model

TABLES = case("text/details")

CET = timezone(timedelta(hours=1), "CET")
NOW = datetime(2026, 11, 23, 12, 4, tzinfo=UTC).timestamp()
LUMENFALL = Base(DEFAULT_BASE)
OTHER = Base("https://models.example/v1", "--base-url")
WRITER: dict[str, Any] = TABLES["writer"]


def around(base: Base = OTHER, **others: Any) -> details.Circumstances:
    return details.Circumstances(base, NOW, CET, **others)


ELSEWHERE = around()
WEST = ELSEWHERE._replace(zone=timezone(timedelta(hours=-5)))


def lines(one: Model, where: details.Circumstances = ELSEWHERE, cells: int = 60) -> list[str]:
    return [line.rstrip() for line in details.card_text(one, where, cells)]


def texts(described: list[details.DetailLine]) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in described]


def test_the_designs_example() -> None:
    flux = model("flux.2-max", owned_by="black-forest-labs", created=1_765_891_200)
    assert lines(flux, around(LUMENFALL)) == TABLES["design"]


FACTS: dict[str, str] = {label: "\n".join(lines) for label, lines in TABLES["facts"].items()}
OTHERS = "\n".join(TABLES["others"])


def test_facts_come_first_in_words_and_nothing_is_empty_or_told_twice() -> None:
    one = model("acme/w", **WRITER)
    writer = one._replace(json=one.json.replace('"price": 0.1', '"price": 0.10'))
    told = "\n".join(lines(writer, around(notes=("copied just now",))))
    facts = "\n".join(FACTS.values())
    assert told == f"acme/w\n\n{facts}\ncopied just now\n\n{OTHERS}"
    dense = "\n".join(texts(details.describe(writer, around(), 60, dense=True)))
    first = ("Price", "Context", "In → Out", "Ends", "Can", "Name", "Aliases")
    order = (*first, "Owner", "Added", "Released")
    assert dense == "\n".join(["acme/w", *(FACTS[label] for label in order), OTHERS])


@pytest.mark.parametrize(("fields", "told"), TABLES["fields"])
def test_a_fact_or_a_field(fields: dict[str, Any], told: str) -> None:
    assert told in lines(model(**fields))
    assert WEST.day(1_799_971_200).startswith("15 Jan 2027")


def test_a_text_of_several_lines_keeps_them_and_long_ones_are_wrapped() -> None:
    text = "First line.\n\n  indented\r\nlast\tone" + " word" * 5
    assert lines(model(description=text), cells=30)[-6:] == TABLES["several lines"]
    # In a pane too narrow for labels they stand above.
    for cells in (1, 3, 8, 12, 19):
        shown = lines(model(owned_by="acme", created=1_765_891_200), cells=cells)
        assert {"Owner", "Added"} <= set(shown)


def test_the_json_is_as_it_came_with_its_lines_broken() -> None:
    text = '{"id":"x\\u00e9,{","price" : 0.0000030,"n":[],"o":{ },"l":[1,{"a":null}]}'
    shown = details.describe_json(model("x")._replace(json=text), around(), 60)
    assert texts(shown) == TABLES["json"]
    assert texts(details.describe_json(model("x")._replace(json=""), around(), 60)) == ["{}"]


def test_a_heading_says_what_its_group_holds() -> None:
    other = model("y", created=1, output_modalities=["text", "image"])
    group = [other, model("x", **WRITER), model()]
    assert texts(details.describe_group("a\x1bb", group, around(), 50)) == TABLES["group"]


@pytest.mark.parametrize("word", HOSTILE_WORDS, ids=range(len(HOSTILE_WORDS)))
def test_nothing_hostile_is_drawn_and_no_line_is_too_long(word: str) -> None:
    facts = {"tags": [word], "alias": [f"a{word}"], "input_modalities": [word], "replaced_by": word}
    price = {"amount": word, "unit": word}
    more = {"deprecated": True, "starting_price": price, word: {word: [word, {word: word}]}}
    hostile = model(f"id{word}", owned_by=word, name=word, **facts, **more)
    where = around(LUMENFALL)
    for cells in (1, 12, 20, 60):
        pane = details.describe(hostile, where, cells)
        pane += details.describe_json(hostile, where, cells)
        for text in texts(pane + details.describe_group(word, [hostile], where, cells)):
            assert is_plain(text)
            assert width(text) <= max(8, cells)


JSON = json_values(st.text(max_size=40), st.text(max_size=8), 12)


@settings(max_examples=30)
@given(st.dictionaries(st.text(max_size=10), JSON, max_size=6), st.integers(1, 120))
def test_any_model_can_be_described_at_any_width(fields: dict[str, Any], cells: int) -> None:
    # Called with what json.loads makes of a body: lone surrogates and infinities are among it.
    one = model(**{**fields, "model_id": "an-id"})
    for text in texts(details.describe(one, around(LUMENFALL), cells)):
        assert is_plain(text)
        assert width(text) <= max(8, cells)
    assert json.dumps(json.loads("\n".join(details.json_lines(one.json)))) == one.json


LONG: dict[str, dict[str, Any]] = {
    "id": {"id": "漢x" * 500_000},
    "text": {"name": "e\u0301" * 500_000, "description": "word " * 200_000},
    "values": {"many": [{"a": [1, 2, {"b": "c"}]}] * 25_000},
    "fields": {f"key {number}": [number] for number in range(5_000)},
}


@pytest.mark.parametrize("fields", LONG.values(), ids=LONG)
def test_megabytes_are_cut_with_a_word_and_take_no_time(fields: dict[str, Any]) -> None:
    one = model(**fields)
    begun = time.process_time()
    shown = lines(one)
    as_json = texts(details.describe_json(one, around(), 60))
    assert time.process_time() - begun < 2
    for found in (shown, as_json):
        assert any("Y or --json gives all of it" in line for line in found)
        assert len(found) < 12_000


def test_what_is_nested_too_deeply_is_said_to_be_so() -> None:
    deep = json.loads('{"x": ' * 99 + "1" + "}" * 99)
    *_, last = lines(model(deep=deep), cells=80)
    assert last.strip() == "x  (nested deeper: i or --json shows it)"


@pytest.mark.parametrize(("fields", "page"), TABLES["pages"])
def test_a_page_is_lumenfalls_own(fields: dict[str, Any], page: str | None) -> None:
    address = f"https://lumenfall.ai/models/{page}" if page else ""
    assert details.page_address(model(**fields), LUMENFALL) == address
    assert details.page_address(model(**fields), OTHER) == ""


def test_a_key_is_masked_wherever_it_stands() -> None:
    key = "lmnfl_key/id.no-real-secret"
    facts = {"owned_by": key, "name": key, "tags": [key], "aliases": [key], "replaced_by": key}
    one = model(f"x{key}", **facts, deprecated=True, more={key: [key]}, modality=f"{key}->x")
    one = one._replace(json=one.json.replace("/", "\\/"))
    where = around(LUMENFALL, secrets=(key,))
    every = [*details.describe(one, where, 200), *details.describe_json(one, where, 200)]
    shown = "\n".join(texts([*every, *details.describe_group(key, [one], where, 200)]))
    assert "lmnfl_" not in shown
    assert "no-real" not in shown


def test_in_ascii_foreign_letters_are_escaped_and_our_signs_have_stand_ins() -> None:
    one = model("模-·", owned_by="é", created=1_765_891_200, text="… 日", modality="text->image")
    shown = lines(one, around(LUMENFALL, glyphs=ASCII, notes=("new · x",)))
    assert "\n".join(shown).isascii()
    assert shown[0] == r"\u6a21-\xb7"
    assert "new - x" in shown
    assert "In > Out text > image" in shown
