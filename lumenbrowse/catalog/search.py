"""Finding what matches a query, and which letters of it did.

It looks at texts that folding.py made ready, so that each test is a substring search at C speed; how well
a model matches is ranking.py's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress, repeat
from operator import contains, not_

from lumenbrowse.catalog.folding import FIELD, SEPARATORS, Texts
from lumenbrowse.catalog.query import Query, Term, grows_last_word, narrows
from lumenbrowse.catalog.ranking import Matches, narrowed, ranked


class Finder:
    """Finds a query's matches among texts; a longer query narrows the last result, a shorter one pops."""

    def __init__(self, texts: Texts, owner_texts: Texts | None = None) -> None:
        self._texts = texts
        self._owner_texts = owner_texts
        self._stack: list[tuple[Query, Matches]] = []

    def find(self, query: Query, allowed: Sequence[int] | None = None) -> Matches:
        """What matches `query`, among `allowed` (ascending; None: all).

        `allowed` must not change between calls on one finder.
        """
        every: Sequence[int] = range(len(self._texts)) if allowed is None else allowed
        while self._stack and not narrows(query, self._stack[-1][0]):
            self._stack.pop()
        before = self._stack[-1] if self._stack else None
        if before is not None and before[0] == query:
            return before[1]
        if before is not None and grows_last_word(before[0], query):
            matches = narrowed(self._texts, query.words, before[1])
        else:
            candidates = self._candidates(query, before[1].positions() if before else every)
            matches = ranked(self._texts, query.words, candidates)
        if len(matches) or not query.words:
            self._stack.append((query, matches))
        else:
            matches = self._close(query, every)
        return matches

    def _candidates(self, query: Query, positions: Sequence[int]) -> Sequence[int]:
        for term in query.terms:
            positions = self._holding(term, positions)
        return positions

    def _holding(self, term: Term, positions: Sequence[int]) -> Sequence[int]:
        texts = self._texts if not term.owner_only else self._owners()
        squashed = term.squashed
        column = texts.squashed if squashed else texts.marked
        word = squashed or term.marked
        if len(positions) == len(column):
            held = map(contains, column, repeat(word))
        else:
            held = map(contains, map(column.__getitem__, positions), repeat(word))
        return list(compress(positions, map(not_, held) if term.excluded else held))

    def _owners(self) -> Texts:
        if self._owner_texts is None:
            raise ValueError("no owners' texts were given")
        return self._owner_texts

    def _close(self, query: Query, positions: Sequence[int]) -> Matches:
        others = Query(tuple(term for term in query.terms if term.owner_only or term.excluded))
        positions = self._candidates(others, positions)
        for word in query.words:
            positions = self._close_to(word.squashed or word.text, positions)
        return Matches((positions,), close=True)

    def _close_to(self, word: str, positions: Sequence[int]) -> Sequence[int]:
        column = self._texts.squashed
        # Each letter alone first: a substring test costs a tenth of the pattern's.
        for letter in dict.fromkeys(word):
            found = map(contains, map(column.__getitem__, positions), repeat(letter))
            positions = list(compress(positions, found))
        in_order = _letters_in_order(word).search
        return [position for position in positions if in_order(column[position])]


def _letters_in_order(word: str) -> re.Pattern[str]:
    gaps = (f"[^{FIELD}{re.escape(letter)}]*{re.escape(letter)}" for letter in word[1:])
    return re.compile(re.escape(word[:1]) + "".join(gaps))


def spans(
    text: str, query: Query, close: bool = False, owner: bool = False
) -> list[tuple[int, int]]:
    """Where in `text` the query's words matched: ascending, disjoint (start, end) indices.

    `owner` says that the text is an owner, which `owner:` terms look at too.
    """
    folded, places = _folded_with_places(text)
    found: list[tuple[int, int]] = []
    for term in query.terms:
        if not term.excluded and (owner or not term.owner_only):
            found += _found(folded, term, close)
    if places is not None:
        found = [(places[start], places[end - 1] + 1) for start, end in found]
    return _merged(found) if len(found) > 1 else found


def _folded_with_places(text: str) -> tuple[str, Sequence[int] | None]:
    """The text with its case folded, and where each letter was (None: where it is)."""
    if text.isascii():
        return text.lower(), None
    folded = [(part, place) for place, char in enumerate(text) for part in char.casefold()]
    return "".join(part for part, _ in folded), [place for _, place in folded]


def _found(folded: str, term: Term, close: bool) -> list[tuple[int, int]]:
    start = _best_start(folded, term.text)
    if start is not None:
        return [(start, start + len(term.text))]
    word = term.squashed
    kept = [place for place, char in enumerate(folded) if char not in SEPARATORS]
    at = "".join([folded[place] for place in kept]).find(word) if word else -1
    if at >= 0:
        return [(kept[at], kept[at + len(word) - 1] + 1)]
    return _scattered(folded, word) if close else []


def _best_start(folded: str, word: str) -> int | None:
    """The word's first place at the start of a word, else its first place."""
    first = place = folded.find(word)
    while place > 0 and folded[place - 1] not in SEPARATORS:
        place = folded.find(word, place + 1)
    best = place if place >= 0 else first
    return best if best >= 0 else None


def _scattered(folded: str, word: str) -> list[tuple[int, int]]:
    found, place = [], -1
    for letter in word:
        place = folded.find(letter, place + 1)
        if place < 0:
            return []
        found.append((place, place + 1))
    return found


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
