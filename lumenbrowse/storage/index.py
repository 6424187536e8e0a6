"""The index of a cached answer as bytes: a catalogue's columns, made to be read as fast as can be.

A first line with a checksum of all that follows, a line of JSON (which answer it belongs to, and how
long the sections are), then the sections: ids and names as JSON, which is safe for any text; owners as
JSON runs; the ids' places in natural order, as numbers of four bytes; dates, and where each model's text
starts and ends in the answer, as numbers of eight.
A hundred thousand models are read in some 25 ms.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, TypeAlias

from lumenbrowse.api.fetched import Validators
from lumenbrowse.catalog.late import LateTexts
from lumenbrowse.catalog.model import Catalogue, Source
from lumenbrowse.catalog.sort import natural_ranks

_FORMAT = b"lumenbrowse index 2 "
_CHECKSUM_END = len(_FORMAT) + 8
_SECTIONS = ("ids", "owners", "added", "names", "ranks", "starts", "ends")
_Piece: TypeAlias = "bytes | memoryview"
_UNKNOWN = -1
_CHUNK = 4_096
_CLOCK_TOLERANCE = 60.0


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of a cached answer; `digest` is the SHA-256 of its body.

    `fetched_at` is when the server last said that it holds, in Unix seconds.
    """

    base: str
    fetched_at: int
    validators: Validators
    digest: str

    def age(self, now: float) -> float:
        """Seconds since then; endless where then is yet to come, as a wrong clock leaves it."""
        seconds = now - self.fetched_at
        return float("inf") if seconds < -_CLOCK_TOLERANCE else max(0.0, seconds)

    def as_json(self) -> dict[str, Any]:
        """For the head of a file; `read_meta` reads it."""
        return {
            "base": self.base,
            "fetched_at": self.fetched_at,
            "etag": self.validators.etag,
            "last_modified": self.validators.last_modified,
            "sha256": self.digest,
        }


def read_meta(head: object) -> Meta:
    """What `as_json` gave; raises `ValueError` for anything else."""
    if not isinstance(head, dict):
        raise ValueError("no object")
    texts = [head.get(name) for name in ("base", "etag", "last_modified", "sha256")]
    fetched_at = head.get("fetched_at")
    if not isinstance(fetched_at, int) or not all(isinstance(text, str) for text in texts):
        raise ValueError("fields are missing")
    base, etag, last_modified, digest = map(str, texts)
    return Meta(base, fetched_at, Validators(etag, last_modified), digest)


@dataclass(frozen=True, slots=True)
class Index:
    """An index as read: what it belongs to, and its sections, not decoded yet."""

    meta: Meta
    size: int
    mtime_ns: int
    count: int
    skipped: int
    sections: dict[str, memoryview]

    def catalogue(self, body: bytes | None = None) -> Catalogue:
        """The catalogue, with its source where `body` is given; raises `ValueError` where it can't be.

        It is for the caller to know that `body` is the one whose digest the index has.
        """
        ids, names = (LateTexts(self.sections[name], self.count) for name in ("ids", "names"))
        owners = [owner for owner, run in self._json("owners") for owner in [owner] * run]
        added: list[int | None] = [*self._numbers("added", "q")]
        if _UNKNOWN in added:
            added = [None if at == _UNKNOWN else at for at in added]
        ranks = self._numbers("ranks", "I")
        if {len(owners), len(added), len(ranks)} != {self.count}:
            raise ValueError("columns differ in length")
        return Catalogue(ids, owners, added, names, self.skipped, self.source(body), ranks)

    def source(self, body: bytes | None) -> Source | None:
        """Where the models are in `body`; None without one; raises `ValueError` where that is not known."""
        if body is None:
            return None
        starts, ends = self._numbers("starts", "Q"), self._numbers("ends", "Q")
        if len(starts) != self.count or len(ends) != self.count:
            raise ValueError("places are missing")
        return Source(body, starts, ends)

    def _json(self, name: str) -> Any:
        return json.loads(str(self.sections[name], "ascii"))

    def _numbers(self, name: str, code: str) -> array[int]:
        numbers = array(code)
        numbers.frombytes(self.sections[name])
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    def with_meta(self, meta: Meta) -> list[_Piece]:
        """The pieces of the same index with another head."""
        sections = {name: [section] for name, section in self.sections.items()}
        return _framed(meta, self.size, self.mtime_ns, self.count, self.skipped, sections)


