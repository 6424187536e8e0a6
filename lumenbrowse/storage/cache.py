"""The last good list of each base and account: its pages as they came, when, and how to ask whether it holds.

A `.list` file is a line with a checksum of the rest, a line of JSON that says what this is, and the pages one
after the other. Where these very pages still held later, a `.time` file beside it says when: so the list's own
file changes only with the list, and with it what is shown first.
"""

import json
import os
import re
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lumenbrowse.api.pages import MOST_BYTES, Validators
from lumenbrowse.api.parser import read_page, read_pages
from lumenbrowse.catalog.model import Catalog
from lumenbrowse.errors import AnswerError, FileError
from lumenbrowse.settings import Settings
from lumenbrowse.storage.files import Paths, read_bounded, remove, set_aside, write_whole

_FORMAT = b"lumenbrowse list 1 "
_LONGEST_HEAD = 65_536
_LONGEST = MOST_BYTES + _LONGEST_HEAD
_SALT_OF_THIS_RUN = os.urandom(32)
_SAID = {"digest": str, "fetched_at": int, "etag": str, "last_modified": str}
_HEAD = {**_SAID, "base": str, "account": str, "partial": bool, "lengths": list}
"""The fields of a `.time` file, and those of a `.list`'s head."""


@dataclass(frozen=True, slots=True)
class Cached:
    """A kept list."""

    catalog: Catalog
    fetched_at: int  # when the server last said that it holds, in Unix seconds
    validators: Validators
    digest: str  # of the pages, and of the base and the account that they belong to

    def age(self, now: float) -> float:
        """Seconds since then; endless where that is in the future by more than a clock goes wrong."""
        age = now - self.fetched_at
        return float("inf") if age < -60 else max(0.0, age)


def account_of(paths: Paths, settings: Settings) -> str:
    """What tells one account's list from another's: a salted digest of what is sent, not shown; or `none`."""
    headers = (f"{name}: {value.reveal()}" for name, value in sorted(settings.headers.items()))
    secrets = [settings.key.reveal() if settings.key else "", settings.base.query, *headers]
    if not any(secrets):
        return "none"
    import hashlib

    sent = json.dumps(secrets).encode()
    return hashlib.sha256(_salt(paths.cache / "salt") + sent).hexdigest()[:16]


def _salt(path: Path) -> bytes:
    with suppress(FileError):
        for _ in range(2):
            kept = read_bounded(path, 4_096) or b""
            if len(kept) == len(_SALT_OF_THIS_RUN):
                return kept
            write_whole(path, _SALT_OF_THIS_RUN)
    return _SALT_OF_THIS_RUN


def cache_path(paths: Paths, base_url: str, account: str) -> Path:
    """Where a list lies: the name says its host, a checksum of the whole address, and the account."""
    host = re.sub("[^a-z0-9.-]+", "-", urlsplit(base_url).netloc.lower())[:60].strip("-.")
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
    try:
        content = read_bounded(path, _LONGEST)
    except FileError as error:
        notes.append(f"the cached list was not read: {error.line}")
        return None
    if content is None:
        return None
    try:
        head, pages = _unpack(content)
        catalog = read_pages([read_page(page) for page in pages], head["partial"])
    except (ValueError, AnswerError) as error:
        notes.append(f"the cached list is ignored: {error}{_set_aside(path, content)}")
        return None
    if (head["base"], head["account"]) != (base_url, account):
        return None
    said = _last_said(path, head)
    validators = Validators(said["etag"], said["last_modified"])
    return Cached(catalog, said["fetched_at"], validators, head["digest"])


def _last_said(path: Path, head: dict[str, Any]) -> dict[str, Any]:
    """What the server said last of the pages with this head: when, and the validators."""
    with suppress(FileError, ValueError):
        said = _record(read_bounded(path.with_suffix(".time"), _LONGEST_HEAD) or b"", _SAID)
        return said if said["digest"] == head["digest"] else head
    return head


def store(
    paths: Paths, base_url: str, account: str, cached: Cached, pages: Sequence[bytes]
) -> None:
    """Keeps a list; where it is kept already, its time alone. Raises `FileError`, then the old one stays."""
    if touch(paths, base_url, account, cached):
        return
    path = cache_path(paths, base_url, account)
    what = {"base": base_url, "account": account, "partial": cached.catalog.partial}
    head = {**what, **_said(cached), "lengths": [len(page) for page in pages]}
    rest = b"\n".join((json.dumps(head).encode(), b"".join(pages)))
    write_whole(path, _first_line(rest), rest)
    remove(path.with_suffix(".time"))


def touch(paths: Paths, base_url: str, account: str, cached: Cached) -> bool:
    """Keeps the time and validators of a list; false where its pages aren't kept. Raises `FileError`."""
    path = cache_path(paths, base_url, account)
    try:
        head, _ = _unpack(read_bounded(path, _LONGEST) or b"")
    except (ValueError, FileError):
        return False
    if (head["digest"], head["partial"]) != (cached.digest, cached.catalog.partial):
        return False
    write_whole(path.with_suffix(".time"), json.dumps(_said(cached)).encode())
    return True


def _said(cached: Cached) -> dict[str, Any]:
    validators = cached.validators._asdict()
    return {"digest": cached.digest, "fetched_at": cached.fetched_at, **validators}


def _first_line(rest: bytes) -> bytes:
    return _FORMAT + b"%08x\n" % zlib.crc32(rest)


def _unpack(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What a file says of its list, and the pages; raises `ValueError` for any that `store` did not write."""
    first, _, rest = content.partition(b"\n")
    if not first.startswith(_FORMAT):
        raise ValueError("it is no list of ours" if content else "it is empty")
    if first + b"\n" != _first_line(rest):
        raise ValueError("it is damaged")
    line, _, body = rest.partition(b"\n")
    head = _record(line, _HEAD)
    ends = list(accumulate(head["lengths"], initial=0))
    if ends[-1] != len(body):
        raise ValueError("it makes no sense")
    return head, [body[start:end] for start, end in pairwise(ends)]


def _record(line: bytes, fields: Mapping[str, type]) -> dict[str, Any]:
    """The object that a line of JSON is; raises `ValueError` where it has not these fields."""
    with suppress(ValueError, RecursionError):
        record = json.loads(line)
        if isinstance(record, dict) and fields == {key: type(record.get(key)) for key in fields}:
            return record
    raise ValueError("it makes no sense")


def _set_aside(path: Path, content: bytes) -> str:
    try:
        aside = set_aside(path, content)
    except FileError as error:
        return f"; {error.line}"
    return f" (set aside as {aside.name})" if aside else ""
