""" "Copy as…": what is copied has to run as pasted."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.settings import DEFAULT_BASE, Base, Key, Settings
from lumenbrowse.text.safe import NotCopyableError
from lumenbrowse.text.snippets import snippets
from tests.scenarios import CASES, case, json_answer
from tests.scenarios import TEST_KEY as KEY
from tests.server import Handler, ModelServer
from tests.terminal.places import need
from tests.unit import model

TABLES = case("text/snippets")

FLUX = model("flux.2-max", owned_by="black-forest-labs", n=[1, "a\nb"])
GPT = model("gpt-4.1", owned_by="openai")
BASE = Base(DEFAULT_BASE)

PYTHON_SDK = (CASES / "text/openai.py.txt").read_text()
NODE_SDK = (CASES / "text/openai.js.txt").read_text()


class Retrieving(Handler):
    """Answers `GET /v1/models/{id}` with that id, and the header that a key came in."""

    def do_GET(self) -> None:  # noqa: N802 - the base class's name
        name = unquote(self.path.rpartition("/")[2])
        self.send(json_answer({"id": name, "key": self.headers["Authorization"]}))


@pytest.fixture
def base(model_server: ModelServer) -> Base:
    model_server.RequestHandlerClass = Retrieving
    return Base(model_server.base_url, "--base-url")


def texts(*models: Model, base: Base = BASE, with_key: bool = True, **more: Any) -> dict[str, str]:
    key = Key(KEY, "LUMENFALL_API_KEY") if with_key else None
    return snippets(models, Settings(base, key)._replace(**more))


def run(command: list[str], cwd: Path, key: str | None = KEY) -> str:
    keys = {"LUMENFALL_API_KEY": key} if key else {}
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **keys}
    done = subprocess.run(command, capture_output=True, cwd=cwd, env=environ, timeout=30)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_they_run_as_pasted(base: Base, tmp_path: Path) -> None:
    need("curl")
    odd = TABLES["odd ids"]
    found = [texts(model(name, owned_by="acme"), base=base) for name in odd]
    assert KEY not in str(found)
    curls = "; echo; ".join(one["curl"] for one in found)
    for shell in filter(shutil.which, ("sh", "bash", "zsh")):
        answers = map(json.loads, run([shell, "-c", curls], tmp_path).splitlines())
        assert [*answers] == [{"id": name, "key": f"Bearer {KEY}"} for name in odd]
    (tmp_path / "openai.py").write_text(PYTHON_SDK)
    (tmp_path / "pasted.py").write_text("\n".join(one["Python"] for one in found), "utf-8")
    assert run([sys.executable, "pasted.py"], tmp_path).splitlines() == odd
    if node := shutil.which("node"):
        package = tmp_path / "node_modules" / "openai"
        package.mkdir(parents=True)
        (package / "package.json").write_text('{"type": "module", "main": "index.js"}')
        (package / "index.js").write_text(NODE_SDK)
        # What there is of it in types is inferred: it is JavaScript too.
        for number, one in enumerate(found):
            (tmp_path / f"{number}.mjs").write_text(one["TypeScript"], "utf-8")
        names = "".join(f'await import("./{number}.mjs");\n' for number in range(len(odd)))
        (tmp_path / "all.mjs").write_text(names)
        assert run([node, "all.mjs"], tmp_path).splitlines() == odd


def test_without_a_key_they_run_too(base: Base, tmp_path: Path) -> None:
    """A server of the user's own may want none, and the SDK refuses to start with none."""
    need("curl")
    found = texts(FLUX, base=base, with_key=False)
    answer = json.loads(run(["sh", "-c", found["curl"]], tmp_path, key=None))
    assert answer == {"id": FLUX.id, "key": None}
    (tmp_path / "openai.py").write_text(PYTHON_SDK)
    (tmp_path / "pasted.py").write_text(found["Python"])
    assert run([sys.executable, "pasted.py"], tmp_path, key=None) == f"{FLUX.id}\n"
    assert 'apiKey: "none",' in found["TypeScript"]
    assert "LUMENFALL" not in str(found)


