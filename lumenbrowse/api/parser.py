"""Reading an API's answer into a catalogue of models."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, TypeVar

from lumenbrowse.api.json_text import JsonText, as_utf8
from lumenbrowse.catalog.former import NONE, Former
from lumenbrowse.catalog.model import EMPTY, Catalogue, Model, Source, error_message, read_model
from lumenbrowse.catalog.sort import grouped, ranks_beside, sorted_indices
from lumenbrowse.errors import AnswerError
from lumenbrowse.text.safe import shorten

Item = TypeVar("Item")
MOST_MODELS = 500_000
_HEAD = 1_000


def read_answer(body: bytes, former: Catalogue | None = None) -> Catalogue:
    """The models of an answer to `GET /models`; raises `AnswerError` where it is no list of models.

    With the catalogue of a former answer, entries that are in both are not decoded once more, and share
    their texts. Entries are read one by one, so that a thread that reads a long answer gives way in between.
    """
    text = JsonText(as_utf8(body))
    columns = _Columns(text, Former(former or EMPTY))
    try:
        _read_top(text, columns)
    except (ValueError, RecursionError) as error:
        raise _not_json(text.body, error) from None
    return columns.catalogue()


def _read_top(text: JsonText, columns: _Columns) -> None:
    start = text.skip_space(0)
    if text.sign_at(start) == b"[":
        end = columns.read_list(start)
    elif text.sign_at(start) == b"{":
        end = _read_object(text, start, columns)
    else:
        value, end = text.value_at(start)
        raise _wrong_shape(value)
    if text.skip_space(end) != len(text.body):
        raise ValueError("more data")


def _read_object(text: JsonText, start: int, columns: _Columns) -> int:
    others: dict[str, Any] = {}
    position = text.skip_space(start + 1)
    while text.expect(position, b'"}') == b'"':
        key, position = text.value_at(position)
        position = text.skip_space(position)
        text.expect(position, b":")
        position = text.skip_space(position + 1)
        if key == "data" and text.sign_at(position) == b"[":
            position = columns.read_list(position)
        else:
            others[key], position = text.value_at(position)
        position = text.skip_space(position)
        if text.expect(position, b",}") == b"}":
            break
        position = text.skip_space(position + 1)
        text.expect(position, b'"')
    if not columns.found:
        raise _wrong_shape(others)
    return position + 1


class _Columns:
    """Collects what is read, entry by entry."""

    def __init__(self, text: JsonText, former: Former) -> None:
        self._text = text
        self._former = former
        self._clear()
        self.found = False

    def _clear(self) -> None:
        self._skipped = 0
        self._seen: set[str] = set()
        self._seen_before = bytearray(len(self._former.catalogue))
        self._ids: list[str] = []
        self._owners: list[str] = []
        self._added: list[int | None] = []
        self._names: list[str] = []
        # Numbers apart, not in pairs: pairs are objects for the garbage collector to look at.
        self._starts = array("Q")
        self._ends = array("Q")
        self._formers = array("l")
        self._owner_names: dict[str, str] = {}

    def read_list(self, start: int) -> int:
        """Reads the list that starts at `start`; returns where it ends."""
        self._clear()
        self.found = True
        text = self._text
        position = text.skip_space(start + 1)
        if text.sign_at(position) == b"]":
            return position + 1
        while True:
            position = text.skip_space(self._read_some(position))
            if text.expect(position, b",]") == b"]":
                return position + 1
            position = text.skip_space(position + 1)

    def _read_some(self, start: int) -> int:
        """Reads the entry that starts there, or as many as are known already; returns where they end."""
        indices = self._former.run_at(self._text.body, start)
        return self._take_over(indices, start) if indices else self._read_entry(start)

    def _take_over(self, indices: Sequence[int], start: int) -> int:
        known, source = self._former.catalogue, self._former.source
        moved = start - source.starts[indices[0]]
        new = [index for index in indices if not self._seen_before[index]]
        self._skipped += len(indices) - len(new)
        self._expect_room_for(len(new))
        for index in new:
            self._seen_before[index] = True
        self._ids += [known.ids[index] for index in new]
        self._owners += [known.owners[index] for index in new]
        self._added += [known.added[index] for index in new]
        self._names += [known.names[index] for index in new]
        self._starts.extend([source.starts[index] + moved for index in new])
        self._ends.extend([source.ends[index] + moved for index in new])
        self._formers.extend(new)
        return source.ends[indices[-1]] + moved

    def _read_entry(self, start: int) -> int:
        value, end = self._text.value_at(start)
        model = read_model(value)
        if model is None:
            self._skipped += 1
            return end
        index = self._former.find(model.id)
        if self._is_seen(index, model.id):
            self._skipped += 1
        else:
            self._add(index, self._former.sharing(index, model), start, end)
        return end

    def _is_seen(self, index: int, model_id: str) -> bool:
        """Whether the model came already, which it now has: the later ones are left out."""
        if index != NONE:
            seen = bool(self._seen_before[index])
            self._seen_before[index] = True
            return seen
        seen = model_id in self._seen
        self._seen.add(model_id)
        return seen

    def _add(self, index: int, model: Model, start: int, end: int) -> None:
        self._expect_room_for(1)
        self._ids.append(model.id)
        self._owners.append(self._owner_names.setdefault(model.owner, model.owner))
        self._added.append(model.added)
        self._names.append(model.name)
        self._starts.append(start)
        self._ends.append(end)
        self._formers.append(index)

    def _expect_room_for(self, count: int) -> None:
        if len(self._ids) + count > MOST_MODELS:
            raise AnswerError(
                "too large", f"the list holds more than {MOST_MODELS:,} models; is the base right?"
            )

    def catalogue(self) -> Catalogue:
        """What was read, in the default display order; raises `AnswerError` where that is nothing."""
        if not self._ids:
            raise _no_models(self._skipped)
        ranks = ranks_beside(self._ids, self._formers, self._former.catalogue.ranks)
        newest = sorted_indices("added", True, self._added, self._owners, ranks)
        order = grouped(newest, self._owners)[0]
        return Catalogue(
            ids=_taken(self._ids, order),
            owners=_taken(self._owners, order),
            added=_taken(self._added, order),
            names=_taken(self._names, order),
            skipped=self._skipped,
            source=Source(
                self._text.body,
                array("Q", [self._starts[index] for index in order]),
                array("Q", [self._ends[index] for index in order]),
            ),
            ranks=array("I", [ranks[index] for index in order]),
        )


def _taken(column: list[Item], order: Sequence[int]) -> list[Item]:
    """A column in another order. It is emptied: all columns freed at one go would hold up other threads."""
    taken = [column[index] for index in order]
    column.clear()
    return taken


def _no_models(skipped: int) -> AnswerError:
    if skipped:
        return AnswerError("no models", f"none of the {skipped} entries of the list could be read")
    return AnswerError(
        "no models", "the server's list is empty; does the key's account have models?"
    )


def _not_json(body: bytes, error: Exception) -> AnswerError:
    words = "unexpected answer (not JSON)"
    if isinstance(error, RecursionError):
        return AnswerError(words, "it is nested too deeply; is the base right?")
    head = body[:_HEAD].decode("utf-8", "ignore").lstrip()
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
