"""A list's pages: what an answer is, and how one page leads to the next. httpx is not needed here."""

import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from lumenbrowse.api.parser import Page, read_page, read_pages
from lumenbrowse.catalog.model import EMPTY, Catalog
from lumenbrowse.errors import FetchError

MOST_PAGES = 100
MOST_BYTES = 64 << 20  # of all pages together, once decompressed (DESIGN.md section 7)
_UNKNOWN = "the server does not say where the rest is"


class Validators(NamedTuple):
    """What a server said of an answer, to ask it later whether that still holds (RFC 9110 section 13)."""

    etag: str = ""
    last_modified: str = ""


NO_VALIDATORS = Validators()


def is_usable(value: object) -> bool:
    """Whether a validator can stand in a request's header."""
    return isinstance(value, str) and re.fullmatch("[ -~]{0,1000}", value) is not None


class Answer(NamedTuple):
    """One answer: where it came from, its body (None: what is known still holds), its `Link` to the next."""

    url: str
    body: bytes | None
    link: str
    validators: Validators


class Fetched(NamedTuple):
    """The pages of a list (none: what was known holds), the models in them, and why pages are missing."""

    pages: tuple[bytes, ...]
    catalog: Catalog
    validators: Validators
    reason: str = ""


async def follow(url: str, query: str, ask: Callable[[str, int], Awaitable[Answer]]) -> Fetched:
    """Asks for page after page, from `url` on, with the base's `query` in every address; a later one may fail.

    `ask` gets an address and the most bytes of its body.
    """
    pages: list[Page] = []
    bodies: list[bytes] = []
    asked: set[str] = set()
    reason = ""
    while url and not reason:
        asked.add(url)
        try:
            answer = await ask(url, MOST_BYTES - sum(map(len, bodies)))
            if answer.body is None:
                return Fetched((), EMPTY, answer.validators)
            page = read_page(answer.body)
        except FetchError as error:
            if not pages:
                raise
            reason = error.line
            break
        if answer.body in bodies[-1:]:
            reason = "a page led to itself"
            break
        pages.append(page)
        bodies.append(answer.body)
        url, reason = next_address(answer, page, query)
        if url in asked:
            reason = "the pages go round in a circle"
        elif url and len(pages) == MOST_PAGES:
            reason = f"there are more than {MOST_PAGES} pages"
    if not reason and sum(len(page.entries) for page in pages) < (pages[-1].total or 0):
        reason = _UNKNOWN
    # What comes of asking whether a part still holds is that it does.
    validators = answer.validators if len(pages) == 1 and not reason else NO_VALIDATORS
    return Fetched(tuple(bodies), read_pages(pages, bool(reason)), validators, reason)


def next_address(answer: Answer, page: Page, query: str) -> tuple[str, str]:
    """The address of the page after this one, else empty, and why it can't be had where there should be one."""
    others = page.others
    link = _text_of(others.get("links"), "next") or _text_of(others, "next") or answer.link
    if "/" in link or "?" in link:
        address = absolute(answer.url, link)
        if not same_origin(address, answer.url):
            return "", "the next page is not on this server"
        return _with_query(address, query), ""
    token, last = _text_of(others, "nextPageToken"), _text_of(others, "last_id")
    has_more = others.get("has_more") is True
    if token or (last and has_more):
        more = urlencode({"pageToken": token} if token else {"after_id": last}, errors="replace")
        return _with_query(answer.url, more, instead=True), ""
    return "", _UNKNOWN if has_more or link else ""


def _text_of(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    if isinstance(found, dict):
        found = found.get("href")
    return found.strip() if isinstance(found, str) else ""


def _with_query(address: str, query: str, instead: bool = False) -> str:
    """The address with what of the query it lacks; `instead` puts it in the place of what it has."""
    parts = urlsplit(address)
    whole, lacking = (query, parts.query) if instead else (parts.query, query)
    names = {one.partition("=")[0] for one in whole.split("&")}
    more = [one for one in lacking.split("&") if one.partition("=")[0] not in names]
    pieces = [*more, whole] if instead else [whole, *more]
    return urlunsplit(parts._replace(query="&".join(filter(None, pieces))))


def absolute(address: str, target: str) -> str:
    """Where `target`, as a server wrote it, leads from `address`; empty where that is no address on the web."""
    try:
        found = urljoin(address, target.strip())
        parts = urlsplit(found)
    except ValueError:
        return ""
    usable = target.strip() and found.isprintable()
    return found if usable and parts.netloc and parts.scheme in ("http", "https") else ""


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are of one server (RFC 6454 section 4), and the first has no login in it."""
    try:
        return "@" not in urlsplit(one).netloc and bool(one) and _origin(one) == _origin(other)
    except ValueError:
        return False


def _origin(address: str) -> tuple[str, str, int | None]:
    parts, usual = urlsplit(address), {"http": 80, "https": 443}
    return parts.scheme, parts.hostname or "", parts.port or usual.get(parts.scheme)
