"""Reading an API's answer, from the wire or from the cache, into a catalog of models."""

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from lumenbrowse.catalog.facts import read_model
from lumenbrowse.catalog.model import Catalog, Model, ModelKey, long_number
from lumenbrowse.errors import AnswerError
from lumenbrowse.text.safe import shorten

SERVER_WORDS = 200  # characters at most of a server's own message
_LISTS = ("data", "models")
_FAILURES = ("error", "errors")
_WORDS = ("message", "msg", *_FAILURES, "detail")
_DEEPEST = 8
_SIGN = re.compile(r"[ \t\r\n]*([^ \t\r\n])[ \t\r\n]*")
_decode = json.JSONDecoder(parse_int=long_number).raw_decode
# The families of encodings for text; Python knows others, which take ages or are no encodings of a text.
_CHARSET = re.compile(
    r"(utf|iso|windows|cp|latin|l1|(us-)?ascii|koi8|mac|gb|big5|shift|euc)[\w-]*", re.I
)


class Page(NamedTuple):
    """One page of a list: its entries (models, and what can't be read as one), and what stood beside them."""

    entries: list[Any]
    others: dict[str, Any]

    @property
    def total(self) -> int | None:
        """How many models the server says that there are."""
        counts = (self.others.get(key) for key in ("total_count", "total"))
        return next((one for one in counts if type(one) is int and one > 0), None)


def read_answer(body: bytes) -> Catalog:
    """The models of an answer of one page; raises `AnswerError` where it is no list of models."""
    return read_pages([read_page(body)])


def read_pages(pages: Sequence[Page], partial: bool = False) -> Catalog:
    """The models of a list's pages; raises `AnswerError` where there is none."""
    entries = [entry for page in pages for entry in page.entries]
    read = [entry for entry in entries if isinstance(entry, Model)]
    models: dict[ModelKey, Model] = {}
    for model in read:
        models.setdefault(model.key, model)
    if not models:
        raise _no_models(entries)
    twice, unreadable = len(read) - len(models), len(entries) - len(read)
    total = next((page.total for page in reversed(pages) if page.total), None)
    return Catalog(tuple(models.values()), twice, unreadable, partial, total)


def read_page(body: bytes) -> Page:
    """One page of a list; raises `AnswerError` where there is no list, or an empty one beside an error."""
    # It says itself which Unicode it is; what is not of that becomes U+FFFD (RFC 8259 section 8.1).
    encoding = json.detect_encoding(body)
    text = body.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")
    try:
        value, page = _read(text)
    except (ValueError, RecursionError) as error:
        raise _not_json(text, error) from None
    if page is None or (not page.entries and _is_failure(page.others)):
        raise _wrong_shape(value if page is None else page.others)
    return page


def as_utf8(body: bytes, charset: str | None) -> bytes:
    """A body in the encoding that its `Content-Type` declares, made UTF-8."""
    if not charset or charset.lower() in ("utf-8", "utf8") or not _CHARSET.fullmatch(charset):
        return body
    try:
        return body.decode(charset, "replace").encode("utf-8", "replace")
    except LookupError:
        return body


def _read(text: str) -> tuple[Any, Page | None]:
    """The answer's value, and the page where it holds a list. Raises `ValueError`."""
    value: Any
    page = None
    opening, start = _sign(text, 0)
    if opening == "[":
        value, end = _members(text, start, "]")
        page = Page(value, {})
    elif opening == "{":
        members, end = _members(text, start, "}")
        value = dict(members)
        lists = [value[key] for key in _LISTS if isinstance(value.get(key, ""), list | None)]
        if lists:
            others = {key: one for key, one in members if key not in _LISTS}
            page = Page(next(filter(None, lists), []), others)
    else:
        value, end = _decode(text, len(text) - len(text.lstrip(" \t\r\n")))
    if _sign(text, end)[0]:
        raise ValueError("more data")
    return value, page


def _members(text: str, at: int, closing: str) -> tuple[list[Any], int]:
    """The entries of a list (models, where they can be read so) or an object's pairs, and where it ends."""
    found: list[Any] = []
    if text[at : at + 1] == closing:
        return found, at + 1
    while True:
        key, colon = "", ":"
        if closing == "}":
            key, end = _decode(text, at)
            colon, at = _sign(text, end)
        if not isinstance(key, str) or colon != ":":
            raise ValueError("a key was expected")
        if key in _LISTS and text[at : at + 1] == "[":
            value, end = _members(text, _sign(text, at)[1], "]")
        else:
            value, end = _decode(text, at)
        is_entry = closing == "]"
        found.append(read_model(value, text[at:end]) or value if is_entry else (key, value))
        sign, at = _sign(text, end)
        if sign == closing:
            return found, at
        if sign != ",":
            raise ValueError("a comma was expected")


def _sign(text: str, at: int) -> tuple[str, int]:
    """The sign that comes next, and where what follows it begins, spaces passed over."""
    match = _SIGN.match(text, at)
    return (match[1], match.end()) if match else ("", at)


def error_words(value: object, keys: Sequence[str] = _WORDS, depth: int = _DEEPEST) -> str:
    """The server's own words in an answer that is an error, from all usual places; empty where it has none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        value = [value.get(key) for key in keys]
    if not isinstance(value, list) or not depth:
        return ""
    found = (error_words(one, (*_WORDS, "type", "code"), depth - 1) for one in value[:20])
    return next(filter(None, found), "")


def _is_failure(others: dict[str, Any]) -> bool:
    return others.get("success") is False or bool(error_words(others, _FAILURES))


def _no_models(values: list[Any]) -> AnswerError:
    said = error_words([one for one in values if isinstance(one, dict) and _is_failure(one)])
    if said:
        return _says(said)
    unreadable = f"none of the list's entries could be read ({len(values):,} in all)"
    empty = "the server's list is empty; has this account any models?"
    return AnswerError("no models", unreadable if values else empty)


def _not_json(text: str, error: Exception) -> AnswerError:
    head = text[:1_000].lstrip()
    hint = f"it starts with “{shorten(head, 40)}”; is the base right?"
    if isinstance(error, RecursionError):
        hint = "it is nested too deeply; is the base right?"
    elif head.startswith(("{", "[")):
        hint = "it breaks off or is damaged; try again"
    elif "\0" in head or "\ufffd" in head:
        hint = "it is no text; is the base right?"
    elif head.startswith("<") or not head:
        hint = f"it is {'a web page' if head else 'empty'}; is the base right?"
    return AnswerError("unexpected answer (not JSON)", hint)


def _wrong_shape(value: object) -> AnswerError:
    said = error_words(value)
    if said or (isinstance(value, dict) and value.get("success") is False):
        return _says(said or "success: false")
    return AnswerError("unexpected answer (no list of models)", "is the base right?")


def _says(words: str) -> AnswerError:
    hint = f"it says “{shorten(words, SERVER_WORDS)}”"
    return AnswerError("the server answered with an error", hint)
