"""Models, and reading an API's answer into a catalogue of them.

A catalogue holds its models column by column, in the default display order (grouped by owner, newest
first): a hundred thousand of them take a few lists, not a hundred thousand objects. What else a server
sent of a model stays as the JSON text that came, and is decoded when somebody looks at it.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from lumenbrowse.errors import AnswerError
from lumenbrowse.ordering import grouped, natural_ranks, sorted_indices
from lumenbrowse.text import shorten
from lumenbrowse.values import dataclass

UNKNOWN_OWNER = "(unknown)"
GONE_OWNER = "(gone)"
"""The owner of a model that the list no longer has."""
MOST_MODELS = 500_000
_LATEST = 253_402_214_400  # 9999-12-31T00:00:00Z: with any zone's offset still a date
_SPACE = re.compile(r"[ \t\r\n]*")
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Model:
    """One model: `added` is a Unix time in seconds, or None where unknown; `fields` is all that came."""

    id: str
    owner: str
    added: int | None = None
    name: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """The answer as it came (UTF-8), and where in it each model's JSON text starts and ends."""

    body: bytes
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """A server's models as parallel columns, in the default display order.

    `skipped` counts the entries that could not be read or came twice. `source` is None where only the
    index of a cached answer was read. `ranks` are the ids' places in natural order, where known.
    """

    ids: Sequence[str]
    owners: Sequence[str]
    added: Sequence[int | None]
    names: Sequence[str]
    skipped: int = 0
    source: Source | None = None
    ranks: Sequence[int] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def raw(self, index: int) -> bytes:
        """The JSON text that the server sent for a model; empty where the source is not loaded."""
        if self.source is None:
            return b""
        return self.source.body[self.source.starts[index] : self.source.ends[index]]

    def model(self, index: int) -> Model:
        """One model, with all its fields where the source is loaded."""
        raw = self.raw(index)
        fields = decode_fields(raw.decode()) if raw else {}
        return Model(
            self.ids[index], self.owners[index], self.added[index], self.names[index], fields
        )


EMPTY = Catalogue((), (), (), ())


def read_answer(body: bytes) -> Catalogue:
    """The models of an answer to `GET /models`; raises `AnswerError` where it is no list of models.

    Entries are decoded one by one, so that a thread that reads a long answer gives way in between.
    """
    text = decode_body(body)
    same = text.isascii() and len(text) == len(body)
    columns = _Columns(text, body if same else text.encode())
    try:
        _read_top(text, columns)
    except (ValueError, RecursionError) as error:
        raise _not_json(text, error) from None
    return columns.catalogue()


def decode_body(body: bytes) -> str:
    """The text of a JSON answer; what is not of its encoding becomes U+FFFD (RFC 8259 section 8.1)."""
    encoding = json.detect_encoding(body)
    return body.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")


def decode_fields(text: str) -> dict[str, Any]:
    """A model's fields from its JSON text; numbers too long for Python stay text."""
    try:
        value = json.loads(text)
    except ValueError:
        value = json.loads(text, parse_int=_long_number)
    return value if isinstance(value, dict) else {}


def _long_number(digits: str) -> int | str:
    return int(digits) if len(digits) < 400 else digits


_decode_long = json.JSONDecoder(parse_int=_long_number).raw_decode


def _value_at(text: str, start: int) -> tuple[Any, int]:
    try:
        return _decode(text, start)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # int() refuses numbers of thousands of digits (sys.set_int_max_str_digits).
        return _decode_long(text, start)


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _expect(text: str, position: int, signs: str) -> str:
    sign = text[position : position + 1]
    if not sign or sign not in signs:
        raise json.JSONDecodeError(f"Expecting one of {signs}", text, position)
    return sign


def _read_top(text: str, columns: _Columns) -> None:
    start = _skip_space(text, 0)
    if text[start : start + 1] == "[":
        columns.read_list(start)
        end = columns.end
    elif text[start : start + 1] == "{":
        end = _read_object(text, start, columns)
    else:
        value, end = _value_at(text, start)
        raise _wrong_shape(value)
    if _skip_space(text, end) != len(text):
        raise json.JSONDecodeError("Extra data", text, end)


def _read_object(text: str, start: int, columns: _Columns) -> int:
    others: dict[str, Any] = {}
    position = _skip_space(text, start + 1)
    while _expect(text, position, '"}') == '"':
        key, position = _value_at(text, position)
        position = _skip_space(text, position)
        _expect(text, position, ":")
        position = _skip_space(text, position + 1)
        if key == "data" and text[position : position + 1] == "[":
            columns.read_list(position)
            position = columns.end
        else:
            others[key], position = _value_at(text, position)
        position = _skip_space(text, position)
        if _expect(text, position, ",}") == "}":
            break
        position = _skip_space(text, position + 1)
        _expect(text, position, '"')
    if not columns.found:
        raise _wrong_shape(others)
    return position + 1


