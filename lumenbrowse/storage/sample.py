"""The list of models that ships in the package: what is shown where no key and no base is named."""

from pathlib import Path

from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.model import Catalog

_MODELS = Path(__file__).parent.parent / "data" / "sample-models.jsonl"


def sample_catalog() -> Catalog:
    """The sample's models; they go the way of a server's answer, of which the file holds one model a line."""
    return read_answer(b"[" + b",".join(_MODELS.read_bytes().splitlines()) + b"]")
