"""Finding what matches a query, how well, and which letters of it did: 10,000 models take 1 to 3 ms."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lumenbrowse.catalog.model import FIELD, SEPARATORS, Model, squash
from lumenbrowse.catalog.query import Query, Term

_QUALITIES = 6


class Matches(NamedTuple):
    """The models that match, in a list for each quality, best first."""

    qualities: Sequence[Sequence[Model]]
    close: bool = False  # none did: these are the ones whose letters come in the query's order


def find(models: Sequence[Model], query: Query) -> Matches:
    """What of `models` matches: within each quality the shorter ids first, then in the order given.

    The qualities: the exact id or alias, the start of the id, the start of a word, anywhere in id, owner or
    name, separators ignored, by an alias, a capability or a modality alone.
    """
    found = models
    for term in query.terms:
        found = _holding(term, found)
    words = query.words
    if not words:
        return Matches((found,))
    if not found:
        return Matches((_close(models, query),), close=True)
    quality = _quality(words)
    qualities: list[list[Model]] = [[] for _ in range(_QUALITIES)]
    for model in sorted(found, key=lambda model: len(model.id)):
        qualities[quality(model)].append(model)
    return Matches(qualities)


def quality_of(model: Model, query: Query) -> int | None:
    """How well one model matches: 0 is the best; None where it doesn't."""
    qualities, close = find([model], query)
    if close:
        return None
    return next((place for place, found in enumerate(qualities) if found), None)


def _holding(term: Term, models: Sequence[Model]) -> list[Model]:
    test, excluded, squashed, text = term.test, term.excluded, term.squashed, term.text
    if test:
        # A word that is a whole id always matches it.
        return [m for m in models if (test(m) or m.id.casefold() == text) != excluded]
    if not squashed:
        # Separators alone have to be there themselves.
        fields = ((m, (m.id, m.owner, m.name, *m.aliases)) for m in models)
        return [m for m, texts in fields if any(text in one for one in texts) != excluded]
    if excluded:
        return [m for m in models if squashed not in m.squashed]
    word = term.spaced
    return [m for m in models if squashed in m.squashed or word in m.words]


def _quality(words: Sequence[Term]) -> Callable[[Model], int]:
    """Tells how well a model matches words that it has: the place of its quality, as in `find`."""
    texts = [word.spaced for word in words]
    starts = [f" {text}" for text in texts]
    squashed = [word.squashed for word in words]
    whole = words[0].text if len(words) == 1 else ""

    def quality(model: Model) -> int:
        text = model.text
        if _is_one(model, whole) if whole else _is_whole(model, squashed):
            return 0
        if _holds(text, starts):
            return 1 if text.startswith(FIELD + texts[0]) else 2
        if _holds(text, texts):
            return 3
        return 4 if _holds(squash(text), squashed) else 5

    return quality


def _is_one(model: Model, word: str) -> bool:
    is_id = len(model.id) == len(word) and model.id.casefold() == word
    return is_id or any(alias.casefold() == word for alias in model.aliases)


def _is_whole(model: Model, words: Sequence[str]) -> bool:
    """Whether several words are all of the id or of an alias, separators aside."""
    whole = "".join(words)
    return any(squash(one.casefold()) == whole for one in (model.id, *model.aliases))


def _holds(text: str, parts: Sequence[str]) -> bool:
    # A generator in `all` takes three times as long, ten thousand times a key.
    for part in parts:  # noqa: SIM110
        if part not in text:
            return False
    return True


def _close(models: Sequence[Model], query: Query) -> list[Model]:
    """The models in whose id or name the letters of the words come in their order."""
    found = list(models)
    for term in query.terms:
        if term.test or term.excluded:
            found = _holding(term, found)
    for word in query.words:
        letters = word.squashed or word.text
        # Each letter alone first: a substring test costs a tenth of the pattern's.
        for letter in set(letters):
            found = [model for model in found if letter in model.squashed]
        in_order = _letters_in_order(letters).search
        found = [m for m in found if in_order(squash(f"{m.id}{FIELD}{m.name}".casefold()))]
    return found


def _letters_in_order(word: str) -> re.Pattern[str]:
    gaps = (f"[^\n{re.escape(letter)}]*{re.escape(letter)}" for letter in word[1:])
    return re.compile(re.escape(word[:1]) + "".join(gaps))


def alias_found(model: Model, query: Query) -> str:
    """The alias that has a word of the query which id, owner and name don't have; else empty."""
    if not model.aliases:
        return ""
    text = squash(model.text)
    words = [word.squashed for word in query.words if word.squashed not in text]
    known = ((alias, squash(alias.casefold())) for alias in model.aliases)
    return next((alias for alias, held in known if any(word in held for word in words)), "")


def spans(
    text: str, query: Query, close: bool = False, owner: bool = False
) -> list[tuple[int, int]]:
    """Where in `text` (an `owner`'s or another) the query matched: ascending, disjoint (start, end) indices."""
    # The case of one letter may fold into two.
    letters = [(part, at) for at, char in enumerate(text) for part in char.casefold()]
    folded = "".join(part for part, _ in letters).replace("\n", " ")
    found: list[tuple[int, int]] = []
    for term in query.terms:
        wanted = Term(term.owner) if term.test else term
        if not term.excluded and wanted.text and (owner or not term.test):
            found += _found(folded, wanted, close)
    return _merged((letters[start][1], letters[end - 1][1] + 1) for start, end in found)


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


def _merged(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
