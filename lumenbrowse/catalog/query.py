"""What the user typed, taken apart into terms: words, `owner:name`, `!not`."""

from __future__ import annotations

from dataclasses import dataclass

from lumenbrowse.catalog.folding import SEPARATORS, mark

_OWNER = "owner:"
_SQUASH = str.maketrans("", "", SEPARATORS)


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


def grows_last_word(old: Query, new: Query) -> bool:
    """Whether `new` is `old` with its last word longer, or with one more word.

    Not where that was a single letter alone: so few of its models have the next one too that to look for
    all anew is quicker.
    """
    if not new.terms or not old.words:
        return False
    last, same = new.terms[-1], new.terms[:-1]
    if last.owner_only or last.excluded or not last.squashed:
        return False
    if same == old.terms:
        return True
    former = old.terms[-1]
    is_word = not former.owner_only and not former.excluded
    if len(old.words) == 1 and len(former.text) == 1:
        return False
    return is_word and same == old.terms[:-1] and last.text.startswith(former.text)
