"""The list of models that ships in the package: what is shown where no key and no base is named.

It goes the way of a server's answer, of which the data file holds one model a line.
"""

from __future__ import annotations

from pathlib import Path

from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.model import Catalog

_MODELS = Path(__file__).parent.parent / "data" / "sample-models.jsonl"


def sample_body() -> bytes:
    """The sample as the API would answer with it (DESIGN.md section 2)."""
    return b'{"object": "list", "data": [' + b",".join(_MODELS.read_bytes().splitlines()) + b"]}"


def sample_catalogue() -> Catalog:
    """The sample's models."""
    return read_answer(sample_body())
