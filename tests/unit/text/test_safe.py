"""Foreign text made safe: nothing that hides, reorders or drives a terminal is left, and nothing is lost."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.text.safe import (
    NotCopyableError,
    check_copyable,
    is_plain,
    mask,
    mask_whole,
    naming,
    safe,
    safe_lines,
    shorten,
    width,
)
from tests.scenarios import case

TABLES = case("text/safe")

FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}

# Default_Ignorable_Code_Point=Yes (DerivedCoreProperties.txt, Unicode 16), and blanks that are signs.
IGNORABLE = TABLES["ignorable"]

any_text = st.text(st.characters(exclude_categories=()), max_size=40)
hostile = st.lists(
    st.one_of(
        any_text,
        st.sampled_from(["\x1b[31m", "\x1b]52;c;eA==\x07", "\u202e", "\u2066", "\ud800", "\x9b2J"]),
    ),
    max_size=5,
).map("".join)


def unescape(text: str) -> str:
    return re.sub(
        r"\\(?:x(..)|u(....)|U(........))",
        lambda match: chr(int(match[1] or match[2] or match[3], 16)),
        text,
    )


def test_every_code_point() -> None:
    for start in range(0, sys.maxunicode + 1, 0x1000):
        text = "".join(map(chr, range(start, start + 0x1000)))
        shown = safe(text)
        assert unescape(shown) == text, hex(start)
        assert FORBIDDEN.isdisjoint(map(unicodedata.category, shown)), hex(start)


@pytest.mark.parametrize(("first", "last"), IGNORABLE)
def test_nothing_invisible_survives(first: int, last: int) -> None:
    for code in range(first, last + 1):
        assert not is_plain(chr(code)), hex(code)
        assert safe(f"a{chr(code)}b") == f"a{safe(chr(code))}b"
        assert safe(chr(code)).isascii()


def test_no_space_but_the_space_survives() -> None:
    spaces = [char for char in map(chr, range(0x3001)) if unicodedata.category(char) == "Zs"]
    assert [char for char in spaces if is_plain(char)] == [" "]


@given(hostile)
def test_what_is_safe_is_plain_and_stays_so(text: str) -> None:
    shown = safe(text)
    assert is_plain(shown)
    assert safe(shown) == shown
    assert not any(unicodedata.category(char) in FORBIDDEN for char in shown)
    shown.encode("utf-8")


@pytest.mark.parametrize(("text", "expected"), TABLES["safe"])
def test_safe(text: str, expected: str | None) -> None:
    assert safe(text) == (text if expected is None else expected)


def test_lines() -> None:
    assert safe_lines("a\r\nb\n\n\tc\rd\u2028e") == ["a", "b", "", "    c\\x0dd\\u2028e"]
    assert safe_lines("") == [""]


@given(hostile, st.integers(1, 60))
def test_shortened_is_safe_and_no_longer_than_asked(text: str, length: int) -> None:
    shown = shorten(text, length)
    assert is_plain(shown)
    assert len(shown) <= length
    if len(safe(text)) <= length:
        assert shown == safe(text)
    else:
        assert shown.endswith("…")


def test_shortening_a_long_text_does_not_read_all_of_it() -> None:
    class Counted(str):
        __slots__ = ()

        def __getitem__(self, key: object) -> str:
            assert isinstance(key, slice)
            assert key.stop is not None
            assert key.stop <= 11
            return super().__getitem__(key)

    assert shorten(Counted("x" * 10_000_000), 10) == "x" * 9 + "…"


@pytest.mark.parametrize(("text", "cells"), TABLES["widths"])
def test_width_in_cells(text: str, cells: int) -> None:
    assert width(text) == cells


def test_ids_are_named_safely_and_briefly() -> None:
    assert naming(["flux"]) == "flux"
    assert naming(["a\x1bb"]) == r"a\x1bb"
    assert naming(["x" * 500]) == "x" * 59 + "…"
    assert naming(["a", "b", "c"]) == "3 ids"


@pytest.mark.parametrize(("text", "kind"), TABLES["not copied"])
def test_what_cannot_be_seen_is_not_copied(text: str, kind: str | None) -> None:
    with pytest.raises(NotCopyableError) as raised:
        check_copyable(text)
    assert raised.value.line == f"Nothing copied: it {f'holds {kind}' if kind else 'is empty'}"


@pytest.mark.parametrize("text", ["flux.2-max", "a b; rm -rf $HOME", "模型-é", "x" * 10_000])
def test_what_can_be_seen_is_copied_as_it_is(text: str) -> None:
    check_copyable(text)
    check_copyable("", text, "", text)


@pytest.mark.parametrize("text", ["\n", "a\n\u202eb", "a\r\nb"])
def test_no_line_may_hide_something(text: str) -> None:
    with pytest.raises(NotCopyableError):
        check_copyable(*text.split("\n"))


KEY = "lmnfl_testkeyid.this-is-no-real-secret"
SHORT = "ollama"


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, len(KEY) - 8))
def test_no_piece_of_a_key_is_left(before: str, after: str, cut: int) -> None:
    left = mask(f"{before}{KEY}{after}{KEY[cut:]} {KEY[: cut + 8]}", [KEY, SHORT])
    assert not any(KEY[at : at + 8] in left for at in range(len(KEY) - 7))


@pytest.mark.parametrize(("text", "strictly", "as_data"), TABLES["masked"])
def test_keys_are_masked(text: str, strictly: str, as_data: str) -> None:
    keys = TABLES["keys"]
    assert mask(text, iter(keys)) == strictly
    assert mask_whole(text, iter(keys)) == as_data
    assert mask(text, []) == mask_whole(text, []) == text
