"""Answers of real servers, in small, asked for by the whole program over HTTP."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.asking import holds_key
from tests.program import Done, run
from tests.scenarios import TEST_KEY, Scenario, case, error, in_pages, json_answer, of_the_account
from tests.server import ModelServer


def ask(home: Path, server: ModelServer, *arguments: str, key: str = "", **environ: str) -> Done:
    environ |= {"LUMENFALL_BASE_URL": server.base_url, "LUMENFALL_API_KEY": key}
    return run(home, *arguments, environ=environ)


ASKED = case("asked")
"""What is right of each case: the list, what searches find, what `--show` says, what else is told."""


@pytest.mark.parametrize("name", ASKED)
def test_a_case(name: str, model_server: ModelServer, tmp_path: Path) -> None:
    body, right = case(name), ASKED[name]
    said = [f"lumenbrowse: {right['said']}"] if "said" in right else []
    model_server.play(json_answer(body))

    def asked(*arguments: str) -> Done:
        # Where it can't be opened, a file for debugging TLS ends nothing.
        done = ask(tmp_path, model_server, *arguments, SSLKEYLOGFILE="/nowhere/at/all")
        assert (done.code, done.errors) == (0, said)
        return done

    assert asked("--list").lines == right["list"]
    entries, sent = json.loads(asked("--json").out), body.get("data") or body["models"]
    assert len(entries) == len(right["list"]) == len(sent) - right.get("skipped", 0)
    assert all(entry in sent for entry in entries)
    ids = [line.partition("\t")[0] for line in right["list"]]
    checked = ask(tmp_path, model_server, "--check", *ids)
    assert (checked.code, checked.out) == (0, "")
    assert len(checked.errors) == len(said) + ("ends" in right)
    assert right.get("ends", "") in checked.err
    for query, ids in right.get("find", {}).items():
        assert asked("--ids", *query.split()).out.split() == ids.split()
    for model_id, parts in right.get("show", {}).items():
        shown = " ".join(asked("--show", model_id).out.split())
        assert [part for part in parts if part not in f"{shown} "] == []
        assert not re.search(r"\b(null|None)\b", shown)
    assert len(model_server.requests) == 1


@pytest.mark.parametrize("said", case("08"), ids=lambda one: str(one["says"]))
def test_where_servers_say_it(said: Any, model_server: ModelServer, tmp_path: Path) -> None:
    status, words = said["status"], said["says"]
    model_server.play(json_answer(said["body"], status))
    refused = status in (401, 403)
    for command, key in (("--list", TEST_KEY), ("--check x", "")):
        done = ask(tmp_path, model_server, *command.split(), key=key)
        assert (done.code, done.out, len(done.errors)) == (4 if refused else 3, "", 1)
        assert words in done.err
        assert (f"(HTTP {status})" in done.err) == (status != 200)
        needed = "no key was sent (LUMENFALL_API_KEY sets one)"
        assert (needed in done.err) == (refused and not key)


PAGES = [
    ("04", "?after_id=m-2", "m-4", 5, "first 3"),
    ("05", "?offset=2&limit=2", "p-3", 3, "first 2 of 3"),
]


@pytest.mark.parametrize("pages", PAGES)
def test_pages(pages: Any, model_server: ModelServer, tmp_path: Path) -> None:
    name, path, missing, count, words = pages
    first, second = (json_answer(case(f"{name}-page-{number}")) for number in (1, 2))
    model_server.play(in_pages({"": first, path: "500"}))
    part = ask(tmp_path, model_server, "--list")
    assert (part.code, len(part.errors)) == (0, 1)
    assert f"only the {words} models came: the server failed (HTTP 500)" in part.err
    checked = ask(tmp_path, model_server, "--check", missing)
    assert (checked.code, f"{missing} is not in the {words} models" in checked.err) == (3, True)
    model_server.play(in_pages({"": first, path: second}))
    whole = ask(tmp_path, model_server, "--json", "--refresh")
    assert (len(json.loads(whole.out)), whole.err) == (count, "")
    assert ask(tmp_path, model_server, "--check", missing).code == 0


def test_two_keys_in_every_command(model_server: ModelServer, tmp_path: Path) -> None:
    model_server.play(Scenario(answer=of_the_account))
    for key, own in (("key-of-the-first", "of-the-first"), ("key-of-the-second", "of-the-second")):
        for _ in range(2):
            assert ask(tmp_path, model_server, "--ids", key=key).lines == [own]
            assert json.loads(ask(tmp_path, model_server, "--json", key=key).out)[0]["id"] == own
        for other in ("of-the-first", "of-the-second"):
            assert ask(tmp_path, model_server, "--check", other, key=key).code == (own != other)
    assert len(model_server.requests) == 2
    # A wrong key, or none, is refused with a cache too; its list is nobody's.
    for key in ("", "key-of-nobody"):
        assert ask(tmp_path, model_server, "--ids", key=key).code == 4
        assert ask(tmp_path, model_server, "--ids", "--offline", key=key).code == 3
    model_server.play("403")
    assert ask(tmp_path, model_server, "--ids", "--refresh", key="key-of-the-first").code == 4
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"key-of-the" in path.read_bytes() + str(path).encode() for path in kept)


def test_the_key_repeated(model_server: ModelServer, tmp_path: Path) -> None:
    for status, command in ((200, "--list"), (401, "--doctor")):
        model_server.play(error(status, f"it is {TEST_KEY}, or {TEST_KEY[4:]}", TEST_KEY))
        done = ask(tmp_path, model_server, command, key=TEST_KEY)
        leaked, told = holds_key(done.out + done.err), done.out + done.err
        assert (leaked, "it is …" in told) == (False, True)
