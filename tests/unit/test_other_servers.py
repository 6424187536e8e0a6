"""The README's section "Other servers": each entry, tried against a server that answers as theirs does."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.program import run
from tests.scenarios import Scenario, case, json_answer
from tests.server import serve

README = Path(__file__).parents[2] / "README.md"
SERVERS: dict[str, Any] = tomllib.loads(
    re.findall(r"<!-- servers -->\n```toml\n(.*?)```", README.read_text(), re.DOTALL)[0]
)["servers"]
KEY = "a-key-of-a-server-0123456789"
LITELLM = case("litellm")

# The case that answers and what is changed in it, the path that is asked, the key's header, a line of the list.
ANSWERS = case("readme-servers")


def answer(name: str, changes: dict[str, Any]) -> Scenario:
    if name == "litellm":
        return Scenario(LITELLM["key"]["body"].encode(), LITELLM["key"]["status"])
    return json_answer({**case(name), **changes})


@pytest.mark.parametrize("name", SERVERS)
def test_an_entry_of_the_readme(name: str, tmp_path: Path) -> None:
    found, changes, path, header, value, line = ANSWERS[name]
    entry = SERVERS[name]
    with serve(answer(found, changes)) as server:
        host = server.base_url.removesuffix("/v1")
        base_url = re.sub(r"https?://[^/?]+", host, entry["base_url"])
        more = "".join(f"{key} = {json.dumps(entry[key])}\n" for key in entry if "key" in key)
        headers = entry.get("headers", {}).items()
        more += "".join(f"headers.{key} = {json.dumps(text)}\n" for key, text in headers)
        config = tmp_path / "config" / "lumenbrowse" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text(f"[servers.{name}]\nbase_url = {json.dumps(base_url)}\n{more}")
        environ = {entry["key_env"]: KEY} if "key_env" in entry else {}
        done = run(tmp_path, "--list", "--server", name, environ=environ)
        assert (done.code, line in done.lines, done.err) == (0, True, "")
        (request,) = server.requests
    assert request.path == path
    assert request.headers.get(header, "") == value.replace("KEY", KEY)
    for key, text in headers:
        assert request.headers[key] == text


def test_litellm_without_its_key(tmp_path: Path) -> None:
    body, status = LITELLM["no key"]["body"], LITELLM["no key"]["status"]
    with serve(Scenario(body.encode(), status)) as server:
        done = run(tmp_path, "--list", "--base-url", server.base_url)
    assert (done.code, f"HTTP {status}" in done.err) == (4 if status in (401, 403) else 3, True)
