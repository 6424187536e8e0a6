"""The last good answer of each base, and the index of it that the first frame is drawn from.

Two files a base. `*.answer` is a checksum, a line of JSON that this is of (which base, when, how long,
the digest), and the body exactly as it came. `*.index` is derived from it, safe to delete, and tied to it
by its digest, size and time. Without an index that fits, the answer is read anew and the index made again.

Nothing is printed: what the user should know of is appended to `notes`, in plain words.
"""

from __future__ import annotations

import json
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lumenbrowse.api.fetched import Fetched
from lumenbrowse.api.unpacking import LIMIT
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.errors import AnswerError, FileError
from lumenbrowse.storage.files import (
    Paths,
    asides,
    read_bounded,
    remove,
    set_aside,
    write_whole,
)
from lumenbrowse.storage.index import Index, Meta, pack, read_meta, unpack

_FORMAT = b"lumenbrowse answer 1 "
_LONGEST_HEAD = 65_536
_NOT_FOR_A_NAME = re.compile(r"[^a-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Cached:
    """A cached catalogue: without its source from the index, with it from the answer."""

    catalogue: Catalogue
    meta: Meta

    @property
    def fetched_at(self) -> int:
        """When the server last said that it holds, in Unix seconds."""
        return self.meta.fetched_at


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer's file as read and verified."""

    body: bytes
    meta: Meta
    size: int
    mtime_ns: int


def answer_path(paths: Paths, base: str) -> Path:
    """Where a base's answer lies: the name says its host, and a checksum of the whole address."""
    host = _NOT_FOR_A_NAME.sub("-", urlsplit(base).netloc.lower())[:60].strip("-.")
    # Should two addresses share a name, each ignores what is the other's.
    return paths.cache / f"{host}-{zlib.crc32(base.encode('utf-8', 'replace')):08x}.answer"


def index_path(paths: Paths, base: str) -> Path:
    """Where a base's index lies, beside its answer."""
    return answer_path(paths, base).with_suffix(".index")


def load_index(paths: Paths, base: str, notes: list[str] | None = None) -> Cached | None:
    """The cached catalogue without its source; None where there is none. Reads the index alone.

    Where the index does not fit the answer, that is read instead, which takes longer.
    """
    index = _read_index(paths, base)
    if index is not None and _mark(answer_path(paths, base)) == (index.size, index.mtime_ns):
        # Where it can't be, the answer says what is wrong.
        with suppress(ValueError):
            return Cached(index.catalogue(), index.meta)
    return load_answer(paths, base, notes)


def load_answer(
    paths: Paths, base: str, notes: list[str] | None = None, known: Cached | None = None
) -> Cached | None:
    """The cached catalogue with its source, every byte verified; None where there is none.

    With `known`, what was loaded from the index, the columns are not decoded once more. A damaged answer
    is set aside.
    """
    notes = [] if notes is None else notes
    path = answer_path(paths, base)
    mark = _mark(path)
    try:
        answer = _read_answer_file(path)
        return _catalogue_of(paths, answer, known) if answer.meta.base == base else None
    except FileNotFoundError:
        return None
    except FileError as error:
        notes.append(f"the cached list was not read: {error.line}")
        return None
    except (ValueError, AnswerError) as error:
        if _mark(path) == mark:
            notes.append(_set_aside(paths, base, str(error)))
        return None


def store(paths: Paths, base: str, fetched: Fetched, catalogue: Catalogue, now: float) -> Meta:
    """Keeps an answer and its index; raises `FileError`, then the old answer is as it was."""
    meta = Meta(base, int(now), fetched.validators, digest_of(fetched.body))
    head = json.dumps({**meta.as_json(), "length": len(fetched.body)}).encode()
    first = _FORMAT + b"%08x" % zlib.crc32(head)
    write_whole(answer_path(paths, base), first, b"\n", head, b"\n", fetched.body)
    pieces = pack(meta, *(_mark(answer_path(paths, base)) or (0, 0)), catalogue, fetched.body)
    write_whole(index_path(paths, base), *pieces)
    return meta


def touch(paths: Paths, meta: Meta) -> bool:
    """Records that the server said again that a cached answer holds; false where that is not cached.

    Only the index is written: without it the answer merely looks older than it is. Raises `FileError`.
    """
    index = _read_index(paths, meta.base)
    if index is None or index.meta.digest != meta.digest:
        return False
    if _mark(answer_path(paths, meta.base)) != (index.size, index.mtime_ns):
        return False
    write_whole(index_path(paths, meta.base), *index.with_meta(meta))
    return True


def digest_of(body: bytes) -> str:
    """The digest that ties an index to its answer."""
    # Imported late: the first frame needs no digest, and OpenSSL takes its time.
    import hashlib

    return hashlib.sha256(body).hexdigest()


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _read_index(paths: Paths, base: str) -> Index | None:
    try:
        data = read_bounded(index_path(paths, base), 4 * LIMIT)
        index = None if data is None else unpack(data)
    except (FileError, ValueError):
        return None
    return index if index is not None and index.meta.base == base else None


def _read_answer_file(path: Path) -> _Answer:
    """Raises `FileNotFoundError`, `FileError`, and `ValueError` for one that is damaged."""
    content = read_bounded(path, LIMIT + _LONGEST_HEAD)
    if content is None:
        raise FileNotFoundError
    status = path.stat()
    head, length = _read_head(content)
    body = content[length:]
    meta = read_meta(head)
    if len(body) != head.get("length"):
        raise ValueError("it is incomplete")
    if digest_of(body) != meta.digest:
        raise ValueError("it is damaged")
    return _Answer(body, meta, status.st_size, status.st_mtime_ns)


def _read_head(start: bytes) -> tuple[dict[str, Any], int]:
    """The head, and its length in the file; raises `ValueError`."""
    if not start.startswith(_FORMAT):
        raise ValueError("it is no list of ours" if start else "it is empty")
    lines = start.split(b"\n", 2)
    if len(lines) < 3 or lines[0] != _FORMAT + b"%08x" % zlib.crc32(lines[1]):
        raise ValueError("it is damaged")
    head: dict[str, Any] = json.loads(lines[1])
    return head, len(lines[0]) + len(lines[1]) + 2


def _catalogue_of(paths: Paths, answer: _Answer, known: Cached | None) -> Cached:
    """With what the index knows, where it fits; else read anew, and indexed for the next time."""
    index = _read_index(paths, answer.meta.base)
    meta = answer.meta
    if index is not None and index.meta.digest == meta.digest:
        newer = index.meta.fetched_at >= meta.fetched_at
        meta = index.meta if newer else meta
        if (index.size, index.mtime_ns) == (answer.size, answer.mtime_ns):
            try:
                return Cached(_joined(index, answer.body, known), meta)
            except ValueError:
                # Without places, as of an answer that is not UTF-8.
                return Cached(_read_anew(answer.body), meta)
    catalogue = _read_anew(answer.body)
    pieces = pack(meta, answer.size, answer.mtime_ns, catalogue, answer.body)
    # It is for speed alone: a disk that is full does not matter here.
    with suppress(FileError):
        write_whole(index_path(paths, meta.base), *pieces)
    return Cached(catalogue, meta)


def _read_anew(body: bytes) -> Catalogue:
    # Imported late: where the index fits, nothing is read.
    from lumenbrowse.api.parser import read_answer

    return read_answer(body)


def _joined(index: Index, body: bytes, known: Cached | None) -> Catalogue:
    if known is not None and known.meta.digest == index.meta.digest:
        return replace(known.catalogue, source=index.source(body))
    return index.catalogue(body)


def _set_aside(paths: Paths, base: str, reason: str) -> str:
    path = answer_path(paths, base)
    remove(index_path(paths, base))
    older = asides(path)
    try:
        aside = set_aside(path)
    except FileError as error:
        return f"the cached list is ignored: {reason}; {error.line}"
    # What a server can send again is kept once at most.
    for each in older:
        remove(each)
    where = f" (set aside as {aside.name})" if aside else ""
    return f"the cached list is ignored: {reason}{where}"
