""" "Copy as…": a model's id, its JSON, and code that asks for the model, each ready to be pasted.

The key is never in any of them: they read it from LUMENFALL_API_KEY where they run.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from urllib.parse import quote

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.clipboard.routes import check_copyable
from lumenbrowse.settings import KEY_VARIABLE, Base
from lumenbrowse.text.safe import is_plain

_NO_KEY = "none"
"""What the SDK gets where there is no key: it refuses to start with none at all."""

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


@dataclass(frozen=True, slots=True)
class Snippet:
    """One thing to copy: `name` is what the user chooses it by, `text` what is copied."""

    name: str
    text: str


def snippets(model: Model, base: Base, *, with_key: bool = True) -> tuple[Snippet, ...]:
    """All there is to copy of `model`, which `base` serves.

    `with_key` false is for a server that is asked without a key. Raises `NotCopyableError` for an id
    that can't be seen whole: nothing with it in is safe to paste.
    """
    check_copyable(model.id)
    found = [Snippet("id", model.id)]
    if model.owner != UNKNOWN_OWNER and is_plain(model.owner):
        found.append(Snippet("owner/id", owner_and_id(model)))
    return (
        *found,
        Snippet("JSON", as_json(model)),
        Snippet("curl", curl(model.id, base, with_key=with_key)),
        Snippet("Python", python(model.id, base, with_key=with_key)),
        Snippet("TypeScript", typescript(model.id, base, with_key=with_key)),
    )


def owner_and_id(model: Model) -> str:
    """`owner/id`; the id alone where it begins with the owner already."""
    prefix = f"{model.owner}/"
    return model.id if model.id.startswith(prefix) else prefix + model.id


def as_json(model: Model) -> str:
    """All that the server sent, indented; escaped to ASCII where not all of it could be seen."""
    fields = dict(model.fields) or _known_fields(model)
    text = json.dumps(fields, indent=2, ensure_ascii=False)
    if all(map(is_plain, text.split("\n"))):
        return text
    return json.dumps(fields, indent=2)


def _known_fields(model: Model) -> dict[str, str | int]:
    """The fields that DESIGN.md section 2 documents, as far as they are known."""
    fields: dict[str, str | int] = {"id": model.id, "object": "model"}
    if model.added is not None:
        fields["created"] = model.added
    if model.owner != UNKNOWN_OWNER:
        fields["owned_by"] = model.owner
    return fields


def curl(name: str, base: Base, *, with_key: bool = True) -> str:
    """A command line for any POSIX shell that asks for the model."""
    url = f"{base.url}/models/{quote(name, safe='')}"
    header = f' -H "Authorization: Bearer ${KEY_VARIABLE}"' if with_key else ""
    return f"curl -sS{header} {shlex.quote(url)}"


def python(name: str, base: Base, *, with_key: bool = True) -> str:
    """A script that asks for the model through the OpenAI SDK."""
    key = f'os.environ["{KEY_VARIABLE}"]'
    if not with_key:
        key = f'os.environ.get("{KEY_VARIABLE}", "{_NO_KEY}")'
    return _PYTHON.format(base=_literal(base.url), key=key, id=_literal(name))


def typescript(name: str, base: Base, *, with_key: bool = True) -> str:
    """A module that asks for the model through the OpenAI SDK."""
    key = f"process.env.{KEY_VARIABLE}"
    if not with_key:
        key = f'{key} ?? "{_NO_KEY}"'
    return _TYPESCRIPT.format(base=_literal(base.url), key=key, id=_literal(name))


def _literal(text: str) -> str:
    """A string literal of both languages: for a text without control characters they are JSON's."""
    return json.dumps(text, ensure_ascii=False)
