"""Answers of real servers, in small, asked for by the whole program over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.program import Done, run
from tests.scenarios import TEST_KEY, Scenario, case, error, in_pages, json_answer, of_the_account
from tests.server import ModelServer


def ask(home: Path, server: ModelServer, *arguments: str, key: str = "", **environ: str) -> Done:
    environ |= {"LUMENFALL_BASE_URL": server.base_url, "LUMENFALL_API_KEY": key}
    return run(home, *arguments, environ=environ)


@pytest.mark.parametrize(
    ("name", "arguments", "code", "out", "said"),
    [
        ("01", ("--list", "g-iso"), 0, "g-iso-zone\t(unknown)\t2024-10-27T03:33:20Z", ""),
        ("02", ("--list", "five"), 0, "five\tacme\t", ""),
        ("03", ("--ids", "nano-banana-pro"), 0, "gemini-3-pro-image\n", ""),
        ("03", ("--check", "nano-banana-pro"), 0, "", "is an alias of gemini-3-pro-image"),
        ("06", ("--list",), 3, "", "list is empty"),
        ("07", ("--list",), 0, "llama\tgroq\t", "2 entries skipped: 1 twice, 1 unreadable"),
        ("07", ("--check", "llama"), 0, "", "2 entries skipped: 1 twice, 1 unreadable"),
        ("11", ("--list",), 0, "llama3.2:latest\t(unknown)\t", ""),
    ],
)
def test_a_case(
    name: str, arguments: tuple[str, ...], code: int, out: str, said: str,
    model_server: ModelServer, tmp_path: Path,
) -> None:  # fmt: skip
    model_server.play(json_answer(case(name)))
    # Where it can't be opened, a file for debugging TLS ends nothing.
    done = ask(tmp_path, model_server, *arguments, SSLKEYLOGFILE="/nowhere/at/all")
    assert (done.code, out in done.out, said in done.err) == (code, True, True)
    assert len(done.errors) == (1 if said else 0)


@pytest.mark.parametrize(
    ("name", "path", "missing", "count", "words"),
    [
        ("04", "?after_id=m-2", "m-4", 5, "first 3"),
        ("05", "?offset=2&limit=2", "p-3", 3, "first 2 of 3"),
    ],
)
def test_pages(
    name: str,
    path: str,
    missing: str,
    count: int,
    words: str,
    model_server: ModelServer,
    tmp_path: Path,
) -> None:
    first, second = json_answer(case(f"{name}-page-1")), json_answer(case(f"{name}-page-2"))
    model_server.play(in_pages({"": first, path: "500"}))
    part = ask(tmp_path, model_server, "--ids")
    assert (part.code, len(part.errors)) == (0, 1)
    assert f"only the {words} models came: the server failed (HTTP 500)" in part.err
    assert ask(tmp_path, model_server, "--check", missing).code == 3
    model_server.play(in_pages({"": first, path: second}))
    whole = ask(tmp_path, model_server, "--ids", "--refresh")
    assert (len(whole.lines), whole.err) == (count, "")
    assert ask(tmp_path, model_server, "--check", missing).code == 0


def test_two_keys_in_every_command(model_server: ModelServer, tmp_path: Path) -> None:
    model_server.play(Scenario(answer=of_the_account))
    for key, own in (("key-of-the-first", "of-the-first"), ("key-of-the-second", "of-the-second")):
        for _ in range(2):
            assert ask(tmp_path, model_server, "--ids", key=key).lines == [own]
            assert json.loads(ask(tmp_path, model_server, "--json", key=key).out)[0]["id"] == own
        for other in ("of-the-first", "of-the-second"):
            assert ask(tmp_path, model_server, "--check", other, key=key).code == (own != other)
    for key in ("", "key-of-nobody"):
        assert ask(tmp_path, model_server, "--ids", key=key).code == 4


@pytest.mark.parametrize("command", ["--list", "--doctor", "--check x"])
@pytest.mark.parametrize("status", [200, 401])
def test_the_key_repeated(
    command: str, status: int, model_server: ModelServer, tmp_path: Path
) -> None:
    model_server.play(error(status, f"it is {TEST_KEY}, or {TEST_KEY[4:]}", TEST_KEY))
    done = ask(tmp_path, model_server, *command.split(), key=TEST_KEY)
    leaked = any(TEST_KEY[at : at + 8] in done.out + done.err for at in range(len(TEST_KEY) - 7))
    assert not leaked, "the key shows"
    assert "it is …" in done.out + done.err
