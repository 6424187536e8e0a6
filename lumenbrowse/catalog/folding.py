"""Texts of models folded for searching, and kept column by column.

A model's text is folded once into two forms. `marked`: the id, owner and name, case folded, with a mark
before the start of every word, so that one substring test finds a word anywhere and, with the mark, at a
word's start. `squashed`: the same without separators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SEPARATORS = "-_./:@+,()[]|~ \t"
MARK = "\x01"
FIELD = "\n"
_MODEL = "\x00"
_CHUNK = 2_048
LONGEST = 10_000
"""Characters of an id, owner or name that are searched."""


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The folded texts of models, column by column."""

    marked: Sequence[str]
    squashed: Sequence[str]

    def __len__(self) -> int:
        return len(self.marked)

    def reordered(self, order: Sequence[int]) -> Texts:
        """The same texts in another order."""
        return Texts([self.marked[i] for i in order], [self.squashed[i] for i in order])


def _bounded(texts: Sequence[str]) -> Sequence[str]:
    if max(map(len, texts), default=0) <= LONGEST:
        return texts
    return [text[:LONGEST] for text in texts]


def fold(ids: Sequence[str], owners: Sequence[str], names: Sequence[str]) -> Texts:
    """The folded texts of models; in chunks, so that a thread that folds gives way in between.

    Of a text of megabytes only the start is searched.
    """
    marked: list[str] = []
    squashed: list[str] = []
    for start in range(0, len(ids), _CHUNK):
        part = slice(start, start + _CHUNK)
        columns = (_bounded(column[part]) for column in (ids, owners, names))
        texts = list(map(FIELD.join, zip(*columns, strict=True)))
        whole = _joined(texts)
        marked += mark(whole, _MODEL).split(_MODEL)
        squashed += _without_separators(whole).split(_MODEL)
    return Texts(marked, squashed)


def fold_beside(
    ids: Sequence[str],
    owners: Sequence[str],
    names: Sequence[str],
    formers: Sequence[int],
    known: Texts,
) -> Texts:
    """`fold(ids, owners, names)`, where `formers` says which of the `known` texts each one's is.

    Those are shared, not made again; a negative number is that of a text which is not known.
    """
    new = [index for index, former in enumerate(formers) if former < 0]
    folded = fold(*([column[index] for index in new] for column in (ids, owners, names)))
    marked, squashed = iter(folded.marked), iter(folded.squashed)
    return Texts(
        [next(marked) if former < 0 else known.marked[former] for former in formers],
        [next(squashed) if former < 0 else known.squashed[former] for former in formers],
    )


def _joined(texts: list[str]) -> str:
    whole = _MODEL.join(texts)
    if whole.count(_MODEL) != len(texts) - 1 or MARK in whole:
        clean = (text.replace(_MODEL, " ").replace(MARK, " ") for text in texts)
        whole = _MODEL.join(clean)
    return whole.casefold()


def mark(text: str, between: str = "") -> str:
    """`text` with a mark after every separator; with `between`, at the start and after that too."""
    for separator in SEPARATORS + FIELD:
        text = text.replace(separator, separator + MARK)
    return MARK + text.replace(between, between + MARK) if between else text


def _without_separators(text: str) -> str:
    for separator in SEPARATORS:
        text = text.replace(separator, "")
    return text
