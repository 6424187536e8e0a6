""" "Copy as…": what is copied has to run as pasted."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.settings import DEFAULT_BASE, Base, Key, Settings
from lumenbrowse.text.safe import NotCopyableError
from lumenbrowse.text.snippets import snippets
from tests.scenarios import CASES, case
from tests.terminal.places import need
from tests.unit.text import model

TABLES = case("text/snippets")

KEY = "lmnfl_testkeyid.no-real-secret"
FLUX = model("flux.2-max", owned_by="black-forest-labs", n=[1, "a\nb"])
GPT = model("gpt-4.1", owned_by="openai")
BASE = Base(DEFAULT_BASE)
ODD_IDS = TABLES["odd ids"]

PYTHON_SDK = (CASES / "text/openai.py.txt").read_text()
NODE_SDK = (CASES / "text/openai.js.txt").read_text()


class Server(ThreadingHTTPServer):
    """Answers `GET /v1/models/{id}` with that id, and keeps what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None]] = []

    @property
    def base(self) -> Base:
        return Base(f"http://127.0.0.1:{self.server_address[1]}/v1", "--base-url")


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        name = unquote(self.path.removeprefix("/v1/models/"))
        body = json.dumps({"id": name}, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        return


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def texts(*models: Model, base: Base = BASE, with_key: bool = True, **more: Any) -> dict[str, str]:
    key = Key(KEY, "LUMENFALL_API_KEY") if with_key else None
    return snippets(models, Settings(base, key)._replace(**more))


def run(command: list[str], cwd: Path, key: str | None = KEY) -> str:
    variables = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    if key is not None:
        variables["LUMENFALL_API_KEY"] = key
    done = subprocess.run(command, capture_output=True, cwd=cwd, env=variables, timeout=30)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.parametrize("name", ODD_IDS)
def test_they_run_as_pasted(name: str, server: Server, tmp_path: Path) -> None:
    need("curl")
    server.asked.clear()
    found = texts(model(name, owned_by="acme"), base=server.base)
    assert KEY not in str(found)
    for shell in filter(shutil.which, ("sh", "bash", "zsh")):
        assert json.loads(run([shell, "-c", found["curl"]], tmp_path)) == {"id": name}
    (tmp_path / "openai.py").write_text(PYTHON_SDK)
    (tmp_path / "pasted.py").write_text(found["Python"], encoding="utf-8")
    assert run([sys.executable, "pasted.py"], tmp_path) == f"{name}\n"
    if node := shutil.which("node"):
        package = tmp_path / "node_modules" / "openai"
        package.mkdir(parents=True)
        (package / "package.json").write_text('{"type": "module", "main": "index.js"}')
        (package / "index.js").write_text(NODE_SDK)
        # What there is of it in types is inferred: it is JavaScript too.
        (tmp_path / "pasted.mjs").write_text(found["TypeScript"], encoding="utf-8")
        assert run([node, "pasted.mjs"], tmp_path) == f"{name}\n"
    assert {key for _, key in server.asked} == {f"Bearer {KEY}"}


def test_without_a_key_they_run_too(server: Server, tmp_path: Path) -> None:
    """A server of the user's own may want none, and the SDK refuses to start with none."""
    need("curl")
    server.asked.clear()
    found = texts(FLUX, base=server.base, with_key=False)
    assert json.loads(run(["sh", "-c", found["curl"]], tmp_path, key=None)) == {"id": FLUX.id}
    assert server.asked[0][1] is None
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
    everything = f"{found}{bearer}{stored}"
    assert not any(secret in everything for secret in (KEY, "secret-token", "2023"))


def test_what_there_is_to_copy_of_one_and_of_several() -> None:
    found = texts(FLUX)
    assert list(found) == ["id", "owner/id", "JSON", "curl", "Python", "TypeScript"]
    assert (found["id"], found["owner/id"]) == ("flux.2-max", "black-forest-labs/flux.2-max")
    assert json.loads(found["JSON"]) == FLUX.fields
    found = texts(FLUX, GPT)
    assert list(found) == ["id", "owner/id", "JSON", "curl"]
    assert found["id"] == "flux.2-max\ngpt-4.1"
    assert found["owner/id"] == "black-forest-labs/flux.2-max\nopenai/gpt-4.1"
    assert [line.split()[0] for line in found["curl"].split("\n")] == ["curl", "curl"]
    assert json.loads(found["JSON"]) == [FLUX.fields, GPT.fields]
    assert list(texts(model("x"), GPT)) == ["id", "JSON", "curl"]


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
