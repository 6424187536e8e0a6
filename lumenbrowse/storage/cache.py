"""The last good list of each base and account: its pages as they came, when, and how to ask whether it holds.

A file is a line with a checksum of the rest, a line of JSON that says what this is, and the pages one after the
other. Nothing is printed: what the user should know of is appended to `notes`, in plain words.
"""

from __future__ import annotations

import functools
import json
import os
import re
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lumenbrowse.api.pages import MOST_BYTES, MOST_PAGES, Validators, is_usable
from lumenbrowse.api.parser import read_page, read_pages
from lumenbrowse.catalog.model import Catalog
from lumenbrowse.errors import AnswerError, FileError
from lumenbrowse.settings import Key
from lumenbrowse.storage.files import Paths, read_bounded, set_aside, write_whole

NO_ACCOUNT = "none"
_FORMAT = b"lumenbrowse list 1 "
_LONGEST_HEAD = 65_536
_LATEST = 253_402_214_400
_SALT_BYTES = 32
_NOT_FOR_A_NAME = re.compile(r"[^a-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Cached:
    """A kept list; `fetched_at` is when the server last said that it holds, in Unix seconds.

    `digest` is of the pages, and of the base and the account that they belong to.
    """

    catalog: Catalog
    fetched_at: int
    validators: Validators
    digest: str

    def age(self, now: float) -> float:
        """Seconds since then; endless where that is in the future by more than a clock goes wrong."""
        age = now - self.fetched_at
        return float("inf") if age < -60 else max(0.0, age)


def account_of(paths: Paths, key: Key | None, *others: str) -> str:
    """What tells one account's list from another's: a salted digest of the key, and of what else is sent.

    Without any it is `none`. Where no salt can be kept, no list is found.
    """
    secrets = [key.reveal() if key else "", *others]
    if not any(secrets):
        return NO_ACCOUNT
    import hashlib

    sent = json.dumps(secrets).encode()
    return hashlib.sha256(_salt(paths.cache / "salt") + sent).hexdigest()[:16]


def _salt(path: Path) -> bytes:
    with suppress(FileError):
        kept = read_bounded(path, 4_096) or b""
        if len(kept) != _SALT_BYTES:
            write_whole(path, _salt_of_this_run())
            kept = read_bounded(path, 4_096) or b""
        if len(kept) == _SALT_BYTES:
            return kept
    return _salt_of_this_run()


@functools.cache
def _salt_of_this_run() -> bytes:
    return os.urandom(_SALT_BYTES)


def cache_path(paths: Paths, base_url: str, account: str) -> Path:
    """Where a list lies: the name says its host, a checksum of the whole address, and the account."""
    host = _NOT_FOR_A_NAME.sub("-", urlsplit(base_url).netloc.lower())[:60].strip("-.")
    address = zlib.crc32(base_url.encode("utf-8", "replace"))
    return paths.cache / f"{host}-{address:08x}-{account}.list"


def digest_of(base_url: str, account: str, pages: Sequence[bytes]) -> str:
    """The digest of a list's pages, of this base and account."""
    # Imported late: the first frame needs no digest, and OpenSSL takes its time.
    import hashlib

    digest = hashlib.sha256(f"{base_url}\n{account}\n".encode("utf-8", "replace"))
    for page in pages:
        digest.update(b"%d\n" % len(page) + page)
    return digest.hexdigest()


def load(paths: Paths, base_url: str, account: str, notes: list[str]) -> Cached | None:
    """The list that is kept; None where there is none. A damaged file is set aside."""
    path = cache_path(paths, base_url, account)
    content = None
    try:
        content = read_bounded(path, MOST_BYTES + _LONGEST_HEAD)
        if content is not None:
            head, pages = _unpack(content)
            if (head["base"], head["account"]) == (base_url, account):
                catalog = read_pages([read_page(page) for page in pages], head["partial"])
                validators = Validators(head["etag"], head["last_modified"])
                return Cached(catalog, head["fetched_at"], validators, head["digest"])
    except FileError as error:
        notes.append(f"the cached list was not read: {error.line}")
    except (ValueError, AnswerError) as error:
        notes.append(f"the cached list is ignored: {error}{_set_aside(path, content)}")
    return None


def store(
    paths: Paths, base_url: str, account: str, cached: Cached, pages: Sequence[bytes]
) -> None:
    """Keeps a list; raises `FileError`, then the old one is as it was."""
    head = {
        "base": base_url,
        "account": account,
        "fetched_at": cached.fetched_at,
        "etag": cached.validators.etag,
        "last_modified": cached.validators.last_modified,
        "partial": cached.catalog.partial,
        "digest": cached.digest,
        "lengths": [len(page) for page in pages],
    }
    rest = (json.dumps(head).encode() + b"\n", *pages)
    first = _FORMAT + b"%08x\n" % _checksum(rest)
    write_whole(cache_path(paths, base_url, account), first, *rest)


def touch(paths: Paths, base_url: str, account: str, cached: Cached) -> bool:
    """Keeps the time and the validators of a list whose pages are kept; false where they aren't.

    Raises `FileError`.
    """
    content = read_bounded(cache_path(paths, base_url, account), MOST_BYTES + _LONGEST_HEAD)
    try:
        head, pages = _unpack(content or b"")
    except ValueError:
        return False
    if head["digest"] != cached.digest:
        return False
    store(paths, base_url, account, cached, pages)
    return True


def _checksum(pieces: Sequence[bytes]) -> int:
    value = 0
    for piece in pieces:
        value = zlib.crc32(piece, value)
    return value


def _unpack(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What a file says of its list, and the pages; raises `ValueError` for any that `store` did not write."""
    first, _, rest = content.partition(b"\n")
    if not first.startswith(_FORMAT):
        raise ValueError("it is no list of ours" if content else "it is empty")
    if first != _FORMAT + b"%08x" % _checksum([rest]):
        raise ValueError("it is damaged")
    line, _, body = rest.partition(b"\n")
    try:
        head = json.loads(line)
    except RecursionError:
        head = None
    if not isinstance(head, dict) or not _is_sound(head) or sum(head["lengths"]) != len(body):
        raise ValueError("it makes no sense")
    pages, at = [], 0
    for length in head["lengths"]:
        pages.append(body[at : at + length])
        at += length
    return head, pages


def _is_sound(head: dict[str, Any]) -> bool:
    lengths, moment = head.get("lengths"), head.get("fetched_at")
    return (
        all(isinstance(head.get(key), str) for key in ("base", "account", "digest"))
        and all(is_usable(head.get(key)) for key in ("etag", "last_modified"))
        and isinstance(head.get("partial"), bool)
        and type(moment) is int
        and 0 <= moment < _LATEST
        and isinstance(lengths, list)
        and 0 < len(lengths) <= MOST_PAGES
        and all(type(length) is int and length > 0 for length in lengths)
    )


def _set_aside(path: Path, content: bytes | None) -> str:
    try:
        aside = set_aside(path, content)
    except FileError as error:
        return f"; {error.line}"
    return f" (set aside as {aside.name})" if aside else ""