def test_they_ask_the_server_on_screen_as_the_program_does_but_for_what_is_secret() -> None:
    query = "output_modalities=all&token=secret-token"
    base = Base("https://other.example/v1", "servers.other", query)
    headers = {"x-version": Key("2023-06-01", "servers.other")}
    other: dict[str, Any] = {"key_header": "x-$key", "headers": headers}
    names: dict[str, Any] = {"secret_names": ("LUMENFALL_API_KEY", "OTHER_KEY")}
    found = texts(GPT, base=base, key=Key(KEY, "OTHER_KEY"), **other, **names)
    for name, lines in TABLES["another server"].items():
        assert "\n".join(lines) in found[name]
    bearer = texts(GPT, base=base, key=Key(KEY, "OTHER_KEY"), **names)
    assert '-H "Authorization: Bearer $OTHER_KEY" ' in bearer["curl"]
    assert 'api_key=os.environ["OTHER_KEY"],' in bearer["Python"]
    stored = texts(GPT, key=Key(KEY, "/home/me/.config/lumenfall/credentials"))
    assert "Bearer $LUMENFALL_API_KEY" in stored["curl"]
    plain = texts(GPT, base=Base("http://other.example/v1"), key=None, **other)
    assert "x-version" not in str(plain)
    everything = f"{found}{bearer}{stored}"
    assert not any(secret in everything for secret in (KEY, "secret-token", "2023"))


def test_what_there_is_to_copy_of_one_and_of_several() -> None:
    found = texts(FLUX)
    assert list(found) == ["id", "owner/id", "JSON", "curl", "Python", "TypeScript"]
    assert (found["id"], found["owner/id"]) == ("flux.2-max", "black-forest-labs/flux.2-max")
    assert json.loads(found["JSON"]) == FLUX.fields
    found = texts(FLUX, GPT)
    assert list(found) == ["id", "owner/id", "JSON", "curl", "Python", "TypeScript"]
    for name, end in (("Python", ")"), ("TypeScript", ");")):
        one, *more = found[name].removeprefix(texts(FLUX)[name].rstrip("\n")).strip().split("\n")
        assert (one.endswith(f'("gpt-4.1"){end}'), more) == (True, []), name
    assert found["id"] == "flux.2-max\ngpt-4.1"
    assert found["owner/id"] == "black-forest-labs/flux.2-max\nopenai/gpt-4.1"
    assert [line.split()[0] for line in found["curl"].split("\n")] == ["curl", "curl"]
    assert json.loads(found["JSON"]) == [FLUX.fields, GPT.fields]
    assert "owner/id" not in texts(model("x"), GPT)


@pytest.mark.parametrize(("name", "owner", "expected"), TABLES["owners"])
def test_the_owner_is_named_once_where_it_is_one(
    name: str, owner: str | None, expected: str | None
) -> None:
    assert texts(model(name, owned_by=owner)).get("owner/id") == expected


def test_the_json_holds_all_fields_and_hides_nothing() -> None:
    plain = model(name="模型", pricing={"image": 1e-7})
    assert "模型" in texts(plain)["JSON"]
    hostile = model(name="x\u202e\x1b\u200b\ud800y")
    text = texts(hostile)["JSON"]
    assert text.isascii()
    assert "\x1b" not in text
    assert (json.loads(texts(plain)["JSON"]), json.loads(text)) == (plain.fields, hostile.fields)
    # Of one that is gone its id is known.
    gone = Model("flux", UNKNOWN_OWNER)
    assert json.loads(texts(gone)["JSON"]) == {"id": "flux", "object": "model"}
    for name in ("a\x1b[31m", "a\nb", "a\u202eb", "a\u200bb"):
        with pytest.raises(NotCopyableError, match="Nothing copied"):
            texts(GPT, model(name, owned_by="acme"))
