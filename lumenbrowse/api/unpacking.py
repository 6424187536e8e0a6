"""An answer's body put together and unpacked as it comes, and cut off at a limit.

A few kilobytes can unpack to gigabytes, so each step unpacks a bounded piece.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from lumenbrowse.errors import AnswerError
from lumenbrowse.text.safe import shorten

LIMIT = 64 << 20
"""Bytes of a body, once decompressed (DESIGN.md section 7)."""
ACCEPT_ENCODING = "gzip, deflate"

_STEP = 1 << 20


class Body:
    """Takes a body chunk by chunk; `finish()` returns it whole. Both raise `AnswerError`."""

    def __init__(self, encoding: str = "", limit: int = LIMIT) -> None:
        self._limit = limit
        self._came = 0
        self._size = 0
        self._pieces: list[bytes] = []
        self._unpacker = _unpacker(encoding)

    def expect(self, length: int) -> None:
        """Refuses a body that says itself that it is too long."""
        if length > self._limit:
            raise self._too_large()

    def feed(self, chunk: bytes) -> None:
        """Takes the next chunk as it came over the line."""
        self._came += len(chunk)
        if self._came > self._limit:
            raise self._too_large()
        if self._unpacker is None:
            self._add(chunk)
            return
        try:
            for piece in self._unpacker.unpack(chunk):
                self._add(piece)
        except zlib.error:
            raise AnswerError(
                "unexpected answer (damaged)", "its compression can't be undone; try again"
            ) from None

    def finish(self) -> bytes:
        """The whole body, after the last chunk."""
        if self._unpacker is not None and self._came and not self._unpacker.whole:
            raise broken_off()
        body = b"".join(self._pieces)
        self._pieces.clear()
        return body

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            self._pieces.clear()
            raise self._too_large()
        self._pieces.append(piece)

    def _too_large(self) -> AnswerError:
        return AnswerError(
            "too large", f"the answer is longer than {self._limit >> 20} MiB; is the base right?"
        )


def broken_off() -> AnswerError:
    """The error for an answer that ended before its end."""
    return AnswerError("unexpected answer (broken off)", "the connection ended too soon; try again")


def _unpacker(encoding: str) -> _Inflater | None:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip"):
        return _Inflater(wbits=31)
    if name == "deflate":
        return _Inflater(wbits=0)
    raise AnswerError(
        "unexpected answer (unknown compression)", f"the server sent it as “{shorten(name, 40)}”"
    )


class _Inflater:
    """gzip (`wbits` 31), or "deflate" (0): zlib's format, or the bare one that some servers send."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._stream = zlib.decompressobj(wbits) if wbits else None
        self._head = b""
        self.whole = False

    def unpack(self, chunk: bytes) -> Iterator[bytes]:
        """What `chunk` unpacks to, in pieces of at most a mebibyte."""
        if self._stream is None:
            self._head += chunk
            if len(self._head) < 2:
                return
            chunk = self._head
            self._stream = zlib.decompressobj(_deflate_wbits(chunk))
        while chunk := self._next_member(chunk):
            piece = self._stream.decompress(chunk, _STEP)
            while piece:
                yield piece
                piece = self._stream.decompress(self._stream.unconsumed_tail, _STEP)
            self.whole = self._stream.eof
            chunk = self._stream.unused_data

    def _next_member(self, chunk: bytes) -> bytes:
        if not self.whole:
            return chunk
        if self._wbits == 0:
            return b""
        # RFC 1952 section 2.2: a gzip file is a series of members; zeros pad the last.
        chunk = chunk.lstrip(b"\0")
        if chunk:
            self._stream = zlib.decompressobj(self._wbits)
        return chunk


def _deflate_wbits(head: bytes) -> int:
    # RFC 1950 section 2.2: method 8, and a checksum over the first two bytes.
    wrapped = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS
