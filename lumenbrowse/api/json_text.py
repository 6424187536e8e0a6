"""A long JSON text, read value by value: of its bytes only a window at a time becomes a string.

A list of megabytes takes no more memory so than its bytes, and a thread that reads it gives way in
between. All places are numbers of bytes.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from lumenbrowse.catalog.model import long_number

_WINDOW = 1 << 18
_PIECE = 1 << 20
_MARGIN = 4
"""A number that a window's end cuts off may look whole without its last signs: `1.`, `1e+`."""
_SPACE = re.compile(rb"[ \t\r\n]*")
_decode = json.JSONDecoder().raw_decode
_decode_long = json.JSONDecoder(parse_int=long_number).raw_decode


def as_utf8(body: bytes) -> bytes:
    """A JSON text in UTF-8 without a mark in front: `body` itself, where it is that.

    What is not of its encoding becomes U+FFFD (RFC 8259 section 8.1).
    """
    encoding = json.detect_encoding(body)
    if encoding == "utf-8" and _is_utf8(body):
        return body
    return body.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace").encode()


def _is_utf8(body: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), _PIECE):
            decoder.decode(body[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class JsonText:
    """A JSON text in UTF-8, read from its start on. What is wrong raises `ValueError` or `RecursionError`."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self._open(0, _WINDOW)

    def _open(self, start: int, size: int) -> None:
        # A sign that the end of the window cuts in two is left out.
        self._window = self.body[start : start + size].decode("utf-8", "ignore")
        self._end = start + size
        # The same place in bytes and in signs.
        self._byte, self._sign = start, 0

    def value_at(self, start: int) -> tuple[Any, int]:
        """The value that starts there, and where it ends; each call goes further than the last."""
        if start >= self._end:
            self._open(start, _WINDOW)
        self._sign += self._signs(self._byte, start)
        self._byte = start
        size = _WINDOW
        while True:
            whole = self._end >= len(self.body)
            try:
                value, end = _value_at(self._window, self._sign)
            except ValueError:
                if whole:
                    raise
            else:
                if whole or end + _MARGIN < len(self._window):
                    return value, self._advance(end)
            self._open(start, size)
            size *= 4

    def _signs(self, start: int, end: int) -> int:
        """How many signs so many bytes of the window are."""
        return end - start if self._window.isascii() else len(self.body[start:end].decode())

    def _advance(self, end: int) -> int:
        read = end - self._sign
        if not self._window.isascii():
            read = len(self._window[self._sign : end].encode())
        self._sign = end
        self._byte += read
        return self._byte

    def skip_space(self, start: int) -> int:
        """Where what is not white space comes next."""
        match = _SPACE.match(self.body, start)
        return match.end() if match else start

    def sign_at(self, start: int) -> bytes:
        """The byte there; empty at the end."""
        return self.body[start : start + 1]

    def expect(self, start: int, signs: bytes) -> bytes:
        """The byte there, which has to be one of these."""
        sign = self.sign_at(start)
        if not sign or sign not in signs:
            raise ValueError(f"one of {signs!r} was expected")
        return sign


def _value_at(text: str, start: int) -> tuple[Any, int]:
    try:
        return _decode(text, start)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # int() refuses numbers of thousands of digits (sys.set_int_max_str_digits).
        return _decode_long(text, start)
