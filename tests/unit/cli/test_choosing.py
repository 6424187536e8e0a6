"""What a chooser asks by one command each: filters, sorts, columns, cards, and what ends."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.media_list import media_list
from tests.program import run
from tests.scenarios import Scenario, case, entry, json_answer, listing
from tests.server import serve
from tests.unit.cli import CASES
from tests.unit.cli.conftest import Run, on_a_terminal

ENDING = listing(
    entry("old", aliases=["older"], deprecated=True, replacement="new"),
    entry("older-still", aliases=["new"], deprecation_date="2020-01-31"),
    entry("new"),
    entry("both", "one", deprecated=True),
    entry("both", "two"),
)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Run]]:
    """Runs the program on each of the lists, which its server gives once."""
    home, small = tmp_path_factory.mktemp("lists"), json_answer(case("09"))
    answers = {"09": small, "300": Scenario(media_list()), "ending": Scenario(ENDING)}
    with ExitStack() as stack:
        bases = {name: stack.enter_context(serve(answers[name])).base_url for name in answers}
        environs = {name: {"LUMENFALL_BASE_URL": base} for name, base in bases.items()}
        yield {name: partial(run, home, environ=environs[name]) for name in environs}


@pytest.mark.parametrize(("line", "small", "large"), CASES["searches"])
def test_a_search(lists: dict[str, Run], line: str, small: str, large: str) -> None:
    for name, owner, expected in (("09", "acme", small), ("300", "crane", large)):
        done = lists[name](*line.format(owner=owner).split())
        assert (done.code, done.lines, done.err) == (0, expected.split(), "")


def test_two_are_shown_one_after_the_other_side_by_side_and_as_json(
    lists: dict[str, Run], tmp_path: Path
) -> None:
    two = ("acme/writer-2", "acme/painter")
    done = lists["09"]("--show", *two)
    assert (done.code, done.err, done.lines[0]) == (0, "", "acme/writer-2")
    first, second = done.out.split("\n\nacme/painter\n")
    assert "$3 in, $15 out per million tokens" in first
    assert "text image → text" in first
    assert ("per_request_limits" in first, "15 Jan" in second) == (False, True)
    asked = [json.loads(lists["09"]("--show", one, "--json").out)[0]["id"] for one in two]
    assert asked == list(two)
    for columns, beside in ((100, two), (60, two[:1])):
        lines = shown(tmp_path, columns, "--show", *two)
        head = next(line.split() for line in lines if two[0] in line)
        assert head[-2:] == [*beside]


def shown(home: Path, columns: int, *arguments: str) -> list[str]:
    with serve(json_answer(case("09"))) as server:
        command = ("--base-url", server.base_url, *arguments)
        return on_a_terminal(home, *command, columns=columns)[1]


@pytest.mark.parametrize(("name", "line", "code", "said"), CASES["told"])
def test_what_is_told(lists: dict[str, Run], name: str, line: str, code: int, said: str) -> None:
    done = lists[name](*line.split())
    assert (done.code, len(done.errors)) == (code, said != "")
    assert done.err.startswith(f"lumenbrowse: {said}" if said else "")


COLUMNS = "ID,name,price,price-in,price-out,context,in,out,can,ends,aliases,architecture.tokenizer"
ROWS = [
    "acme/writer-2|Acme: Writer 2|$3 / $15|3|15|1048576|text,image|text"
    "|tools,reasoning,structured_outputs|||Acme",
    "acme/painter|Acme: Painter|$0.4 / $30|0.4|30||text|image||2027-01-15T00:00:00Z||",
]


def test_columns(lists: dict[str, Run], tmp_path: Path) -> None:
    piped = lists["09"]("--list", "--columns", COLUMNS, "!free")
    assert [line.split("\t") for line in piped.lines] == [row.split("|") for row in ROWS]
    raw = lists["09"]("--list", "--columns", "pricing.prompt,supported_parameters")
    assert raw.lines[:2] == ["0.000003\ttools,reasoning,structured_outputs", "0\t"]
    arguments = ("--list", "--columns", "id,can,context,price,ends,in", "--sort", "context")
    assert shown(tmp_path, 80, *arguments) == [
        "MODEL ID            CAN             CONTEXT  PRICE       ENDS         IN",
        "acme/writer-2       tools reasoni…  1.05M    $3 / $15    —            text image",
        "acme/writer-2:free  —               33k      free        —            text",
        "acme/painter        —               —        $0.4 / $30  15 Jan 2027  text",
    ]
