"""What the user typed, taken apart into terms: words, `owner:name`, `!not`."""

from __future__ import annotations

from dataclasses import dataclass

from lumenbrowse.catalog.model import spaced, squash

_OWNER = "owner:"


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query, case folded: `owner_only` for `owner:goo`, `excluded` for `!word`."""

    text: str
    owner_only: bool = False
    excluded: bool = False

    @property
    def spaced(self) -> str:
        """The word with a space for each separator, as it stands in a model's text."""
        return spaced(self.text)

    @property
    def squashed(self) -> str:
        """The word without separators; empty where it has nothing else."""
        return squash(self.text)


@dataclass(frozen=True, slots=True)
class Query:
    """What the user typed, taken apart. An empty one matches everything."""

    terms: tuple[Term, ...] = ()

    @property
    def words(self) -> tuple[Term, ...]:
        """The terms that are looked for in the whole text of a model."""
        return tuple(term for term in self.terms if not term.owner_only and not term.excluded)


def parse(text: str) -> Query:
    """The query that `text` means; an unfinished `!` or `owner:` means nothing yet."""
    terms = map(_term, text.casefold().split())
    return Query(tuple(term for term in terms if term.text))


def _term(word: str) -> Term:
    excluded = word.startswith("!")
    rest = word.removeprefix("!") if excluded else word
    return Term(rest.removeprefix(_OWNER), rest.startswith(_OWNER), excluded)
