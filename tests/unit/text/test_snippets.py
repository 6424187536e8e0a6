""" "Copy as…": what is copied has to run as pasted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest

from lumenbrowse.catalog.model import UNKNOWN_OWNER, Model
from lumenbrowse.clipboard.routes import NotCopyableError
from lumenbrowse.settings import DEFAULT_BASE, Base
from lumenbrowse.text.snippets import snippets
from tests.terminal.places import need

KEY = "lmnfl_testkeyid.no-real-secret"
FLUX = Model("flux.2-max", "black-forest-labs", 1765891200, fields={"id": "flux.2-max", "n": [1]})
ODD_IDS = (
    "flux.2-max",
    "owner/name:free",
    "with space",
    "a'b\"c`d",
    "$HOME $(id) `id` \\ & ; | > < * ? ! # ~ {a,b} [1-3]",
    "100%25 ?query#fragment",
    "模型-é-🎨",
    "-starts-with-a-dash",
)

FAKE_PYTHON_SDK = """
import json, os, urllib.parse, urllib.request

class OpenAI:
    def __init__(self, *, base_url, api_key):
        assert api_key
        self.base_url, self.api_key, self.models = base_url, api_key, self

    def retrieve(self, model):
        request = urllib.request.Request(
            f"{self.base_url}/models/{urllib.parse.quote(model, safe='')}",
            headers={"Authorization": f"Bearer {self.api_key}"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["id"]
"""
FAKE_NODE_SDK = """
export default class OpenAI {
  constructor({ baseURL, apiKey }) {
    if (!apiKey) throw new Error("no key");
    this.models = {
      async retrieve(model) {
        const headers = { Authorization: `Bearer ${apiKey}` };
        const url = `${baseURL}/models/${encodeURIComponent(model)}`;
        return (await (await fetch(url, { headers })).json()).id;
      },
    };
  }
}
"""


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


def text_of(name: str, model: Model, base: Base, *, with_key: bool = True) -> str:
    [found] = [each.text for each in snippets(model, base, with_key=with_key) if each.name == name]
    return found


def run(command: list[str], *, cwd: Path, key: str | None = KEY, **environ: str) -> str:
    variables = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environ}
    if key is not None:
        variables["LUMENFALL_API_KEY"] = key
    done = subprocess.run(command, capture_output=True, cwd=cwd, env=variables, timeout=30)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture
def python_sdk(tmp_path: Path) -> Path:
    """A directory with a stand-in for the OpenAI SDK, which asks as the real one does."""
    (tmp_path / "openai.py").write_text(FAKE_PYTHON_SDK)
    return tmp_path


@pytest.mark.parametrize("name", ODD_IDS)
def test_the_curl_runs_as_pasted(name: str, server: Server, tmp_path: Path) -> None:
    need("curl")
    server.asked.clear()
    text = text_of("curl", Model(name, "acme"), server.base)
    for shell in filter(shutil.which, ("sh", "bash", "zsh")):
        assert json.loads(run([shell, "-c", text], cwd=tmp_path)) == {"id": name}
    assert {key for _, key in server.asked} == {f"Bearer {KEY}"}
    assert KEY not in text


@pytest.mark.parametrize("name", ODD_IDS)
def test_the_python_runs_as_pasted(name: str, server: Server, python_sdk: Path) -> None:
    server.asked.clear()
    text = text_of("Python", Model(name, "acme"), server.base)
    (python_sdk / "pasted.py").write_text(text, encoding="utf-8")
    printed = run([sys.executable, "pasted.py"], cwd=python_sdk)
    assert printed == f"{name}\n"
    assert server.asked[0][1] == f"Bearer {KEY}"
    assert KEY not in text


@pytest.mark.parametrize("name", ODD_IDS)
def test_the_typescript_runs_as_pasted(name: str, server: Server, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    server.asked.clear()
    package = tmp_path / "node_modules" / "openai"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"type": "module", "main": "index.js"}')
    (package / "index.js").write_text(FAKE_NODE_SDK)
    # What there is of it in types is inferred: it is JavaScript too.
    text = text_of("TypeScript", Model(name, "acme"), server.base)
    (tmp_path / "pasted.mjs").write_text(text, encoding="utf-8")
    assert run([node, "pasted.mjs"], cwd=tmp_path) == f"{name}\n"
    assert server.asked[0][1] == f"Bearer {KEY}"


def test_without_a_key_they_run_too(server: Server, python_sdk: Path) -> None:
    """A server of the user's own may want none, and the SDK refuses to start with none."""
    need("curl")
    server.asked.clear()
    command = text_of("curl", FLUX, server.base, with_key=False)
    assert json.loads(run(["sh", "-c", command], cwd=python_sdk, key=None)) == {"id": FLUX.id}
    assert server.asked[0][1] is None
    (python_sdk / "pasted.py").write_text(text_of("Python", FLUX, server.base, with_key=False))
    assert run([sys.executable, "pasted.py"], cwd=python_sdk, key=None) == f"{FLUX.id}\n"
    assert '?? "none"' in text_of("TypeScript", FLUX, server.base, with_key=False)


def test_what_there_is_to_copy() -> None:
    found = snippets(FLUX, Base(DEFAULT_BASE))
    assert [each.name for each in found] == [
        "id",
        "owner/id",
        "JSON",
        "curl",
        "Python",
        "TypeScript",
    ]
    assert found[0].text == "flux.2-max"
    assert found[1].text == "black-forest-labs/flux.2-max"
    assert json.loads(found[2].text) == FLUX.fields
    assert found[3].text == (
        'curl -sS -H "Authorization: Bearer $LUMENFALL_API_KEY" '
        "https://api.lumenfall.ai/openai/v1/models/flux.2-max"
    )
    for each in found[4:]:
        assert f'"{DEFAULT_BASE}"' in each.text
        assert '"flux.2-max"' in each.text
        assert "LUMENFALL_API_KEY" in each.text


@pytest.mark.parametrize(
    ("name", "owner", "expected"),
    [
        ("flux", "bfl", "bfl/flux"),
        ("bfl/flux", "bfl", "bfl/flux"),
        ("bfl-flux", "bfl", "bfl/bfl-flux"),
        ("other/flux", "bfl", "bfl/other/flux"),
    ],
)
def test_the_owner_is_named_once(name: str, owner: str, expected: str) -> None:
    assert text_of("owner/id", Model(name, owner), Base(DEFAULT_BASE)) == expected


@pytest.mark.parametrize("owner", [UNKNOWN_OWNER, "odd\u202eowner"])
def test_an_owner_that_is_none_is_not_copied(owner: str) -> None:
    names = [each.name for each in snippets(Model("flux", owner), Base(DEFAULT_BASE))]
    assert "owner/id" not in names
    assert names[0] == "id"


def test_the_json_holds_all_fields_and_hides_nothing() -> None:
    plain = Model("a", "b", fields={"id": "a", "name": "模型", "pricing": {"image": 1e-7}})
    text = text_of("JSON", plain, Base(DEFAULT_BASE))
    assert "模型" in text
    assert json.loads(text) == plain.fields
    hostile = Model("a", "b", fields={"id": "a", "name": "x\u202e\x1b\u200b\ud800y"})
    text = text_of("JSON", hostile, Base(DEFAULT_BASE))
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text) == hostile.fields


def test_the_json_of_a_model_whose_fields_are_not_loaded_holds_what_is_known() -> None:
    model = Model("flux", "bfl", 1765891200)
    assert json.loads(text_of("JSON", model, Base(DEFAULT_BASE))) == {
        "id": "flux",
        "object": "model",
        "created": 1765891200,
        "owned_by": "bfl",
    }
    unknown = Model("flux", UNKNOWN_OWNER)
    assert json.loads(text_of("JSON", unknown, Base(DEFAULT_BASE))) == {
        "id": "flux",
        "object": "model",
    }


@pytest.mark.parametrize("name", ["a\x1b[31m", "a\nb", "a\u202eb", "a\u200bb"])
def test_an_id_that_hides_something_gives_no_snippet(name: str) -> None:
    with pytest.raises(NotCopyableError, match="Nothing copied"):
        snippets(Model(name, "acme"), Base(DEFAULT_BASE))
