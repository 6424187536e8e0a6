"""How well models match: which of them begin with what was typed, which only hold it somewhere.

A key more makes the last word longer, or begins another: `narrowed` then looks only at that word, and in
each class of the last ranking only for the classes that its models can be in now.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, compress, repeat
from operator import and_, contains, not_

from lumenbrowse.catalog.folding import FIELD, MARK, Texts
from lumenbrowse.catalog.query import Term

QUALITIES = ("exact id", "id prefix", "start of a word", "anywhere", "separators ignored")
Positions = Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Which positions match: for each quality, best first, the ascending positions that have it.

    `close` says that nothing matched, and these are the ones whose letters come in the query's order.
    """

    qualities: tuple[Positions, ...]
    close: bool = False

    def __len__(self) -> int:
        return sum(map(len, self.qualities))

    def positions(self) -> Positions:
        """All of them, ascending."""
        return _merged(*self.qualities)

    def quality_of(self, position: int) -> int:
        """The place of a position's quality, 0 the best; raises `ValueError` where it does not match."""
        for quality, positions in enumerate(self.qualities):
            if find_sorted(positions, position) is not None:
                return quality
        raise ValueError(position)


def find_sorted(positions: Positions, position: int) -> int | None:
    """Where `position` stands in ascending `positions`; None where it does not."""
    place = bisect_left(positions, position)
    return place if place < len(positions) and positions[place] == position else None


def ranked(texts: Texts, words: tuple[Term, ...], candidates: Positions) -> Matches:
    """The candidates, all of which match, by how well they do."""
    if not words:
        return Matches((candidates,))
    column = texts.marked
    starts, others = _split(candidates, column, contains, [MARK + word.marked for word in words])
    anywhere, squashed_only = others, _NONE
    # A single letter is never found across a separator.
    if any(len(word.text) > 1 for word in words):
        anywhere, squashed_only = _split(others, column, contains, [w.marked for w in words])
    prefix, starts = _split(starts, column, str.startswith, [MARK + words[0].marked])
    exact, prefix = _split_exact(texts, words, prefix)
    return Matches((exact, prefix, starts, anywhere, squashed_only))


def narrowed(texts: Texts, words: tuple[Term, ...], before: Matches) -> Matches:
    """What of `before` still matches, where only the last of the words is longer than then, or new.

    No model gets better by that. One that is worse now holds the other words at least as well as before.
    """
    word = words[-1]
    exact, prefix, starts, anywhere, squashed_only = before.qualities
    marked, squashed = texts.marked, texts.squashed
    prefix, lost = _split(_merged(exact, prefix), marked, contains, [MARK + word.marked])
    prefix, no_prefix = _split(prefix, marked, str.startswith, [MARK + words[0].marked])
    starts, others = _split(starts, marked, contains, [MARK + word.marked])
    others, _ = _split(_merged(lost, others, anywhere), squashed, contains, [word.squashed])
    anywhere, across = others, _NONE
    if len(word.text) > 1:
        anywhere, across = _split(others, marked, contains, [word.marked])
    squashed_only, _ = _split(squashed_only, squashed, contains, [word.squashed])
    exact, prefix = _split_exact(texts, words, prefix)
    return Matches(
        (exact, prefix, _merged(no_prefix, starts), anywhere, _merged(across, squashed_only))
    )


def _split_exact(
    texts: Texts, words: tuple[Term, ...], prefix: Positions
) -> tuple[Positions, Positions]:
    if len(words) == 1:
        return _split(prefix, texts.marked, str.startswith, [MARK + words[0].marked + FIELD])
    whole = "".join(word.squashed for word in words) + FIELD
    return _split(prefix, texts.squashed, str.startswith, [whole])


_NONE: Positions = ()


def _merged(*parts: Positions) -> Positions:
    """Ascending parts without a position in common, as one."""
    parts = tuple(part for part in parts if part)
    if len(parts) < 2:
        return parts[0] if parts else _NONE
    # Sorting finds the runs, and merges them.
    return sorted(chain.from_iterable(parts))


def _split(
    positions: Positions, texts: Sequence[str], test: Callable[[str, str], bool], words: list[str]
) -> tuple[Positions, Positions]:
    """The positions whose text passes the test with every word, and the others; both ascending."""
    if not positions:
        return _NONE, _NONE
    there = texts
    if len(positions) < len(texts):
        there = list(map(texts.__getitem__, positions))
    tests: Iterable[bool] = map(test, there, repeat(words[0]))
    for word in words[1:]:
        tests = map(and_, tests, map(test, there, repeat(word)))
    passed = list(tests)
    if all(passed):
        return positions, _NONE
    return list(compress(positions, passed)), list(compress(positions, map(not_, passed)))
