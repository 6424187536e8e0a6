"""Input as it is split: what acts, what doesn't, however it is cut into reads."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lumenbrowse.terminal.input import InputSplitter, Token
from tests.scenarios import case
from tests.terminal.storm import ANSWERS

TABLES = case("terminal/input")
"""Reads and tokens; a read's bytes are written as Latin-1."""

ESCAPE_PAUSE = 0.1
ACTING = {kind: [each.encode() for each in texts] for kind, texts in TABLES["acting"].items()}
PASTES = [b"\x1b[200~" + text + b"\x1b[201~" for text in (b"one\ntwo", "é".encode(), b"\x03\x1b[A")]


def split(*reads: bytes, ends: bool = False) -> list[Token]:
    splitter = InputSplitter(ESCAPE_PAUSE)
    tokens = [token for read in reads for token in splitter.feed(read)]
    while ends and splitter.pause:
        tokens += splitter.end()
    return tokens


def joined(tokens: list[Token]) -> list[Token]:
    """Neighbouring texts as one: where they are cut says nothing."""
    whole: list[Token] = []
    for token in tokens:
        if token.kind == "text" and whole and whole[-1].kind == "text":
            token = Token("text", whole.pop().text + token.text)
        whole.append(token)
    return whole


def test_what_acts() -> None:
    for kind, each in ACTING.items():
        for data in each:
            assert split(data + b"\x1b[A") == [(kind, data.decode()), ("key", "\x1b[A")]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_what_nobody_typed_is_nothing(answer: bytes) -> None:
    for where in range(1, len(answer)):
        tokens = split(b"j", answer[:where], answer[where:] + b"k", ends=True)
        acting = [token for token in tokens if token.text != "\x1b[99999999u"]
        assert joined(acting) == [("text", "jk")]


@pytest.mark.parametrize(("reads", "tokens"), TABLES["broken"])
def test_what_is_broken(reads: list[str], tokens: list[list[str]]) -> None:
    """It ends with the next sequence or a control character, which acts, or after a while."""
    found = joined(split(*(read.encode("latin-1") for read in reads), ends=True))
    assert [list(token) for token in found] == tokens


@pytest.mark.parametrize(("begun", "rest", "tokens"), TABLES["rest"])
def test_the_rest_of_what_a_pause_ended(begun: str, rest: str, tokens: list[list[str]]) -> None:
    splitter = InputSplitter(ESCAPE_PAUSE)
    found = [*splitter.feed(begun.encode()), *splitter.end(), *splitter.feed(rest.encode())]
    assert [list(token) for token in found] == tokens


@settings(derandomize=True)
@given(
    st.lists(st.sampled_from([*sum(ACTING.values(), PASTES), *ANSWERS.values()]), max_size=8),
    st.lists(st.integers(0, 200), max_size=6),
)
def test_cuts_change_nothing(parts: list[bytes], cuts: list[int]) -> None:
    data = b"".join(parts)
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    reads = [data[begin:end] for begin, end in pairwise(places)]
    # Alone in a read, inside a paste, it was typed.
    if b"\x03" not in reads:
        assert joined(split(*reads)) == joined(split(data))


@settings(derandomize=True)
@given(st.lists(st.binary(max_size=30) | st.sampled_from([b"\x1b[200~", b"\x1b", b"\x1b]"])))
@example([b"\x1b[" + b"1" * 10_000] * 3)
@example([b"\x1b[200~" + b"1" * 10_000] * 30)
def test_after_anything_a_key_is_a_key(reads: list[bytes]) -> None:
    splitter = InputSplitter(ESCAPE_PAUSE)
    for read in reads:
        splitter.feed(read)
        kept = [part for part in vars(splitter).values() if hasattr(part, "__len__")]
        assert sum(map(len, kept)) < 100_000
    while splitter.pause:
        splitter.end()
    assert splitter.feed(b"q") == [("text", "q")]


def test_the_pauses() -> None:
    splitter = InputSplitter(ESCAPE_PAUSE)
    assert splitter.feed(b"\x1b[1") == []
    assert splitter.pause == 0.3
