"""Foreign text made safe: nothing that hides, reorders or drives a terminal is left, and nothing is lost."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.text import safe as texts
from lumenbrowse.text.safe import NotCopyableError, check_copyable, is_plain, safe, width
from tests.scenarios import case

TABLES = case("text/safe")

FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}

any_text = st.text(st.characters(exclude_categories=()), max_size=40)
hostile = st.lists(any_text | st.sampled_from(TABLES["hostile"]), max_size=5).map("".join)
wrapped = st.text(st.sampled_from("ab -/é模🎨\u0301\u05e9"), max_size=60).map(safe)


def unescape(text: str) -> str:
    escape = re.compile(r"\\(?:x(..)|u(....)|U(........))")
    return escape.sub(lambda match: chr(int(match[1] or match[2] or match[3], 16)), text)


def test_every_code_point() -> None:
    # Between the planes 3 and 14 nothing is assigned.
    for start in (*range(0, 0x40000, 0x1000), *range(0xE0000, sys.maxunicode, 0x10000)):
        text = "".join(map(chr, range(start, start + 0x1000)))
        shown = safe(text)
        assert unescape(shown) == text, hex(start)
        assert FORBIDDEN.isdisjoint(map(unicodedata.category, {*shown})), hex(start)
    spaces = [char for char in map(chr, range(0x3001)) if unicodedata.category(char) == "Zs"]
    assert [char for char in spaces if is_plain(char)] == [" "]


def test_nothing_invisible_survives() -> None:
    # Default_Ignorable_Code_Point=Yes (DerivedCoreProperties.txt, Unicode 16), and blanks that are signs.
    codes = [code for first, last in TABLES["ignorable"] for code in range(first, last + 1)]
    for char in map(chr, codes):
        assert not is_plain(char), hex(ord(char))
        assert safe(f"a{char}b") == f"a{safe(char)}b"
        assert safe(char).isascii()


@given(hostile)
def test_what_is_safe_is_plain_and_stays_so(text: str) -> None:
    shown = safe(text)
    assert is_plain(shown)
    assert safe(shown) == shown
    assert not any(unicodedata.category(char) in FORBIDDEN for char in shown)
    shown.encode("utf-8")


def test_safe() -> None:
    for text, expected in TABLES["safe"]:
        assert safe(text) == (text if expected is None else expected)
    assert texts.safe_lines("a\r\nb\n\n\tc\rd\u2028e") == ["a", "b", "", "    c\\x0dd\\u2028e"]
    assert texts.safe_lines("") == [""]
    for text, cells in TABLES["widths"]:
        assert width(text) == cells, text
    found = [texts.naming(ids) for ids in (["flux"], ["a\x1bb"], ["x" * 500], ["a", "b", "c"])]
    assert found == ["flux", r"a\x1bb", "x" * 59 + "…", "3 ids"]


@given(wrapped, st.integers(2, 30))
def test_no_line_is_wider_than_the_pane_and_nothing_is_lost(text: str, cells: int) -> None:
    lines, hard = texts.wrap(text, cells), texts.wrap_hard(text, cells)
    assert all(width(line) <= cells for line in (*lines, *hard))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert "".join(hard) == text


def test_lines_break_where_a_reader_would() -> None:
    for text, cells, lines in case("text/wrapping")["lines"]:
        assert texts.wrap(text, cells) == lines
    assert texts.wrap_hard("模型", 1) == ["模", "型"]


@given(hostile, st.integers(1, 60))
def test_shortened_is_safe_and_no_longer_than_asked(text: str, length: int) -> None:
    shown = texts.shorten(text, length)
    assert is_plain(shown)
    assert len(shown) <= length
    assert shown == safe(text) or (len(safe(text)) > length and shown.endswith("…"))


@pytest.mark.parametrize(("text", "kind"), TABLES["not copied"])
def test_what_cannot_be_seen_is_not_copied(text: str, kind: str | None) -> None:
    with pytest.raises(NotCopyableError) as raised:
        check_copyable(text)
    assert raised.value.line == f"Nothing copied: it {f'holds {kind}' if kind else 'is empty'}"
    for lines in ("", "a\n\u202eb", "a\r\nb"):
        with pytest.raises(NotCopyableError):
            check_copyable(*lines.split("\n"))


def test_what_can_be_seen_is_copied_as_it_is() -> None:
    for text in ("flux.2-max", "a b; rm -rf $HOME", "模型-é", "x" * 10_000):
        check_copyable(text)
        check_copyable("", text, "", text)


KEY = "lmnfl_testkeyid.this-is-no-real-secret"


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, len(KEY) - 8))
def test_no_piece_of_a_key_is_left(before: str, after: str, cut: int) -> None:
    left = texts.mask(f"{before}{KEY}{after}{KEY[cut:]} {KEY[: cut + 8]}", [KEY, "ollama"])
    assert not any(KEY[at : at + 8] in left for at in range(len(KEY) - 7))


@pytest.mark.parametrize(("text", "strictly", "as_data"), TABLES["masked"])
def test_keys_are_masked(text: str, strictly: str, as_data: str) -> None:
    keys = TABLES["keys"]
    assert texts.mask(text, iter(keys)) == strictly
    assert texts.mask_whole(text, iter(keys)) == as_data
    assert texts.mask(text, []) == texts.mask_whole(text, []) == text
