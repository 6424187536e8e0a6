"""The last good list of each base and account: its pages as they came, when, and how to ask whether it holds.

A `.list` file is a line with a checksum of the rest, a line of JSON that says what this is, and the pages one
after the other. Where these very pages still held later, a `.time` file beside it says when: so the list's own
file changes only with the list, and with it what is shown first.
"""

import json
import os
import re
import zlib
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lumenbrowse.api.pages import MOST_BYTES, MOST_PAGES, Validators, is_usable
from lumenbrowse.api.parser import read_page, read_pages
from lumenbrowse.catalog.model import Catalog
from lumenbrowse.errors import AnswerError, FileError
from lumenbrowse.settings import Settings
from lumenbrowse.storage.files import Paths, read_bounded, remove, set_aside, write_whole

_FORMAT = b"lumenbrowse list 1 "
_LONGEST_HEAD = 65_536
_LONGEST = MOST_BYTES + _LONGEST_HEAD
_SALT_OF_THIS_RUN = os.urandom(32)
_LATEST = 253_402_214_400


class Cached(NamedTuple):
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
    with suppress(FileError):
        said = _object(read_bounded(path.with_suffix(".time"), _LONGEST_HEAD) or b"")
        return said if _is_said(said) and said.get("digest") == head["digest"] else head
    return head


def store(
    paths: Paths, base_url: str, account: str, cached: Cached, pages: Sequence[bytes]
) -> None:
    """Keeps a list; its time alone where it is kept already or no page came. Raises `FileError`: all stays."""
    if touch(paths, base_url, account, cached) or not pages:
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
    head = _object(line)
    if not _is_sound(head) or sum(head["lengths"]) != len(body):
        raise ValueError("it makes no sense")
    ends = list(accumulate(head["lengths"], initial=0))
    return head, [body[start:end] for start, end in pairwise(ends)]


def _object(line: bytes) -> dict[str, Any]:
    """The object that a line of JSON is; empty where it is none."""
    with suppress(ValueError, RecursionError):
        value = json.loads(line)
        return value if isinstance(value, dict) else {}
    return {}


def _is_sound(head: dict[str, Any]) -> bool:
    lengths, texts = head.get("lengths"), ("base", "account", "digest")
    return (
        _is_said(head)
        and all(isinstance(head.get(key), str) for key in texts)
        and isinstance(head.get("partial"), bool)
        and isinstance(lengths, list)
        and 0 < len(lengths) <= MOST_PAGES
        and all(type(length) is int and length > 0 for length in lengths)
    )


def _is_said(said: dict[str, Any]) -> bool:
    moment = said.get("fetched_at")
    usable = is_usable(said.get("etag")) and is_usable(said.get("last_modified"))
    return usable and type(moment) is int and 0 <= moment < _LATEST


def _set_aside(path: Path, content: bytes) -> str:
    try:
        aside = set_aside(path, content)
    except FileError as error:
        return f"; {error.line}"
    return f" (set aside as {aside.name})" if aside else ""
