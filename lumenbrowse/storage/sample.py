"""The list of models that ships in the package: what is shown where no key and no base is named.

It goes the way of a server's answer: the facts of the data file become the documented JSON, which is
then read like any other.
"""

from __future__ import annotations

import json
from pathlib import Path

from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.model import Catalog

_FACTS = Path(__file__).parent.parent / "data" / "sample-models.tsv"


def sample_body() -> bytes:
    """The sample as the API would answer with it (DESIGN.md section 2)."""
    _, *lines = _FACTS.read_text(encoding="utf-8").splitlines()
    return json.dumps({"object": "list", "data": list(map(_entry, lines))}).encode()


def _entry(line: str) -> dict[str, object]:
    model_id, owner, created = line.split("\t")
    return {"id": model_id, "object": "model", "created": int(created), "owned_by": owner}


def sample_catalogue() -> Catalog:
    """The sample's models."""
    return read_answer(sample_body())
