"""What "copy as…" offers for one model or for several marked ones."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from lumenbrowse.catalog.model import Model
from lumenbrowse.settings import Base
from lumenbrowse.text.snippets import Snippet, snippets

_FOR_ONE = ("Python", "TypeScript")
"""Programs: two of them one after the other would not run."""
_JSON = "JSON"


def snippet_choices(
    models: Sequence[Model], base: Base, *, with_key: bool = True
) -> tuple[Snippet, ...]:
    """All there is to copy of models: of several the texts one a line, and their JSON as one array.

    Raises `NotCopyableError` for an id that can't be seen whole.
    """
    of_each = [snippets(model, base, with_key=with_key) for model in models]
    if len(of_each) == 1:
        return of_each[0]
    texts = [{snippet.name: snippet.text for snippet in found} for found in of_each]
    names = [snippet.name for snippet in max(of_each, key=len, default=())]
    return tuple(
        Snippet(name, _joined(name, [one[name] for one in texts]))
        for name in names
        if name not in _FOR_ONE and all(name in one for one in texts)
    )


def _joined(name: str, texts: Sequence[str]) -> str:
    if name != _JSON:
        return "\n".join(texts)
    return "[\n" + ",\n".join(textwrap.indent(text, "  ") for text in texts) + "\n]"
