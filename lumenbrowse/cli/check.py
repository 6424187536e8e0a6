"""`--check`: whether ids are in the list and stay, and which ones somebody may have meant. Made for CI."""

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from lumenbrowse.catalog.model import Catalog, Model, squash
from lumenbrowse.errors import DONE, NO_LIST, NOTHING, UsageError
from lumenbrowse.loading import load
from lumenbrowse.settings import Settings
from lumenbrowse.terminal.stdio import complain
from lumenbrowse.text.dates import rfc3339
from lumenbrowse.text.safe import mask_whole, safe

_NEAR = 3
_MOST_GUESSES = 20  # ids for which likeness is measured, which takes time


def run(settings: Settings) -> int:
    """Tells of aliases, of what ends and what is missing; returns the exit code. Raises `FetchError`."""
    models, lines, code = look_up(settings)
    ends = _ends_lines(models, time.time())
    for line in (*lines, *ends):
        complain(mask_whole(line, settings.secrets))
    return code or (NOTHING if ends and settings.options.strict else DONE)


def _wanted_ids(given: Iterable[str]) -> list[str]:
    """The ids that are given, each once; `-` stands for those on standard input. Raises `UsageError`."""
    ids: list[str] = []
    for model_id in given:
        if model_id != "-":
            ids.append(model_id)
        elif sys.stdin is None:
            raise UsageError("standard input is closed", "leave out - or pipe the IDs into it")
        else:
            ids += sys.stdin.buffer.read().decode("utf-8-sig", "backslashreplace").split()
    if not ids:
        complain("no ID was given")
    return list(dict.fromkeys(ids))


def look_up(settings: Settings) -> tuple[list[Model], list[str], int]:
    """The models of the options' ids and aliases, what is to be told of those, and the exit code."""
    loaded = load(settings)
    loaded.tell()
    catalog, ids = loaded.catalog, _wanted_ids(settings.options.ids)
    by_id: dict[str, list[Model]] = {}
    for model in catalog.models:
        by_id.setdefault(model.id, []).append(model)
    named = ((alias, model.id) for model in catalog.models for alias in model.aliases)
    aliases = {alias: model_id for alias, model_id in named if alias not in by_id}
    lines = [f"{safe(one)} is an alias of {safe(aliases[one])}" for one in ids if one in aliases]
    missing = [one for one in ids if one not in by_id and one not in aliases]
    lines += _missing_lines(missing, [*by_id, *aliases], catalog)
    known = dict.fromkeys(aliases.get(one, one) for one in ids if one not in missing)
    models = [model for one in known for model in by_id[one]]
    # What a partial list lacks may be in the rest.
    return models, lines, (NO_LIST if catalog.partial else NOTHING) if missing else DONE


def _ends_lines(models: Sequence[Model], now: float) -> list[str]:
    """What is deprecated or ends; an id that another owner goes on with is not told."""
    staying = {model.id for model in models if model.facts.ends is None}
    lines = []
    for model in models:
        ends = model.facts.ends
        if ends is None or model.id in staying:
            continue
        # The day in UTC, as servers give it: elsewhere it would be another one.
        when = "ended" if ends.at and ends.at <= now else "ends"
        told = f"{when} on {rfc3339(ends.at)[:10]}" if ends.at else "is deprecated"
        instead = f"; use {safe(ends.replacement)} instead" if ends.replacement else ""
        lines.append(f"{safe(model.id)} {told}{instead}")
    return list(dict.fromkeys(lines))


def _missing_lines(missing: Sequence[str], known: Sequence[str], catalog: Catalog) -> list[str]:
    where = f"the {catalog.partial_words} models" if catalog.partial else "the list"
    tails, lines = by_tail(known if missing else ()), []
    for place, model_id in enumerate(missing):
        names = map(safe, near(model_id, tails, guess=place < _MOST_GUESSES))
        meant = " or ".join(", ".join(names).rsplit(", ", 1))
        question = f"; did you mean {meant}?" if meant else ""
        lines.append(f"{safe(model_id)} is not in {where}{question}")
    return lines


def by_tail(ids: Iterable[str]) -> dict[str, list[str]]:
    """Ids by what is left of them without their provider's prefix, case and separators."""
    tails: dict[str, list[str]] = {}
    for model_id in ids:
        tails.setdefault(_tail(model_id), []).append(model_id)
    return tails


def near(model_id: str, tails: Mapping[str, Sequence[str]], *, guess: bool) -> list[str]:
    """Up to three listed ids: the same but for case, for a provider's prefix or separators; else alike ones."""
    folded, tail = model_id.casefold(), _tail(model_id)
    same = sorted(tails.get(tail, ()), key=lambda one: one.casefold() != folded)
    if not same and guess:
        same = [one for alike in get_close_matches(tail, tails, _NEAR) for one in tails[alike]]
    return same[:_NEAR]


def _tail(model_id: str) -> str:
    folded = model_id.casefold()
    return squash(folded.rpartition("/")[2]) or folded
