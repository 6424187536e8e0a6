"""Models side by side: what differs is marked, and what is copied is whole."""

from datetime import UTC

from lumenbrowse.settings import Base
from lumenbrowse.text.comparison import as_markdown, as_text, compare
from lumenbrowse.text.details import Circumstances
from tests.scenarios import case
from tests.unit import model

TABLES = case("text/comparison")

AROUND = Circumstances(Base("https://models.example/v1"), 0, UTC)
WRITER = model(
    "acme/writer", created=86_400, context_length=131_072, modality="text+image->text",
    pricing={"prompt": "0.000003", "completion": "0"}, tags=["tools"],
)  # fmt: skip
PAINTER = model("acme/模|\x1b", modality="image+text->text", pricing={"completion": "0"})


def test_facts_are_rows_and_what_differs_is_marked() -> None:
    assert as_text(compare([WRITER, PAINTER], AROUND)).split("\n") == TABLES["text"]


def test_markdown_is_one_table_whatever_an_id_holds() -> None:
    lines = as_markdown(compare([PAINTER, WRITER, WRITER], AROUND)).split("\n")
    assert lines[:4] == TABLES["markdown"]
    assert {line.replace("\\|", "").count("|") for line in lines} == {5}
