"""Finding what matches a query, how well, and which letters of it did."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from lumenbrowse.catalog.model import SEPARATORS, Catalog, Model, spaced, squash
from lumenbrowse.catalog.query import Query, Term
from lumenbrowse.catalog.sort import catalog_by_id, sort_catalog
from lumenbrowse.settings import Sort

Spans = list[tuple[int, int]]  # places in a text, as (start, end)

FIELD = "\n "  # stands before each field of a model's text; a space stands before each word
_QUALITIES = 6
# Stand in the texts while they are made: between fields, before aliases, after a model. No clean text has them.
_BETWEEN, _ALIASES, _END = "\0", "\1", "\2"


class Matches(NamedTuple):
    """The models that match, in a list for each quality, best first."""

    qualities: Sequence[Sequence[Model]]
    close: bool = False  # none did: these are the ones whose letters come in the query's order


class Texts(NamedTuple):
    """What search looks through of models, made for all at once: one by one takes many times as long."""

    models: Sequence[Model]
    spaced: Sequence[str]  # id, owner and name of each, `FIELD` before each and after the last
    squashed: Sequence[str]  # these and the aliases, without separators, each between newlines
    words: Mapping[str, Sequence[int]]  # what is found as a whole word alone, and in which models


@lru_cache(maxsize=2)
def sorted_texts(catalog: Catalog, sort: Sort, reverse: bool) -> Texts:
    """The texts of `sort_catalog`'s models: kept, since every key that is typed looks through them."""
    return texts_of(sort_catalog(catalog, sort, reverse))


def prepare(catalog: Catalog, sort: Sort, reverse: bool) -> None:
    """Makes what the first letter, another order or a field's filter needs, before a key asks for it."""
    sorted_texts(catalog, sort, reverse)
    catalog_by_id(catalog)
    _ = catalog.field_names


def texts_of(models: Sequence[Model]) -> Texts:
    """The texts of models, case folded."""
    text = _END.join(map(_line, models)).casefold()
    for separator in SEPARATORS:
        text = text.replace(separator, " ")
    squashed = text.replace(" ", "").replace(_BETWEEN, "\n").replace(_ALIASES, "")
    lines = text.replace(_BETWEEN, FIELD).split(_END)
    names = [line.partition(_ALIASES)[0] for line in lines]
    return Texts(models, names, squashed.split(_END), _words(models))


def _line(model: Model) -> str:
    texts = [model.id, model.owner, model.name]
    if model.aliases or model.searched or not "".join(texts).isprintable():
        texts = [*map(spaced, (*texts, *model.aliases, *model.searched))]
    return _BETWEEN.join(("", *texts[:3], _ALIASES, *texts[3:], ""))


def _words(models: Sequence[Model]) -> Mapping[str, Sequence[int]]:
    """Capabilities, modalities and each input to each output, and the places of the models that have them."""
    alike: dict[tuple[tuple[str, ...], ...], list[int]] = {}
    for place, model in enumerate(models):
        facts = model.facts
        alike.setdefault((facts.input, facts.output, facts.can), []).append(place)
    found: dict[str, list[int]] = {}
    for (takes, gives, can), places in alike.items():
        pairs = {f"{one}-to-{other}" for one in takes for other in gives}
        for word in {squash(one).casefold() for one in {*can, *takes, *gives, *pairs}}:
            found.setdefault(word, []).extend(places)
    return found


def find(models: Sequence[Model], query: Query, texts: Texts | None = None) -> Matches:
    """What of `models` matches: within each quality the shorter ids first, then in the order given.

    The qualities: the exact id or alias, the start of the id, the start of a word, anywhere in id, owner or
    name, separators ignored, by an alias, a capability or a modality alone. `texts`: the models', if at hand.
    """
    if not query.terms:
        return Matches((models,))
    texts = texts or texts_of(models)
    places: Sequence[int] = range(len(models))
    for term in query.terms:
        places = _holding(term, texts, places)
    words = query.words
    if not words:
        return Matches(([models[place] for place in places],))
    if not places:
        return Matches((_close(texts, query),), close=True)
    quality = _quality(words, texts)
    qualities: list[list[Model]] = [[] for _ in range(_QUALITIES)]
    for place in sorted(places, key=lambda place: len(models[place].id)):
        qualities[quality(place)].append(models[place])
    return Matches(qualities)


