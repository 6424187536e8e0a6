"""Input as it is split: what acts, what doesn't, however it is cut into reads."""

from __future__ import annotations

import os
import threading
import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lumenbrowse.terminal.input import InputSplitter, StopEvent, Token, read_tokens
from tests.terminal.storm import ANSWERS

ESCAPE_PAUSE = 0.1
KEYS = [
    b"\x1b[A", b"\x1b[1;5D", b"\x1bOP", b"\x1bOA", b"\x1b[3~", b"\x1b[3;5~", b"\x1b[15~", b"\x1b[34~",
    b"\x1b[Z", b"\x1b[1;5t", b"\x1b[E", b"\x1b[57361u",
    b"\x1b[[A", b"\x1b[23^", b"\x1b[27;5;9~", b"\x1b[113u", b"\x1b[97;2;65u", b"\x1b[97:65;;229u",
]  # fmt: skip
REPORTS = [
    b"\x1b[<0;12;7M", b"\x1b[<35;999;1m", b"\x1b[<64;-2;5M", b"\x1b[?2026;2$y", b"\x1b[?2048;1$y",
    b"\x1b[48;24;80;480;640t", b"\x1b[48;24:1;80;0;0t",
]  # fmt: skip
TEXTS = [b"q", "é語".encode(), b"/gpt", b"\r", b"\x7f", b"\x11"]
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


@pytest.mark.parametrize(
    ("kind", "data"),
    [("key", data) for data in KEYS]
    + [("report", data) for data in REPORTS]
    + [("escape", data) for data in (b"\x1bx", "\x1bé".encode(), b"\x1b\r", b"\x1b\x03")]
    + [("text", data) for data in TEXTS],
)
def test_what_acts(kind: str, data: bytes) -> None:
    assert split(data + b"\x1b[A") == [(kind, data.decode()), ("key", "\x1b[A")]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_what_nobody_typed_is_nothing(answer: bytes) -> None:
    for where in range(1, len(answer)):
        tokens = split(b"j", answer[:where], answer[where:] + b"k", ends=True)
        acting = [token for token in tokens if token.text != "\x1b[99999999u"]
        assert joined(acting) == [("text", "jk")]


@pytest.mark.parametrize(
    ("reads", "tokens"),
    [
        # Ends with the next sequence, or a control character, which acts.
        ([b"\x1b[?62;2\x1b[A"], [("key", "\x1b[A")]),
        ([b"\x1b]11;rgb:\x1b[A"], [("key", "\x1b[A")]),
        ([b"\x1bP1$r\rq"], [("text", "\rq")]),
        ([b"\x1b[12\x03"], [("text", "\x03")]),
        ([b"\x1b[Mq\x03"], [("text", "\x03")]),
        ([b"\x1b_G", b"\x7f"], [("text", "\x7f")]),
        ([b"\x1b\x1b[A"], [("escape", "\x1b"), ("key", "\x1b[A")]),
        # Ends after a while.
        ([b"\x1b"], [("escape", "\x1b")]),
        ([b"\x1b]"], []),
        ([b"\x1bP"], [("escape", "\x1bP")]),
        ([b"\x1b[?6"], []),
        ([b"\x1b[200~a\x1b[20"], [("paste", "a")]),
        ([b"\x1b[200~a\x1b[<35;1;1Mb"], [("paste", "ab")]),
        ([b"\x1b[200~a\x03b"], [("paste", "a\x03b"), ("text", "\x03")]),
        ([b"\x1b[200~"], []),
        # Ctrl+C, alone in a read, ends a paste and acts; in one that is whole it is text.
        ([b"\x1b[200~a", b"\x03", b"q"], [("paste", "a\x03"), ("text", "\x03q")]),
        ([b"\x1b[200~a", b"\x1b[99;5u"], [("paste", "a"), ("text", "\x03")]),
        ([b"\x1b[200~a\x03b\x1b[201~"], [("paste", "a\x03b")]),
        ([b"\x1b[200~a\x1b[200~b\x1b[201~"], [("paste", "ab")]),
        # Bytes that are no UTF-8.
        ([b"a\xffb\xc3", b"\xa9"], [("text", "abé")]),
        ([b"\x1b\xff"], [("escape", "\x1b")]),
    ],
)
def test_what_is_broken(reads: list[bytes], tokens: list[tuple[str, str]]) -> None:
    assert joined(split(*reads, ends=True)) == tokens


@pytest.mark.parametrize(
    ("begun", "rest", "tokens"),
    [
        (b"\x1b", b"[?62;22c", [("escape", "\x1b")]),
        (b"\x1b", b"[?62;22cj", [("escape", "\x1b"), ("text", "j")]),
        (b"\x1b", b"[B", [("escape", "\x1b"), ("key", "\x1b[B")]),
        (b"\x1b]", b"11;rgb:c\x07", []),
        (b"\x1bP>|XT", b"erm\x1b\\", []),
        (b"\x1b[200~a\x1b[20", b"1~", [("paste", "a")]),
        # Typed after it.
        (b"\x1b", b"[", [("escape", "\x1b"), ("text", "[")]),
        (b"\x1b", b"[xyz", [("escape", "\x1b"), ("text", "[xyz")]),
        (b"\x1b", b"gpt", [("escape", "\x1b"), ("text", "gpt")]),
        (b"\x1b[?62", b"q", [("text", "q")]),
    ],
)
def test_the_rest_of_what_a_pause_ended(
    begun: bytes, rest: bytes, tokens: list[tuple[str, str]]
) -> None:
    splitter = InputSplitter(ESCAPE_PAUSE)
    assert [*splitter.feed(begun), *splitter.end(), *splitter.feed(rest)] == tokens


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*KEYS, *REPORTS, *TEXTS, *PASTES, *ANSWERS.values()]), max_size=8),
    st.lists(st.integers(0, 200), max_size=6),
)
def test_cuts_change_nothing(parts: list[bytes], cuts: list[int]) -> None:
    data = b"".join(parts)
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    reads = [data[begin:end] for begin, end in pairwise(places)]
    # Alone in a read, inside a paste, it was typed.
    if b"\x03" not in reads:
        assert joined(split(*reads)) == joined(split(data))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=30) | st.sampled_from([b"\x1b[200~", b"\x1b", b"\x1b]"])))
@example([b"\x1b[" + b"1" * 10_000] * 3)
@example([b"\x1b[200~" + b"1" * 10_000] * 30)
def test_after_anything_a_key_is_a_key(reads: list[bytes]) -> None:
    splitter = InputSplitter(ESCAPE_PAUSE)
    kept = 0
    for read in reads:
        splitter.feed(read)
        kept = max(
            kept, sum(len(part) for part in vars(splitter).values() if hasattr(part, "__len__"))
        )
    assert kept < 100_000
    while splitter.pause:
        splitter.end()
    assert splitter.feed(b"q") == [("text", "q")]


def test_reading_waits_only_for_what_is_unfinished() -> None:
    reader, writer = os.pipe()
    stop = StopEvent()
    tokens: list[Token] = []
    thread = threading.Thread(target=lambda: tokens.extend(read_tokens(reader, stop, 0.01)))
    thread.start()
    os.write(writer, b"a\x1b")
    deadline = time.monotonic() + 10
    while len(tokens) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    thread.join(10)
    assert tokens == [("text", "a"), ("escape", "\x1b")]
    stop.clear()
    assert not stop.is_set()
    os.close(reader)
    os.close(writer)
