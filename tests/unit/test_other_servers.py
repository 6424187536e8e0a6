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

# The answer, the path that is asked, the header that brings the key, and a line of the list.
ANSWERS: dict[str, tuple[Scenario, str, tuple[str, str], str]] = {
    "openrouter": (
        json_answer(case("09")),
        "/api/v1/models?output_modalities=all",
        ("authorization", f"Bearer {KEY}"),
        "acme/painter\tacme\t2025-10-09T08:53:20Z",
    ),
    "litellm": (
        Scenario(LITELLM["key"]["body"].encode(), LITELLM["key"]["status"]),
        "/v1/models",
        ("authorization", f"Bearer {KEY}"),
        "gpt-4o\topenai\t2023-02-28T18:56:42Z",
    ),
    "ollama": (
        json_answer(case("ollama-v1")), "/v1/models", ("authorization", ""),
        "llama3.2:latest\tlibrary\t2025-01-10T12:00:00Z",
    ),
    "vllm": (
        json_answer(case("vllm")), "/v1/models", ("authorization", ""),
        "Qwen/Qwen3-8B\tvllm\t2025-06-15T20:53:20Z",
    ),
    "anthropic": (
        json_answer({**case("04-page-1"), "has_more": False}),
        "/v1/models",
        ("x-api-key", KEY),
        "m-2\t(unknown)\t2026-01-03T00:00:00Z",
    ),
    "azure": (
        json_answer(case("azure")),
        "/openai/models?api-version=2024-10-21",
        ("api-key", KEY),
        "gpt-4o-2024-08-06\t(unknown)\t2024-08-01T00:00:00Z",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVERS)
def test_an_entry_of_the_readme(name: str, tmp_path: Path) -> None:
    scenario, path, (header, value), line = ANSWERS[name]
    entry = SERVERS[name]
    with serve(scenario) as server:
        host = server.base_url.removesuffix("/v1")
        base_url = re.sub(r"https?://[^/?]+", host, entry["base_url"])
        more = "".join(f"{key} = {json.dumps(entry[key])}\n" for key in entry if "key" in key)
        more += "".join(
            f"headers.{key} = {json.dumps(text)}\n"
            for key, text in entry.get("headers", {}).items()
        )
        config = tmp_path / "config" / "lumenbrowse" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text(f"[servers.{name}]\nbase_url = {json.dumps(base_url)}\n{more}")
        environ = {entry["key_env"]: KEY} if "key_env" in entry else {}
        done = run(tmp_path, "--list", "--server", name, environ=environ)
        assert (done.code, line in done.lines, done.err) == (0, True, "")
        (request,) = server.requests
    assert request.path == path
    assert request.headers.get(header, "") == value
    for key, text in entry.get("headers", {}).items():
        assert request.headers[key] == text


def test_litellm_without_its_key(tmp_path: Path) -> None:
    answer = LITELLM["no key"]
    with serve(Scenario(answer["body"].encode(), answer["status"])) as server:
        done = run(tmp_path, "--list", "--base-url", server.base_url)
    assert (done.code, f"HTTP {answer['status']}" in done.err) == (
        4 if answer["status"] in (401, 403) else 3,
        True,
    )
