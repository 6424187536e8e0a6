"""The lists: which models, in which order, and each form from the program itself."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.arranging import Arranger
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.catalog.sort import natural_key
from lumenbrowse.cli.choosing import view_of
from lumenbrowse.cli.list import choose
from lumenbrowse.settings import Options, Settings
from lumenbrowse.storage.sample import sample_body, sample_catalogue
from lumenbrowse.storage.state import with_favourites
from lumenbrowse.storage.store import Store
from lumenbrowse.storage.visits import Visits
from tests.program import run
from tests.scenarios import DOCUMENTED, HOSTILE_WORDS, Scenario, entry, many
from tests.scenarios import listing as body_of
from tests.server import ModelServer, serve
from tests.terminal.harness import PROGRAM, Terminal, clean_environment

NEWEST_FIRST = ["flux.2-max", "gemini-3-pro-image", "qwen-image", "seedream-4.5", "gpt-image-1.5"]


def catalogue_of(models: Sequence[object]) -> Catalogue:
    return read_answer(body_of(*models))


MODELS = [
    entry("gpt-10", "openai", 30),
    entry("gpt-4.1", "openai", 10),
    entry("Flux", "bfl", 20),
    entry("odd", "acme", 20),
    entry("none", "acme"),
]
MODELS[4]["created"] = None


def chosen(**options: Any) -> list[str]:
    catalogue = catalogue_of(MODELS)
    indices, _ = choose(catalogue, Settings(options=Options(command="ids", **options)))
    return [catalogue.ids[index] for index in indices]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "gpt-10 Flux odd gpt-4.1 none"),
        ({"reverse": True}, "gpt-4.1 Flux odd gpt-10 none"),
        ({"sort": "added"}, "gpt-10 Flux odd gpt-4.1 none"),
        ({"sort": "id"}, "Flux gpt-4.1 gpt-10 none odd"),
        ({"sort": "id", "reverse": True}, "odd none gpt-10 gpt-4.1 Flux"),
        ({"sort": "owner"}, "none odd Flux gpt-4.1 gpt-10"),
        ({"sort": "owner", "reverse": True}, "gpt-4.1 gpt-10 Flux none odd"),
        ({"limit": 2}, "gpt-10 Flux"),
        ({"limit": 99}, "gpt-10 Flux odd gpt-4.1 none"),
        ({"owners": ("ACME",)}, "odd none"),
        ({"owners": ("acme", "bfl")}, "Flux odd none"),
        ({"owners": ("acm",)}, ""),
        ({"owners": ("",)}, ""),
        ({"query": "gpt"}, "gpt-10 gpt-4.1"),
        ({"query": "gpt", "reverse": True}, "gpt-4.1 gpt-10"),
        ({"query": "owner:acme"}, "odd none"),
        ({"query": "!gpt", "limit": 2}, "Flux odd"),
        ({"query": "gpt10"}, "gpt-10"),
        ({"query": "gpt0"}, ""),
    ],
)
def test_what_is_listed(options: dict[str, Any], expected: str) -> None:
    assert chosen(**options) == expected.split()


def test_what_is_only_close_is_not_listed_but_told() -> None:
    settings_ = Settings(options=Options(command="ids", query="gpt0"))
    catalogue = catalogue_of(MODELS)
    indices, close = choose(catalogue, settings_)
    assert (indices, [catalogue.ids[index] for index in close]) == ([], ["gpt-10"])


@pytest.mark.parametrize(
    ("sort", "reverse"), list(product(("id", "owner", "added"), (False, True))), ids=str
)
def test_the_whole_list_is_in_the_tables_order(sort: Any, reverse: bool) -> None:
    """All of a list is sorted without the table's code: it has to come out the same."""
    catalogue = sample_catalogue()
    options = Options(command="ids", sort=sort, reverse=reverse)
    rows = Arranger(catalogue).arrange(view_of(options))
    assert choose(catalogue, Settings(options=options)) == (list(rows.indices()), [])


def test_the_sample_goes_the_way_of_an_answer() -> None:
    catalogue = sample_catalogue()
    assert json.loads(sample_body())["object"] == "list"
    assert (len(catalogue), catalogue.skipped) == (75, 0)
    model = catalogue.model(catalogue.ids.index("gpt-image-1.5"))
    assert model.fields == {
        "id": "gpt-image-1.5",
        "object": "model",
        "created": 1698785189,
        "owned_by": "openai",
    }


