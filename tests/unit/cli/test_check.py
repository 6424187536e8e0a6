"""`--check`: whether ids are in the list, and what was meant."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.cli.check import by_tail, near
from tests.program import run
from tests.scenarios import Scenario, entry, listing, many
from tests.server import serve
from tests.unit.cli import CASES
from tests.unit.cli.conftest import Run

IDS = "flux.2-max fal/flux-2-max gpt-image-1 gpt-image-1-mini google/gemini-3-pro qwen-image GLM-5"


@pytest.mark.parametrize(("wanted", "expected"), CASES["near"])
def test_near_names(wanted: str, expected: str) -> None:
    tails = by_tail(IDS.split())
    assert near(wanted, tails, guess=True) == expected.split()
    # Likeness is measured only where it is asked for.
    assert (near(wanted, tails, guess=False) == []) == (expected in ("", "qwen-image"))


@settings(max_examples=25)
@given(st.lists(st.text(max_size=8), max_size=8, unique=True), st.text(max_size=8))
def test_at_most_three_of_the_listed(ids: list[str], wanted: str) -> None:
    names = near(wanted, by_tail(ids), guess=True)
    assert len(names) == len(set(names)) <= 3
    assert set(names) <= set(ids)
    if any(model_id.casefold() == wanted.casefold() for model_id in ids):
        assert names[0].casefold() == wanted.casefold()


def test_standard_input(documented: Run) -> None:
    stdin = "\ufeffflux.2-max gpt-image-1.5\r\n\n\tqwen-image\n".encode()
    done = documented("--check", "-", stdin=stdin)
    assert (done.code, done.out, done.err) == (0, "", "")
    done = documented("--check", "qwen-image", "-", "wrong-1", stdin=b"wrong-2 \xff\x1b[1m")
    assert done.code == 1
    missing = ["wrong-2", "\\xff\\x1b[1m", "wrong-1"]
    told = [line.split(" is not in")[0] for line in done.errors]
    assert told == [f"lumenbrowse: {one}" for one in missing]
    done = documented("--check", "-", stdin=b"\n")
    assert (done.code, done.err) == (0, "lumenbrowse: no ID was given\n")


def test_many_wrong_ones_in_a_long_list_and_hostile_names(tmp_path: Path) -> None:
    """Likeness takes time: it is measured for twenty, and every missing one is named all the same."""
    wanted = "\n".join(f"owner-1/modle-{number}x" for number in range(50)).encode()
    with serve(Scenario(many(100)), Scenario(listing(entry("evil\x1b[31m")))) as server:
        base = ("--base-url", server.base_url, "--refresh")
        done = run(tmp_path, "--check", "-", *base, stdin=wanted)
        assert (done.code, len(done.errors)) == (1, 50)
        assert ["did you mean" in line for line in done.errors] == [True] * 20 + [False] * 30
        done = run(tmp_path, "--check", "EVIL\x1b[31m", *base)
    said = "EVIL\\x1b[31m is not in the list; did you mean evil\\x1b[31m?"
    assert done.err == f"lumenbrowse: {said}\n"