def _holding(term: Term, texts: Texts, places: Sequence[int]) -> list[int]:
    models, (text, excluded, test, _) = texts.models, term
    squashed = term.squashed
    if test:
        # A word that is a whole id always matches it.
        held = [p for p in places if test(models[p]) or models[p].id.casefold() == text]
    elif not squashed:
        # Separators alone have to be there themselves.
        fields = [(one.id, one.owner, one.name, *one.aliases) for one in models]
        held = [p for p in places if any(text in field for field in fields[p])]
    else:
        lines = texts.squashed
        held = [place for place in places if squashed in lines[place]]
    if excluded:
        return sorted({*places}.difference(held))
    as_word = () if test or not squashed else texts.words.get(squashed, ())
    return sorted({*held, *as_word}.intersection(places)) if as_word else held


def _quality(words: Sequence[Term], texts: Texts) -> Callable[[int], int]:
    """Tells how well the model at a place matches words that it has: the place of its quality, as in `find`."""
    parts = [spaced(word.text) for word in words]
    starts = [f" {part}" for part in parts]
    squashed = [word.squashed for word in words]
    whole = words[0].text if len(words) == 1 else "".join(squashed)
    field = f"\n{''.join(squashed)}\n"

    def quality(place: int) -> int:
        text = texts.spaced[place]
        if field in texts.squashed[place] and _is_whole(texts.models[place], whole, len(words) > 1):
            return 0
        if _holds(text, starts):
            return 1 if text.startswith(FIELD + parts[0]) else 2
        if _holds(text, parts):
            return 3
        return 4 if _holds(squash(text), squashed) else 5

    return quality


def _is_whole(model: Model, whole: str, several: bool) -> bool:
    """Whether the word is all of the id or of an alias; of several words, separators aside."""
    names = [one.casefold() for one in (model.id, *model.aliases)]
    return whole in (map(squash, names) if several else names)


def _holds(text: str, parts: Sequence[str]) -> bool:
    # A generator in `all` takes three times as long, ten thousand times a key.
    for part in parts:  # noqa: SIM110
        if part not in text:
            return False
    return True


def _close(texts: Texts, query: Query) -> list[Model]:
    """The models in whose id or name the letters of the words come in their order."""
    places: Sequence[int] = range(len(texts.models))
    for term in query.terms:
        if term.test or term.excluded:
            places = _holding(term, texts, places)
    for word in query.words:
        letters = word.squashed or word.text
        # Each letter alone first: a substring test costs a tenth of the pattern's.
        for letter in set(letters):
            places = [place for place in places if letter in texts.squashed[place]]
    found = [texts.models[place] for place in places]
    for word in query.words:
        in_order = _letters_in_order(word.squashed or word.text).search
        found = [m for m in found if in_order(squash(f"{m.id}\n{m.name}".casefold()))]
    return found


def _letters_in_order(word: str) -> re.Pattern[str]:
    gaps = (f"[^\n{re.escape(letter)}]*{re.escape(letter)}" for letter in word[1:])
    return re.compile(re.escape(word[:1]) + "".join(gaps))


def alias_found(model: Model, query: Query) -> str:
    """The alias that has a word of the query which id, owner and name don't have; else empty."""
    if not model.aliases:
        return ""
    text = squash(f"{model.id}\n{model.owner}\n{model.name}".casefold())
    words = [word.squashed for word in query.words if word.squashed not in text]
    known = ((alias, squash(alias.casefold())) for alias in model.aliases)
    return next((alias for alias, held in known if any(word in held for word in words)), "")


def spans(text: str, query: Query, close: bool = False, owner: bool = False) -> Spans:
    """Where in `text` (an `owner`'s or another) the query matched: ascending, disjoint (start, end) indices."""
    folded = text.casefold().replace("\n", " ")
    places: Sequence[int] = range(len(text))
    if len(folded) != len(text):
        # The case of one letter may fold into two.
        places = [at for at, char in enumerate(text) for _ in char.casefold()]
    found: Spans = []
    for term in query.terms:
        wanted = Term(term.owner) if term.test else term
        if not term.excluded and wanted.text and (owner or not term.test):
            found += _found(folded, wanted, close)
    return _merged((places[start], places[end - 1] + 1) for start, end in found)


def _found(folded: str, term: Term, close: bool) -> Spans:
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


def _scattered(folded: str, word: str) -> Spans:
    found, place = [], -1
    for letter in word:
        place = folded.find(letter, place + 1)
        if place < 0:
            return []
        found.append((place, place + 1))
    return found


def _merged(found: Iterable[tuple[int, int]]) -> Spans:
    """Spans in order, those that touch or overlap made one."""
    merged: Spans = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
