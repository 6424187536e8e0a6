"""`--check`: whether ids are in the list, and what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumenbrowse.cli.check import Near
from tests.program import run
from tests.scenarios import Scenario, entry, listing, many
from tests.server import ModelServer, serve

IDS = [
    "flux.2-max",
    "fal/flux-2-max",
    "gpt-image-1",
    "gpt-image-1-mini",
    "gpt-image-1.5",
    "google/gemini-3-pro",
    "qwen-image",
    "GLM-5",
]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("FLUX.2-MAX", ["flux.2-max", "fal/flux-2-max"]),
        ("glm-5", ["GLM-5"]),
        ("fal/flux.2-max", ["flux.2-max", "fal/flux-2-max"]),
        ("other/gpt-image-1", ["gpt-image-1"]),
        ("gemini-3-pro", ["google/gemini-3-pro"]),
        ("flux2max", ["flux.2-max", "fal/flux-2-max"]),
        ("qwen-imgae", ["qwen-image"]),
        ("nothing like it", []),
        ("", []),
        ("///", []),
    ],
)
def test_near_names(wanted: str, expected: list[str]) -> None:
    assert Near(IDS).names(wanted) == expected


def test_likeness_is_measured_only_where_asked_for() -> None:
    assert Near(IDS).names("qwen-imgae", guess=False) == []
    assert Near(IDS).names("QWEN-image", guess=False) == ["qwen-image"]


@settings(max_examples=50)
@given(st.lists(st.text(max_size=8), max_size=8, unique=True), st.text(max_size=8))
def test_at_most_three_of_the_listed(ids: list[str], wanted: str) -> None:
    names = Near(ids).names(wanted)
    assert len(names) <= 3
    assert len(set(names)) == len(names)
    assert set(names) <= set(ids)
    if any(model_id.casefold() == wanted.casefold() for model_id in ids):
        assert names[0].casefold() == wanted.casefold()


def test_all_are_there(tmp_path: Path) -> None:
    done = run(tmp_path, "--sample", "--check", "flux.2-max", "gpt-image-1", "flux.2-max")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_each_missing_one_is_named_once(tmp_path: Path) -> None:
    wanted = ("FLUX.2-max", "flux.2-max", "fal/flux.2-max", "gpt-image-1.6", "zzzz", "zzzz")
    done = run(tmp_path, "--sample", "--check", *wanted)
    assert (done.code, done.out) == (1, "")
    assert done.errors == [
        "lumenbrowse: FLUX.2-max is not in the list; did you mean flux.2-max?",
        "lumenbrowse: fal/flux.2-max is not in the list; did you mean flux.2-max?",
        "lumenbrowse: gpt-image-1.6 is not in the list; did you mean gpt-image-1, gpt-image-1.5 or "
        "gpt-image-1-mini?",
        "lumenbrowse: zzzz is not in the list",
    ]


def test_standard_input(tmp_path: Path) -> None:
    stdin = "\ufeffflux.2-max gpt-image-1\r\n\n\tdall-e-3\n".encode()
    done = run(tmp_path, "--sample", "--check", "-", stdin=stdin)
    assert (done.code, done.err) == (0, "")
    done = run(
        tmp_path, "--sample", "--check", "dall-e-3", "-", "wrong-1", stdin=b"wrong-2 \xff\x1b[1m"
    )
    assert done.code == 1
    assert [line.split(" is not in")[0] for line in done.errors] == [
        "lumenbrowse: wrong-2",
        "lumenbrowse: \\xff\\x1b[1m",
        "lumenbrowse: wrong-1",
    ]


def test_nothing_given_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "--sample", "--check", "-", stdin=b"\n")
    assert (done.code, done.out) == (0, "")
    assert done.err == "lumenbrowse: no ID was given to check\n"


def test_a_data_sheet_is_told_apart(tmp_path: Path) -> None:
    """A CI job without a key must not think that it checked the real list."""
    done = run(tmp_path, "--check", "flux.2-max")
    assert done.code == 0
    assert "SAMPLE DATA" in done.err


def test_from_the_cache_and_the_server(tmp_path: Path, model_server: ModelServer) -> None:
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}
    assert run(tmp_path, "--check", "qwen-image", environ=environ).code == 0
    assert run(tmp_path, "--check", "qwen-image", environ=environ).code == 0
    assert len(model_server.requests) == 1
    model_server.play("401")
    assert run(tmp_path, "--check", "qwen-image", "--refresh", environ=environ).code == 4
    other = run(tmp_path, "--check", "x", "--offline", "--base-url", "http://127.0.0.1:1/v1")
    assert (other.code, len(other.errors)) == (3, 1)


def test_hostile_names_are_made_safe(tmp_path: Path) -> None:
    with serve(Scenario(listing(entry("evil\x1b[31m-model")))) as server:
        done = run(tmp_path, "--check", "EVIL\x1b[31m-model", "--base-url", server.base_url)
    assert done.err == (
        "lumenbrowse: EVIL\\x1b[31m-model is not in the list; did you mean evil\\x1b[31m-model?\n"
    )


def test_many_wrong_ones_in_a_long_list(tmp_path: Path) -> None:
    """Likeness takes time: it is bounded, and every missing one is named all the same."""
    wanted = "\n".join(f"owner-1/modle-{number}x" for number in range(100)).encode()
    with serve(Scenario(many(2_000))) as server:
        done = run(tmp_path, "--check", "-", "--base-url", server.base_url, stdin=wanted)
    assert (done.code, len(done.errors)) == (1, 100)
    assert "did you mean" in done.errors[0]