def pack(meta: Meta, size: int, mtime_ns: int, catalogue: Catalogue, body: bytes) -> list[_Piece]:
    """The pieces of an index's file. `size` and `mtime_ns` are of the answer's file, `body` is in it."""
    source = catalogue.source
    # Of an answer in another encoding, the catalogue's source is a UTF-8 copy.
    placed = source if source is not None and source.body == body else None
    ranks = natural_ranks(catalogue.ids) if catalogue.ranks is None else catalogue.ranks
    sections = {
        "ids": _json_list(catalogue.ids),
        "owners": _json_list(
            (owner, sum(1 for _ in run)) for owner, run in groupby(catalogue.owners)
        ),
        "added": _packed("q", (_UNKNOWN if at is None else at for at in catalogue.added)),
        "names": _json_list(catalogue.names),
        "ranks": _packed("I", ranks),
        "starts": _packed("Q", placed.starts if placed else ()),
        "ends": _packed("Q", placed.ends if placed else ()),
    }
    return _framed(meta, size, mtime_ns, len(catalogue), catalogue.skipped, sections)


def _framed(
    meta: Meta,
    size: int,
    mtime_ns: int,
    count: int,
    skipped: int,
    sections: Mapping[str, Sequence[_Piece]],
) -> list[_Piece]:
    head = {
        **meta.as_json(),
        "size": size,
        "mtime_ns": mtime_ns,
        "count": count,
        "skipped": skipped,
        "lengths": [sum(map(len, sections[name])) for name in _SECTIONS],
    }
    pieces: list[_Piece] = [json.dumps(head).encode() + b"\n"]
    for name in _SECTIONS:
        pieces += sections[name]
    checksum = 0
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
    return [_FORMAT + b"%08x" % checksum + b"\n", *pieces]


def _json_list(values: Iterable[object]) -> list[_Piece]:
    """The pieces of a list in JSON: a thread that packs a long one gives way in between."""
    rest = iter(values)
    pieces: list[_Piece] = []
    while chunk := list(islice(rest, _CHUNK)):
        pieces.append((b"," if pieces else b"[") + json.dumps(chunk)[1:-1].encode("ascii"))
    return [*pieces, b"]"] if pieces else [b"[]"]


def _packed(code: str, values: Iterable[int]) -> list[_Piece]:
    numbers = array(code, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return [numbers.tobytes()]


def unpack(data: bytes) -> Index:
    """An index from its file's content; raises `ValueError` where it is damaged or of another kind."""
    body = memoryview(data)[_CHECKSUM_END + 1 :]
    if not data.startswith(_FORMAT) or data[_CHECKSUM_END : _CHECKSUM_END + 1] != b"\n":
        raise ValueError("another format")
    if zlib.crc32(body) != int(data[len(_FORMAT) : _CHECKSUM_END], 16):
        raise ValueError("damaged")
    start = data.index(b"\n", _CHECKSUM_END + 1) + 1
    head = json.loads(data[_CHECKSUM_END + 1 : start])
    meta = read_meta(head)
    numbers = [head.get(name) for name in ("size", "mtime_ns", "count", "skipped")]
    lengths = head.get("lengths")
    if not all(isinstance(number, int) for number in numbers) or not isinstance(lengths, list):
        raise ValueError("fields are missing")
    size, mtime_ns, count, skipped = numbers
    view = memoryview(data)
    sections: dict[str, memoryview] = {}
    for name, length in zip(_SECTIONS, lengths, strict=True):
        sections[name] = view[start : start + length]
        start += length
    return Index(meta, size, mtime_ns, count, skipped, sections)
