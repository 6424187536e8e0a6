"""Reading an API's answer, from the wire or from the cache, into a catalog of models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lumenbrowse.catalog.facts import read_model
from lumenbrowse.catalog.model import Catalog, Model, long_number
from lumenbrowse.errors import AnswerError
from lumenbrowse.text.safe import shorten

_HEAD = 1_000
_SPACE = re.compile(r"[ \t\r\n]*")
_LISTS = ("data",)
_decode = json.JSONDecoder().raw_decode
_decode_long = json.JSONDecoder(parse_int=long_number).raw_decode

Entry = tuple[Any, str]
"""An entry of the list as decoded, and its JSON text as it came."""


def read_answer(body: bytes) -> Catalog:
    """The models of an answer to `GET /models`; raises `AnswerError` where it is no list of models."""
    text = _text(body)
    try:
        entries = _entries(text)
    except (ValueError, RecursionError) as error:
        raise _not_json(text, error) from None
    if not isinstance(entries, list):
        raise _wrong_shape(entries)
    models: dict[str, Model] = {}
    unreadable = 0
    for value, json_text in entries:
        model = read_model(value, json_text)
        if model is None:
            unreadable += 1
        else:
            models.setdefault(model.id, model)
    if not models:
        raise _no_models(len(entries))
    twice = len(entries) - unreadable - len(models)
    return Catalog(tuple(models.values()), twice, unreadable)


def _text(body: bytes) -> str:
    """The JSON text; what is not of its encoding becomes U+FFFD (RFC 8259 section 8.1)."""
    encoding = json.detect_encoding(body)
    return body.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")


def _entries(text: str) -> list[Entry] | object:
    """The list's entries; where the answer holds none, the answer's value. Raises `ValueError`."""
    start = _skip_space(text, 0)
    if text[start : start + 1] == "[":
        entries, end = _read_list(text, start)
        found: list[Entry] | object = entries
    elif text[start : start + 1] == "{":
        others: dict[str, Any] = {}
        found = others
        end = start + 1
        for key, value, after in _members(text, start):
            end = after
            if key in _LISTS and isinstance(value, list):
                found = value
            others[key] = value
    else:
        found, end = _value(text, start)
    if _skip_space(text, end) != len(text):
        raise ValueError("more data")
    return found


def _members(text: str, start: int) -> Iterator[tuple[str, Any, int]]:
    """Each key of the object that starts there, its value (a list under a list's key as entries), and where the
    object's part read so far ends.
    """
    at = _skip_space(text, start + 1)
    if text[at : at + 1] == "}":
        yield "", None, at + 1
        return
    while True:
        key, at = _value(text, at)
        if not isinstance(key, str):
            raise ValueError("a key was expected")
        at = _skip_space(text, _expect(text, _skip_space(text, at), ":"))
        is_list = key in _LISTS and text[at : at + 1] == "["
        value, at = _read_list(text, at) if is_list else _value(text, at)
        at = _skip_space(text, at)
        after = _expect(text, at, ",}")
        yield key, value, after
        if text[at] == "}":
            return
        at = _skip_space(text, after)


def _read_list(text: str, start: int) -> tuple[list[Entry], int]:
    """The entries of the list that starts there, and where it ends."""
    entries: list[Entry] = []
    at = _skip_space(text, start + 1)
    if text[at : at + 1] == "]":
        return entries, at + 1
    while True:
        value, end = _value(text, at)
        entries.append((value, text[at:end]))
        at = _skip_space(text, end)
        after = _expect(text, at, ",]")
        if text[at] == "]":
            return entries, after
        at = _skip_space(text, after)


def _value(text: str, start: int) -> tuple[Any, int]:
    try:
        return _decode(text, start)
    except json.JSONDecodeError:
        raise
    except StopIteration:
        raise ValueError("it breaks off") from None
    except ValueError:
        # int() refuses numbers of thousands of digits (sys.set_int_max_str_digits).
        return _decode_long(text, start)


def _skip_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start


def _expect(text: str, at: int, signs: str) -> int:
    """Where it goes on behind a character that has to be one of `signs`."""
    sign = text[at : at + 1]
    if not sign or sign not in signs:
        raise ValueError(f"one of {signs!r} was expected")
    return at + 1


def error_message(value: object) -> str:
    """The server's own words in `{"error": {"message": …}}` and its common variants; else empty."""
    if not isinstance(value, dict):
        return ""
    error = value.get("error")
    if isinstance(error, dict):
        error = error.get("message") or error.get("type") or error.get("code")
    for said in (error, value.get("message"), value.get("detail")):
        if isinstance(said, str) and said.strip():
            return said.strip()
    return ""


def _no_models(skipped: int) -> AnswerError:
    if skipped:
        return AnswerError("no models", f"none of the {skipped} entries of the list could be read")
    return AnswerError(
        "no models", "the server's list is empty; does the key's account have models?"
    )


def _not_json(text: str, error: Exception) -> AnswerError:
    words = "unexpected answer (not JSON)"
    if isinstance(error, RecursionError):
        return AnswerError(words, "it is nested too deeply; is the base right?")
    head = text[:_HEAD].lstrip()
    if not head:
        return AnswerError(words, "it is empty; is the base right?")
    if head.startswith("<"):
        return AnswerError(words, "it is a web page; is the base right?")
    if head[0] in "{[":
        return AnswerError(words, "it breaks off or is damaged; try again")
    return AnswerError(words, f"it starts with “{shorten(head, 40)}”; is the base right?")


def _wrong_shape(value: object) -> AnswerError:
    said = error_message(value)
    if said:
        return AnswerError("the server answered with an error", f"it says “{shorten(said, 200)}”")
    return AnswerError("unexpected answer (no list of models)", "is the base right?")