def remember(home: Path, base: str, favourites: Sequence[str], seen: Sequence[str]) -> None:
    store = Store(home / "state" / "lumenbrowse" / "state.json")
    store.load()
    store.change(lambda state: with_favourites(state, base, favourites, True))
    visits = Visits(began=1, at=1, listed=1, seen=tuple(seen))

    def visited(state: Any) -> Any:
        of_base = replace(state.of(base), visits=visits)
        return replace(state, bases={**state.bases, base: of_base})

    store.change(visited)
    store.save()


def test_favourites_and_new_models(tmp_path: Path, model_server: ModelServer) -> None:
    base = model_server.base_url
    environ = {"LUMENFALL_BASE_URL": base}
    first = run(tmp_path, "--ids", "--new", environ=environ)
    assert (first.code, first.out, len(first.errors)) == (1, "", 1)
    assert run(tmp_path, "--ids", "--favourites", environ=environ).code == 1
    remember(tmp_path, base, ["gpt-image-1.5", "flux.2-max", "gone"], NEWEST_FIRST[1:4])
    new = run(tmp_path, "--ids", "--new", environ=environ)
    assert (new.code, new.lines) == (0, ["flux.2-max", "gpt-image-1.5"])
    favourites = run(tmp_path, "--ids", "--favourites", "--reverse", environ=environ)
    assert favourites.lines == ["gpt-image-1.5", "flux.2-max"]
    assert run(tmp_path, "--ids", "--favourites", "flux", environ=environ).lines == ["flux.2-max"]
    # A script that takes the newest is not to get a favourite, and none of this is a visit.
    assert run(tmp_path, "--ids", environ=environ).lines == NEWEST_FIRST
    assert run(tmp_path, "--ids", "--new", environ=environ).lines == new.lines
    nothing = run(tmp_path, "--ids", "--favourites", "--no-state", environ=environ)
    assert (nothing.code, nothing.out) == (1, "")


def test_a_damaged_state_is_told_and_survived(tmp_path: Path) -> None:
    path = tmp_path / "state" / "lumenbrowse" / "state.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{")
    done = run(tmp_path, "--ids", "--favourites", "--sample")
    assert done.code == 1
    assert "could not be read" in done.errors[0]


def test_the_forms(tmp_path: Path, model_server: ModelServer) -> None:
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}
    sent = {model["id"]: model for model in json.loads(DOCUMENTED)["data"]}
    ids = run(tmp_path, "--ids", environ=environ)
    assert (ids.code, ids.raw, ids.err) == (0, "".join(f"{i}\n" for i in NEWEST_FIRST).encode(), "")
    nul = run(tmp_path, "--ids", "-0", environ=environ)
    assert nul.raw.split(b"\0") == [*ids.raw.splitlines(), b""]
    array = run(tmp_path, "--json", environ=environ)
    assert json.loads(array.out) == [sent[model_id] for model_id in NEWEST_FIRST]
    lines = run(tmp_path, "--jsonl", environ=environ)
    assert [json.loads(line) for line in lines.lines] == json.loads(array.out)
    tsv = run(tmp_path, "--list", environ=environ)
    assert tsv.lines[0] == "flux.2-max\tblack-forest-labs\t2023-12-11T13:06:40Z"
    assert tsv.out == run(tmp_path, environ=environ).out
    assert len(model_server.requests) == 1


@pytest.mark.parametrize(
    ("command", "out"), [("--ids", ""), ("--list", ""), ("--json", "[]\n"), ("--jsonl", "")]
)
def test_nothing_matched(tmp_path: Path, command: str, out: str) -> None:
    done = run(tmp_path, "--sample", command, "no such model")
    assert (done.code, done.out) == (1, out)
    assert done.err == "lumenbrowse: nothing matches “no such model”\n"
    close = run(tmp_path, "--sample", command, "flx2mx")
    assert (close.code, close.out) == (1, out)
    assert close.err == "lumenbrowse: nothing matches “flx2mx”; close to it: flux.2-max\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--new",), "nothing is new since the last visit"),
        (("--favourites",), "none of the models is a favourite"),
        (("--owner", "opneai"), "no model's owner is opneai"),
        (("--owner", "x", "--owner", "y\x07", "flux"), "no model's owner is x or y\\x07"),
        (("--owner", "openai", "--new"), "nothing is new since the last visit"),
        (("--owner", "openai", "flux"), "nothing matches “flux”"),
        (("--owner", "openai", "--owner", "x", "flux"), "nothing matches “flux”"),
    ],
)
def test_why_nothing_is_listed(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(tmp_path, "--sample", "--ids", *arguments)
    assert (done.code, done.out, done.err) == (1, "", f"lumenbrowse: {said}\n")


def test_hostile_models_are_listed_safely(tmp_path: Path, model_server: ModelServer) -> None:
    model_server.play("hostile list")
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}
    count = 1 + len(HOSTILE_WORDS)
    for command in ("--ids", "--list", "--jsonl"):
        done = run(tmp_path, command, environ=environ)
        assert (done.code, done.err, len(done.lines)) == (0, "", count)
        assert done.out.replace("\n", "").replace("\t", "").isprintable()
    models = json.loads(run(tmp_path, "--json", environ=environ).out)
    assert {model["owned_by"] for model in models} == {"acme", *HOSTILE_WORDS}


