""" "Copy as…": a model's id, its JSON, and code that asks for the model, each ready to be pasted.

The key is never in any of them: they read it from LUMENFALL_API_KEY where they run.
"""

from __future__ import annotations

import json
import shlex
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.settings import KEY_VARIABLE, Base
from lumenbrowse.text.safe import check_copyable, is_plain

_JSON = "JSON"
_PROGRAMS = ("Python", "TypeScript")

_PYTHON = """\
import os

from openai import OpenAI

client = OpenAI(
    base_url={base},
    api_key={key},
)
print(client.models.retrieve({id}))
"""
_TYPESCRIPT = """\
import OpenAI from "openai";

const client = new OpenAI({{
  baseURL: {base},
  apiKey: {key},
}});
console.log(await client.models.retrieve({id}));
"""


class Snippet(NamedTuple):
    """One thing to copy: `name` is what the user chooses it by, `text` what is copied."""

    name: str
    text: str


def snippets(models: Sequence[Model], base: Base, *, with_key: bool = True) -> tuple[Snippet, ...]:
    """All there is to copy of models that `base` serves.

    Of several, the texts stand one a line, their JSON is one array, and programs are left out: one after
    the other they would not run. `with_key` false is for a server that is asked without a key. Raises
    `NotCopyableError` for an id that can't be seen whole: nothing with it in is safe to paste.
    """
    of_each = [tuple(_snippets(model, base, with_key)) for model in models]
    if len(of_each) == 1:
        return of_each[0]
    texts = [{snippet.name: snippet.text for snippet in found} for found in of_each]
    return tuple(
        Snippet(name, _joined(name, [one[name] for one in texts]))
        for name in max(texts, key=len, default={})
        if name not in _PROGRAMS and all(name in one for one in texts)
    )


def _joined(name: str, texts: Sequence[str]) -> str:
    if name != _JSON:
        return "\n".join(texts)
    return "[\n" + ",\n".join(textwrap.indent(text, "  ") for text in texts) + "\n]"


def _snippets(model: Model, base: Base, with_key: bool) -> Iterator[Snippet]:
    check_copyable(model.id)
    yield Snippet("id", model.id)
    if model.owner != UNKNOWN_OWNER and is_plain(model.owner):
        prefix = f"{model.owner}/"
        yield Snippet("owner/id", prefix + model.id.removeprefix(prefix))
    yield Snippet(_JSON, _as_json(model))
    url = f"{base.url}/models/{quote(model.id, safe='')}"
    header = f' -H "Authorization: Bearer ${KEY_VARIABLE}"' if with_key else ""
    yield Snippet("curl", f"curl -sS{header} {shlex.quote(url)}")
    # Without a key: the SDK refuses to start with none at all.
    name = KEY_VARIABLE
    python = f'os.environ["{name}"]' if with_key else f'os.environ.get("{name}", "none")'
    typescript = f"process.env.{name}" + ("" if with_key else ' ?? "none"')
    literals = {"base": _literal(base.url), "id": _literal(model.id)}
    yield Snippet("Python", _PYTHON.format(key=python, **literals))
    yield Snippet("TypeScript", _TYPESCRIPT.format(key=typescript, **literals))


def _as_json(model: Model) -> str:
    """All that the server sent, indented; escaped to ASCII where not all of it could be seen."""
    fields = dict(model.fields) or {"id": model.id, "object": "model"}
    text = json.dumps(fields, indent=2, ensure_ascii=False)
    return text if all(map(is_plain, text.split("\n"))) else json.dumps(fields, indent=2)


def _literal(text: str) -> str:
    """A string literal of both languages: for a text without control characters they are JSON's."""
    return json.dumps(text, ensure_ascii=False)
