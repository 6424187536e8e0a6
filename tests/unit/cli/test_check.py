"""`--check`: whether ids are in the list, and what was meant."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.catalog.model import Catalog, make_model
from lumenbrowse.cli import check
from lumenbrowse.cli.check import Near
from lumenbrowse.loading import Loaded
from lumenbrowse.settings import Options, Settings
from tests.program import run
from tests.scenarios import Scenario, entry, listing, many
from tests.server import serve
from tests.unit.cli import CASES
from tests.unit.cli.conftest import Run

IDS = "flux.2-max fal/flux-2-max gpt-image-1 gpt-image-1-mini google/gemini-3-pro qwen-image GLM-5"


@pytest.mark.parametrize(("wanted", "expected"), CASES["near"])
def test_near_names(wanted: str, expected: str) -> None:
    assert Near(IDS.split()).names(wanted) == expected.split()
    # Likeness is measured only where it is asked for.
    assert (Near(IDS.split()).names(wanted, guess=False) == []) == (expected in ("", "qwen-image"))


@settings(max_examples=50)
@given(st.lists(st.text(max_size=8), max_size=8, unique=True), st.text(max_size=8))
def test_at_most_three_of_the_listed(ids: list[str], wanted: str) -> None:
    names = Near(ids).names(wanted)
    assert len(names) == len(set(names)) <= 3
    assert set(names) <= set(ids)
    if any(model_id.casefold() == wanted.casefold() for model_id in ids):
        assert names[0].casefold() == wanted.casefold()


GEMINI = make_model("gemini-3-pro-image", "acme", aliases=("nano-banana-pro",))
LATER = make_model("gpt-image-1.5", "acme", aliases=("gpt-image-1",))
MODELS = (GEMINI, make_model("gpt-image-1", "acme"), LATER, make_model("gpt-image-1-mini", "acme"))
WHOLE, PARTIAL = Catalog(MODELS), Catalog(MODELS, partial=True)
THREE = "did you mean gpt-image-1, gpt-image-1.5 or gpt-image-1-mini?"
CASE = "Nano-Banana-Pro is not in the list; did you mean nano-banana-pro?"


@pytest.mark.parametrize(
    ("wanted", "catalog", "code", "said"),
    [
        ("gpt-image-1 gpt-image-1", WHOLE, 0, []),
        ("nano-banana-pro", WHOLE, 0, ["is an alias of gemini-3-pro-image"]),
        ("zzz zzz", WHOLE, 1, ["zzz is not in the list"]),
        ("GPT-image-2 Nano-Banana-Pro", WHOLE, 1, [THREE, CASE]),
        ("zzz", replace(PARTIAL, total=812), 3, ["is not in the first 4 of 812 models"]),
        ("zzz", PARTIAL, 3, ["zzz is not in the first 4 models"]),
        ("gpt-image-1", PARTIAL, 0, []),
    ],
)
def test_what_is_told(
    wanted: str,
    catalog: Catalog,
    code: int,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(check, "load", lambda _: Loaded(catalog))
    options = Options(command="check", ids=tuple(wanted.split()))
    assert check.run(Settings(options=options)) == code
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert (out, len(lines)) == ("", len(said))
    assert all(line.endswith(words) for line, words in zip(lines, said, strict=True))


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
    """Likeness takes time: it is bounded, and every missing one is named all the same."""
    wanted = "\n".join(f"owner-1/modle-{number}x" for number in range(100)).encode()
    with serve(Scenario(many(2_000)), Scenario(listing(entry("evil\x1b[31m")))) as server:
        base = ("--base-url", server.base_url, "--refresh")
        done = run(tmp_path, "--check", "-", *base, stdin=wanted)
        assert (done.code, len(done.errors)) == (1, 100)
        assert "did you mean" in done.errors[0]
        done = run(tmp_path, "--check", "EVIL\x1b[31m", *base)
    said = "EVIL\\x1b[31m is not in the list; did you mean evil\\x1b[31m?"
    assert done.err == f"lumenbrowse: {said}\n"
