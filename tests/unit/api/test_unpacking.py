"""A body put together and unpacked in any pieces, and never beyond its limit."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.api.unpacking import Body
from lumenbrowse.errors import AnswerError
from tests.scenarios import deflated

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP ": gzip.compress,
    "deflate": lambda body: deflated(body, 15),
    " Deflate": lambda body: deflated(body, -15),
}


def fed(packed: bytes, encoding: str, size: int, limit: int = 1 << 20) -> bytes:
    body = Body(encoding, limit)
    for start in range(0, len(packed), size):
        body.feed(packed[start : start + size])
    return body.finish()


@given(
    body=st.binary(max_size=300).map(lambda part: part * 20),
    encoding=st.sampled_from(sorted(PACKERS)),
    size=st.integers(1, 200),
)
def test_any_body_in_any_pieces(body: bytes, encoding: str, size: int) -> None:
    assert fed(PACKERS[encoding](body), encoding, size) == body


@given(parts=st.lists(st.binary(max_size=100), min_size=1, max_size=4), size=st.integers(1, 50))
def test_members_of_gzip_one_after_the_other(parts: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(part) for part in parts) + b"\0" * 7
    assert fed(packed, "gzip", size) == b"".join(parts)


@given(packed=st.binary(max_size=500), encoding=st.sampled_from(["gzip", "deflate"]))
def test_junk_is_refused_in_plain_words(packed: bytes, encoding: str) -> None:
    # Nothing but an AnswerError comes of it.
    with suppress(AnswerError):
        fed(packed, encoding, 64)


@given(cut=st.integers(1, 60), encoding=st.sampled_from(["gzip", "deflate"]))
def test_a_body_that_breaks_off(cut: int, encoding: str) -> None:
    packed = PACKERS[encoding](b'{"data": []}' * 100)
    with pytest.raises(AnswerError, match="broken off"):
        fed(packed[: -min(cut, len(packed) - 1)], encoding, 16)


def test_an_empty_body_is_empty() -> None:
    assert fed(b"", "gzip", 1) == b""


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_the_limit_is_exact(encoding: str) -> None:
    body = bytes(5_000)
    assert fed(PACKERS[encoding](body), encoding, 64, limit=5_000) == body
    with pytest.raises(AnswerError, match="too large"):
        fed(PACKERS[encoding](body + b"x"), encoding, 64, limit=5_000)


def test_a_length_told_beforehand() -> None:
    Body(limit=10).expect(10)
    with pytest.raises(AnswerError, match="too large"):
        Body(limit=10).expect(11)


def test_what_unpacks_to_nothing_is_limited_too() -> None:
    with pytest.raises(AnswerError, match="too large"):
        fed(gzip.compress(b"") * 1_000, "gzip", 64, limit=10_000)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "\x1b[31m"])
def test_another_compression_is_named(encoding: str) -> None:
    with pytest.raises(AnswerError) as caught:
        Body(encoding)
    assert caught.value.message == "unexpected answer (unknown compression)"
    assert "\x1b" not in caught.value.hint


def test_a_bomb_is_unpacked_in_small_steps() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(bytes(100 << 20)) + packer.flush()
    tracemalloc.start()
    try:
        with pytest.raises(AnswerError, match="too large"):
            fed(bomb, "gzip", len(bomb), limit=1 << 20)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20
