"""The lists: which models, in which order, and each form from the program itself."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from lumenbrowse.api.parser import read_answer
from lumenbrowse.cli.list import choose
from lumenbrowse.settings import Options, Settings
from tests.program import run
from tests.scenarios import DOCUMENTED, HOSTILE_WORDS, TEST_KEY, Scenario, entry
from tests.scenarios import listing as body_of
from tests.server import ModelServer, serve
from tests.unit.cli import CASES
from tests.unit.cli.conftest import Run, on_a_terminal

NEWEST_FIRST = ["flux.2-max", "gemini-3-pro-image", "qwen-image", "seedream-4.5", "gpt-image-1.5"]


@pytest.mark.parametrize(("options", "expected", "close"), CASES["listed"])
def test_what_is_listed(options: dict[str, Any], expected: str, close: str) -> None:
    settings = Settings(options=Options(command="ids", **options))
    chosen = choose(read_answer(body_of(*CASES["models"])), settings)
    found, near = ([model.id for model in some] for some in chosen)
    assert (found, near) == (expected.split(), close.split())


def remember(home: Path, base: str, favourites: Sequence[str], seen: Sequence[str]) -> None:
    """What earlier visits left behind, as it lies on the disk."""
    visits = {"began": 1, "at": 1, "listed": 1, "seen": " ".join(seen), "first_seen": []}
    known = {"favourites": favourites, "recents": [], "visits": visits}
    path = home / "state" / "lumenbrowse" / "state.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"version": 1, "bases": {base: known}}))


def test_favourites_and_new_models(tmp_path: Path, model_server: ModelServer) -> None:
    base = model_server.base_url

    def ids(*arguments: str) -> tuple[int, list[str]]:
        done = run(tmp_path, "--ids", *arguments, environ={"LUMENFALL_BASE_URL": base})
        assert len(done.errors) == done.code
        return done.code, done.lines

    assert ids("--new") == ids("--favourites") == (1, [])
    remember(tmp_path, base, ["gpt-image-1.5", "flux.2-max", "gone"], NEWEST_FIRST[1:4])
    assert ids("--favourites", "--reverse") == (0, ["gpt-image-1.5", "flux.2-max"])
    assert ids("--favourites", "flux") == (0, ["flux.2-max"])
    # A script that takes the newest is not to get a favourite, and none of this is a visit.
    assert ids() == (0, NEWEST_FIRST)
    assert ids("--new") == ids("is:new") == (0, ["flux.2-max", "gpt-image-1.5"])
    assert ids("is:favourite", "--reverse") == ids("--favourites", "--reverse")
    assert ids("--favourites", "--no-state") == (1, [])
    (tmp_path / "state" / "lumenbrowse" / "state.json").write_bytes(b"{")
    done = run(tmp_path, "--ids", "--favourites", "--base-url", base)
    assert (done.code, len(done.errors)) == (1, 2)
    assert "could not be read" in done.errors[0]


def test_the_forms(documented: Run) -> None:
    sent = {model["id"]: model for model in json.loads(DOCUMENTED)["data"]}
    ids = documented("--ids")
    assert (ids.code, ids.raw, ids.err) == (0, "".join(f"{i}\n" for i in NEWEST_FIRST).encode(), "")
    assert documented("--ids", "-0").raw == ids.raw.replace(b"\n", b"\0")
    array = json.loads(documented("--json").out)
    assert array == [sent[model_id] for model_id in NEWEST_FIRST]
    assert [json.loads(line) for line in documented("--jsonl").lines] == array
    tsv = documented("--list")
    assert tsv.lines[0] == "flux.2-max\tblack-forest-labs\t2023-12-11T13:06:40Z"
    assert tsv.out == documented().out
    forms = ("--list", "--ids", "--json", "--jsonl")
    assert [documented(form, "no such model").out for form in forms] == ["", "", "[]\n", ""]


@pytest.mark.parametrize(("arguments", "said"), CASES["nothing"])
def test_why_nothing_is_listed(documented: Run, arguments: list[str], said: str) -> None:
    done = documented("--ids", *arguments)
    assert (done.code, done.out, done.err) == (1, "", f"lumenbrowse: {said}\n")


def test_hostile_models_odd_entries_and_another_locale(
    tmp_path: Path, model_server: ModelServer
) -> None:
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}
    model_server.play("hostile list")
    for command in ("--ids", "--list", "--jsonl"):
        done = run(tmp_path, command, environ=environ)
        assert (done.code, done.err, len(done.lines)) == (0, "", 1 + len(HOSTILE_WORDS))
        assert done.out.replace("\n", "").replace("\t", "").isprintable()
    model_server.play("odd entries")
    done = run(tmp_path, "--ids", "--refresh", environ=environ)
    assert (done.code, sorted(done.lines), len(done.errors)) == (0, ["bare", "good"], 1)
    assert "skipped" in done.err
    name = "\x1b[2J"
    model_server.play(Scenario(body_of(entry("m" * 80) | {name: "of a field"})))
    columns = ("--list", "--refresh", "--columns", f"id,{name}")
    raw, _ = on_a_terminal(tmp_path, *columns, environ=environ)
    assert (b"no room here for \\x1b[2J: " in raw, name.encode() in raw) == (True, False)
    model_server.play(Scenario(body_of(entry("日本-é"))))
    environ |= {"PYTHONIOENCODING": "latin-1"}
    assert run(tmp_path, "--ids", "--refresh", environ=environ).raw == b"\\u65e5\\u672c-\xe9\n"


def test_the_key_is_printed_of_no_model(tmp_path: Path) -> None:
    """An id is whole or not there at all; in other texts the key alone is taken out."""
    models = body_of(entry(f"echo-{TEST_KEY}"), entry("good", f"by {TEST_KEY}", note=TEST_KEY))
    with serve(Scenario(models)) as server:
        environ = {"LUMENFALL_BASE_URL": server.base_url, "LUMENFALL_API_KEY": TEST_KEY}
        for command, start in (("--ids", "good\n"), ("--list", "good\tby …\t"), ("--json", "[\n")):
            done = run(tmp_path, command, environ=environ)
            assert (done.code, done.out.startswith(start), len(done.errors)) == (0, True, 1)
            assert "1 left out for the ID: it holds the key" in done.err
            assert TEST_KEY not in done.out + done.err
        for command, name in (("-1", "echo"), ("--check", "echo"), ("--show", f"echo-{TEST_KEY}")):
            done = run(tmp_path, command, name, environ=environ)
            assert (done.code, done.out, len(done.errors)) == (1, "", 1)
            assert TEST_KEY not in done.err


def test_a_table_on_a_terminal(tmp_path: Path) -> None:
    table = ("--sample", "--list")
    raw, lines = on_a_terminal(tmp_path, *table, "--sort", "id", "gpt-image-1")
    assert lines[0].split() == ["MODEL", "ID", "OWNER", "ADDED"]
    assert lines[1].split()[:2] == ["gpt-image-1", "openai"]
    assert b"\x1b[1;33mgpt-image-1\x1b[m" in raw
    raw, lines = on_a_terminal(tmp_path, *table, "--ascii", "dall", columns=7)
    assert (lines[-2:], raw.isascii()) == (["MODE...", "dall..."], True)
    assert b"no room here for owner, added: " in raw
    # Colours only where they are wanted.
    cases = [({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)]
    for environ, coloured in cases:
        assert (b"\x1b" in on_a_terminal(tmp_path, *table, "flux", environ=environ)[0]) == coloured