def test_another_locale_refuses_no_id(tmp_path: Path, model_server: ModelServer) -> None:
    model_server.play(Scenario(body_of(entry("日本-é"))))
    environ = {"LUMENFALL_BASE_URL": model_server.base_url, "PYTHONIOENCODING": "latin-1"}
    done = run(tmp_path, "--ids", environ=environ)
    assert (done.code, done.raw) == (0, b"\\u65e5\\u672c-\xe9\n")


def on_a_terminal(
    home: Path, *arguments: str, columns: int = 80, environ: Mapping[str, str] | None = None
) -> tuple[int, bytes, list[str]]:
    command = [*PROGRAM, "--sample", *arguments]
    with Terminal(command, home, rows=30, columns=columns, environ=environ) as terminal:
        code = terminal.wait_exit()
        return code, terminal.raw, [line for line in terminal.screen() if line]


def test_a_table_on_a_terminal(tmp_path: Path) -> None:
    code, raw, lines = on_a_terminal(tmp_path, "--list", "gpt-image-1")
    assert code == 0
    assert lines == [
        "MODEL ID          OWNER   ADDED",
        "gpt-image-1       openai  24 Apr 2025",
        "gpt-image-1-mini  openai  26 Sep 2025",
        "gpt-image-1.5     openai  31 Oct 2023",
    ]
    assert b"\x1b[1;33mgpt-image-1\x1b[m" in raw


@pytest.mark.parametrize("columns", [20, 40, 60])
def test_a_table_fits_its_terminal(tmp_path: Path, columns: int) -> None:
    code, _, lines = on_a_terminal(tmp_path, "--list", "--limit", "20", columns=columns)
    # Had a line been wrapped, there would be more of them.
    assert (code, len(lines)) == (0, 21)


@pytest.mark.parametrize(
    ("environ", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_of_a_table(tmp_path: Path, environ: dict[str, str], coloured: bool) -> None:
    _, raw, _ = on_a_terminal(tmp_path, "--list", "flux", environ=environ)
    assert (b"\x1b" in raw) == coloured


def test_a_table_in_ascii(tmp_path: Path) -> None:
    _, raw, lines = on_a_terminal(tmp_path, "--list", "--ascii", "dall", columns=7)
    assert lines == ["MODE...", "dall..."]
    assert raw.isascii()


def test_skipped_entries_hide_no_others(tmp_path: Path, model_server: ModelServer) -> None:
    model_server.play("odd entries")
    done = run(tmp_path, "--ids", "--sort", "id", "--base-url", model_server.base_url)
    assert (done.code, done.lines) == (0, ["bare", "good"])


def test_a_long_list_is_printed_whole(tmp_path: Path) -> None:
    with serve(Scenario(many(5_000))) as server:
        done = run(tmp_path, "--list", "--base-url", server.base_url)
    assert (done.code, len(done.lines)) == (0, 5_000)
    dates = [line.split("\t")[2] for line in done.lines]
    assert dates == sorted(dates, reverse=True)


def test_ids_are_in_natural_order(tmp_path: Path) -> None:
    ids = run(tmp_path, "--sample", "--ids", "--sort", "id").lines
    assert ids == sorted(ids, key=natural_key)
    assert len(ids) == 75


def test_nothing_is_left_running_or_written_by_a_list_of_the_sample(tmp_path: Path) -> None:
    environ = clean_environment(tmp_path)
    subprocess.run(
        [*PROGRAM, "--sample", "--ids"], env=environ, check=True, stdout=subprocess.DEVNULL
    )
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [], os.fspath(tmp_path)