class _Columns:
    """Collects what is read, entry by entry."""

    def __init__(self, text: str, body: bytes) -> None:
        self.text = text
        self.body = body
        self.end = 0
        self._clear()
        self.found = False

    def _clear(self) -> None:
        self.skipped = 0
        self.seen: set[str] = set()
        self.ids: list[str] = []
        self.owners: list[str] = []
        self.added: list[int | None] = []
        self.names: list[str] = []
        # Numbers apart, not in pairs: pairs are objects for the garbage collector to look at.
        self.starts = array("Q")
        self.ends = array("Q")
        self._owner_names: dict[str, str] = {}

    def read_list(self, start: int) -> None:
        """Reads the list that starts at `start`; leaves its end in `end`."""
        self._clear()
        self.found = True
        for value, first, last in self._entries(start):
            model = read_model(value)
            if model is None or model.id in self.seen:
                self.skipped += 1
                continue
            self._add(model, first, last)

    def _entries(self, start: int) -> Iterator[tuple[Any, int, int]]:
        text = self.text
        position = _skip_space(text, start + 1)
        if text[position : position + 1] == "]":
            self.end = position + 1
            return
        while True:
            value, last = _value_at(text, position)
            yield value, position, last
            position = _skip_space(text, last)
            if _expect(text, position, ",]") == "]":
                break
            position = _skip_space(text, position + 1)
        self.end = position + 1

    def _add(self, model: Model, first: int, last: int) -> None:
        if len(self.ids) >= MOST_MODELS:
            raise AnswerError(
                "too large", f"the list holds more than {MOST_MODELS:,} models; is the base right?"
            )
        self.seen.add(model.id)
        self.ids.append(model.id)
        self.owners.append(self._owner_names.setdefault(model.owner, model.owner))
        self.added.append(model.added)
        self.names.append(model.name)
        self.starts.append(first)
        self.ends.append(last)

    def catalogue(self) -> Catalogue:
        """What was read, in the default display order; raises `AnswerError` where that is nothing."""
        if not self.ids:
            raise _no_models(self.skipped)
        self.seen.clear()
        ranks = natural_ranks(self.ids)
        newest = sorted_indices("added", True, self.added, self.owners, ranks)
        order = grouped(newest, self.owners)[0]
        starts, ends = self._byte_spans()
        return Catalogue(
            ids=[self.ids[index] for index in order],
            owners=[self.owners[index] for index in order],
            added=[self.added[index] for index in order],
            names=[self.names[index] for index in order],
            skipped=self.skipped,
            source=Source(
                self.body,
                array("Q", [starts[index] for index in order]),
                array("Q", [ends[index] for index in order]),
            ),
            ranks=array("L", [ranks[index] for index in order]),
        )

    def _byte_spans(self) -> tuple[Sequence[int], Sequence[int]]:
        if len(self.body) == len(self.text):
            return self.starts, self.ends
        starts, ends, done, offset = array("Q"), array("Q"), 0, 0
        for first, last in zip(self.starts, self.ends, strict=True):
            offset += len(self.text[done:first].encode())
            starts.append(offset)
            offset += len(self.text[first:last].encode())
            ends.append(offset)
            done = last
        return starts, ends


def read_model(value: object) -> Model | None:
    """One entry of the list as a model without its fields; None where it can't be read as one."""
    if not isinstance(value, dict):
        return None
    model_id = value.get("id")
    if not isinstance(model_id, str) or not model_id.strip():
        return None
    name = value.get("name")
    return Model(
        id=model_id,
        owner=_owner(value, model_id),
        added=_added(value.get("created")),
        name=name if isinstance(name, str) and name not in model_id else "",
    )


def _owner(value: Mapping[str, object], model_id: str) -> str:
    for candidate in (value.get("owned_by"), value.get("creator_organization")):
        if isinstance(candidate, str) and candidate.strip():
            return candidate
    prefix, slash, _ = model_id.partition("/")
    return prefix if slash and prefix.strip() else UNKNOWN_OWNER


def _added(created: object) -> int | None:
    known = isinstance(created, int) and not isinstance(created, bool)
    return created if known and isinstance(created, int) and 0 < created < _LATEST else None


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
    head = text[:200].lstrip()
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
