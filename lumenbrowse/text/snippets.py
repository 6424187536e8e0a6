""" "Copy as…": a model's id, its JSON, and code that asks for it, ready to be pasted; what is secret is `…`."""

import json
import shlex
import textwrap
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, quote

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.settings import KEY_VARIABLE, Settings
from lumenbrowse.text.safe import check_copyable, is_plain, mask

_JSON = "JSON"
_PROGRAMS = ("Python", "TypeScript")

_PYTHON = """\
import os

from openai import OpenAI

client = OpenAI(
    base_url={base},
    api_key={key},
{more})
print(client.models.retrieve({id}))
"""
_TYPESCRIPT = """\
import OpenAI from "openai";

const client = new OpenAI({{
  baseURL: {base},
  apiKey: {key},
{more}}});
console.log(await client.models.retrieve({id}));
"""


def snippets(models: Sequence[Model], settings: Settings) -> dict[str, str]:
    """All there is to copy of models, by its names. Raises `NotCopyableError`."""
    found = [_snippets(model, settings) for model in models]
    if len(found) == 1:
        return found[0]
    names = [name for name in found[0] if all(name in one for one in found)]
    texts = {name: [one[name] for one in found] for name in names}
    for name in _PROGRAMS:
        # One client asks for them all: the last line of its program once for each.
        program, *others = texts[name]
        texts[name] = [program + "".join(f"{other.splitlines()[-1]}\n" for other in others)]
    array = ",\n".join(textwrap.indent(text, "  ") for text in texts[_JSON])
    return {name: "\n".join(each) for name, each in texts.items()} | {_JSON: f"[\n{array}\n]"}


def _snippets(model: Model, settings: Settings) -> dict[str, str]:
    """Each text by its name."""
    check_copyable(model.id)
    found = {"id": model.id}
    if model.owner != UNKNOWN_OWNER and is_plain(model.owner):
        prefix = f"{model.owner}/"
        found["owner/id"] = prefix + model.id.removeprefix(prefix)
    found[_JSON] = _as_json(model)
    base, key, header = settings.base, settings.key, settings.key_header
    name = key.source if key and key.source in settings.secret_names else KEY_VARIABLE
    is_bearer, with_key = header.lower() == "authorization", key is not None or base.is_lumenfall
    others = [one for one in settings.headers if one in settings.request_headers]
    query = mask(base.query, settings.secrets)
    url = f"{base.url}/models/{quote(model.id, safe='')}" + (f"?{query}" if query else "")
    curl = "curl -sS"
    if with_key:
        # Of a header's characters (RFC 9110 section 5.6.2) these two mean something in quotes.
        safe_header = header.replace("$", "\\$").replace("`", "\\`")
        curl += f' -H "{safe_header}: {"Bearer " if is_bearer else ""}${name}"'
    curl += "".join(f" -H {shlex.quote(f'{one}: …')}" for one in others)
    found["curl"] = f"{curl} {shlex.quote(url)}"
    queries = {one: _literal(text) for one, text in parse_qsl(query, True)}
    for language, template, variable, starts in (
        ("Python", _PYTHON, f'os.environ["{name}"]', ("    default_headers=", "    default_query=")),
        ("TypeScript", _TYPESCRIPT, f"process.env.{name}", ("  defaultHeaders: ", "  defaultQuery: ")),
    ):  # fmt: skip
        headers = dict.fromkeys(others, '"…"')
        if with_key and not is_bearer:
            headers[header] = variable
        found[language] = template.format(
            base=_literal(base.url),
            id=_literal(model.id),
            # The SDK refuses to start with none at all.
            key=variable if is_bearer and with_key else '"none"',
            more=_option(starts[0], headers) + _option(starts[1], queries),
        )
    return found


def _option(start: str, expressions: Mapping[str, str]) -> str:
    inner = ", ".join(f"{_literal(name)}: {value}" for name, value in expressions.items())
    return f"{start}{{{inner}}},\n" if inner else ""


def _as_json(model: Model) -> str:
    """All that the server sent, indented; escaped to ASCII where not all of it could be seen."""
    fields = dict(model.fields) or {"id": model.id, "object": "model"}
    text = json.dumps(fields, indent=2, ensure_ascii=False)
    return text if all(map(is_plain, text.split("\n"))) else json.dumps(fields, indent=2)


def _literal(text: str) -> str:
    """A string literal of both languages: for a text without control characters they are JSON's."""
    return json.dumps(text, ensure_ascii=False)
