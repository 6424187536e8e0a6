"""The query and its matches: which models match, how well, and which letters of them did.

It looks at texts that folding.py made ready, so that each test is a substring search at C speed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, repeat
from operator import and_, contains, not_

from lumenbrowse.folding import FIELD, MARK, SEPARATORS, Texts, mark
from lumenbrowse.values import dataclass

_OWNER = "owner:"
_SQUASH = str.maketrans("", "", SEPARATORS)

QUALITIES = ("exact id", "id prefix", "start of a word", "anywhere", "separators ignored")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query, case folded: `owner_only` for `owner:goo`, `excluded` for `!word`."""

    text: str
    owner_only: bool = False
    excluded: bool = False

    @property
    def marked(self) -> str:
        """The word as it stands in a model's marked text."""
        return mark(self.text)

    @property
    def squashed(self) -> str:
        """The word without separators; empty where it has nothing else."""
        return self.text.translate(_SQUASH)


@dataclass(frozen=True, slots=True)
class Query:
    """What the user typed, taken apart. An empty one matches everything."""

    terms: tuple[Term, ...] = ()

    @property
    def words(self) -> tuple[Term, ...]:
        """The terms that are looked for in the whole text of a model."""
        return tuple(t for t in self.terms if not t.owner_only and not t.excluded)


def parse(text: str) -> Query:
    """The query that `text` means; an unfinished `!` or `owner:` means nothing yet."""
    terms = (_term(word) for word in text.casefold().split())
    return Query(tuple(term for term in terms if term.text))


def _term(word: str) -> Term:
    excluded = word.startswith("!")
    rest = word[1:] if excluded else word
    owner_only = rest.startswith(_OWNER)
    return Term(rest[len(_OWNER) :] if owner_only else rest, owner_only, excluded)


def narrows(new: Query, old: Query) -> bool:
    """Whether everything that `new` matches is surely matched by `old` too."""
    return all(any(_narrows_term(term, former) for term in new.terms) for former in old.terms)


def _narrows_term(new: Term, old: Term) -> bool:
    if new.owner_only != old.owner_only or new.excluded != old.excluded:
        return False
    if new.excluded:
        return new.text == old.text
    if old.squashed:
        return old.squashed in new.squashed
    # A word of separators alone has to be there itself; a longer one is looked for without its own.
    return not new.squashed and old.text in new.text


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Which positions match: for each quality, best first, the ascending positions that have it.

    `close` says that nothing matched, and these are the ones whose letters come in the query's order.
    """

    qualities: tuple[Sequence[int], ...]
    close: bool = False

    def __len__(self) -> int:
        return sum(map(len, self.qualities))

    def quality_of(self, position: int) -> int:
        """The place of a position's quality, 0 the best; raises `ValueError` where it does not match."""
        for quality, positions in enumerate(self.qualities):
            if find_sorted(positions, position) is not None:
                return quality
        raise ValueError(position)


def find_sorted(positions: Sequence[int], position: int) -> int | None:
    """Where `position` stands in ascending `positions`; None where it does not."""
    place = bisect_left(positions, position)
    return place if place < len(positions) and positions[place] == position else None


class Finder:
    """Finds a query's matches among texts; a longer query narrows the last result, a shorter one pops."""

    def __init__(self, texts: Texts, owner_texts: Texts | None = None) -> None:
        self._texts = texts
        self._owner_texts = owner_texts
        self._stack: list[tuple[Query, Sequence[int], Matches]] = []

    def find(self, query: Query, allowed: Sequence[int] | None = None) -> Matches:
        """What matches `query`, among `allowed` (ascending; None: all).

        `allowed` must not change between calls on one finder.
        """
        every: Sequence[int] = range(len(self._texts)) if allowed is None else allowed
        while self._stack and not narrows(query, self._stack[-1][0]):
            self._stack.pop()
        if self._stack and self._stack[-1][0] == query:
            return self._stack[-1][2]
        candidates = self._candidates(query, self._stack[-1][1] if self._stack else every)
        matches = self._ranked(query, candidates)
        if candidates or not query.words:
            self._stack.append((query, candidates, matches))
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

    def _ranked(self, query: Query, candidates: Sequence[int]) -> Matches:
        words = query.words
        if not words:
            return Matches((candidates,))
        column = self._texts.marked
        starts, others = _split(candidates, column, contains, [MARK + w.marked for w in words])
        anywhere: Sequence[int] = others
        squashed_only: Sequence[int] = []
        # A single letter is never found across a separator.
        if any(len(word.text) > 1 for word in words):
            anywhere, squashed_only = _split(others, column, contains, [w.marked for w in words])
        prefix, starts = _split(starts, column, str.startswith, [MARK + words[0].marked])
        exact, prefix = self._split_exact(words, prefix)
        return Matches((exact, prefix, starts, anywhere, squashed_only))

    def _split_exact(
        self, words: tuple[Term, ...], prefix: Sequence[int]
    ) -> tuple[Sequence[int], Sequence[int]]:
        if len(words) == 1:
            whole = MARK + words[0].marked + FIELD
            return _split(prefix, self._texts.marked, str.startswith, [whole])
        whole = "".join(word.squashed for word in words) + FIELD
        return _split(prefix, self._texts.squashed, str.startswith, [whole])

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


def _split(
    positions: Sequence[int],
    texts: Sequence[str],
    test: Callable[[str, str], bool],
    words: list[str],
) -> tuple[Sequence[int], Sequence[int]]:
    """The positions whose text passes the test with every word, and the others; both ascending."""
    there = texts
    if len(positions) < len(texts):
        there = list(map(texts.__getitem__, positions))
    tests: Iterable[bool] = map(test, there, repeat(words[0]))
    for word in words[1:]:
        tests = map(and_, tests, map(test, there, repeat(word)))
    passed = list(tests)
    return list(compress(positions, passed)), list(compress(positions, map(not_, passed)))


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
