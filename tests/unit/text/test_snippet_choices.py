"""What "copy as…" offers for one model and for several."""

from __future__ import annotations

import json

import pytest

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.clipboard.routes import NotCopyableError
from lumenbrowse.settings import DEFAULT_BASE, Base
from lumenbrowse.text.snippet_choices import snippet_choices
from lumenbrowse.text.snippets import snippets

BASE = Base(DEFAULT_BASE)
FLUX = Model("flux.2-max", "black-forest-labs", 1, fields={"id": "flux.2-max", "n": [1, "a\nb"]})
GPT = Model("gpt-4.1", "openai", 2, fields={"id": "gpt-4.1"})


def texts(*models: Model) -> dict[str, str]:
    return {one.name: one.text for one in snippet_choices(models, BASE)}


def test_one_model_has_all_snippets() -> None:
    assert snippet_choices([FLUX], BASE) == snippets(FLUX, BASE)


def test_ids_and_commands_stand_one_a_line() -> None:
    found = texts(FLUX, GPT)
    assert list(found) == ["id", "owner/id", "JSON", "curl"]
    assert found["id"] == "flux.2-max\ngpt-4.1"
    assert found["owner/id"] == "black-forest-labs/flux.2-max\nopenai/gpt-4.1"
    assert [line.split()[0] for line in found["curl"].split("\n")] == ["curl", "curl"]


def test_json_of_several_is_one_array() -> None:
    assert json.loads(texts(FLUX, GPT)["JSON"]) == [dict(FLUX.fields), dict(GPT.fields)]


def test_without_an_owner_there_is_no_owner_and_id_of_all() -> None:
    assert list(texts(Model("x", UNKNOWN_OWNER), GPT)) == ["id", "JSON", "curl"]


def test_one_that_cannot_be_copied_stops_all() -> None:
    with pytest.raises(NotCopyableError):
        texts(GPT, Model("x\u202e", "openai"))


def test_first_letters_tell_them_apart() -> None:
    letters = [one.name[0].lower() for one in snippet_choices([FLUX], BASE)]
    assert len(letters) == len(set(letters))
