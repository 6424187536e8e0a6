"""Fixtures of the end-to-end tests: a terminal to start the program on, and a server to ask."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.end_to_end.harness import PROGRAM, Terminal

MODELS = (
    ("flux.2-max", "black-forest-labs", 1765891200),
    ("flux.1-kontext-max", "black-forest-labs", 1748520000),
    ("gemini-3-pro-image", "google", 1763600000),
    ("gpt-image-1.5", "openai", 1765800000),
    ("seedream-4.5", "bytedance", 1764700000),
    ("qwen-image", "alibaba", None),
)


def answer(*models: tuple[str, str, int | None]) -> bytes:
    """The API's answer (DESIGN.md section 2) for models given as (id, owner, created)."""
    data = [
        {"id": name, "object": "model", "created": created, "owned_by": owner}
        for name, owner, created in models
    ]
    return json.dumps({"object": "list", "data": data}).encode()


@dataclass
class ModelsServer:
    """A server on 127.0.0.1. Change `body`, `status`, `headers` at will; `asked`: what came."""

    port: int = 0
    body: bytes = field(default_factory=lambda: answer(*MODELS))
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    """Cleared, no request is answered until it is set."""

    @property
    def base(self) -> str:
        """What `--base-url` or LUMENFALL_BASE_URL is set to."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def environ(self) -> dict[str, str]:
        """The variables that make the program ask this server."""
        return {"LUMENFALL_BASE_URL": self.base, "LUMENFALL_API_KEY": "lmnfl_test.secret"}


@pytest.fixture
def models_server() -> Iterator[ModelsServer]:
    """A server that answers every GET with `body`: at first the models `MODELS`."""
    state = ModelsServer()
    state.released.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, dict(self.headers.items())))
            state.released.wait(30)
            self.send_response(state.status)
            for name, value in {"Content-Type": "application/json", **state.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *arguments: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        state.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class Start(Protocol):
    """Starts a program on a terminal of its own; everything is ended when the test is over."""

    def __call__(self, *arguments: str, **options: Any) -> Terminal:
        """Start lumenbrowse with `arguments`, or `command=[…]`; other options: `Terminal`'s."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home directory of the program under test."""
    return tmp_path / "home"


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """`start("--sample", rows=12)` runs lumenbrowse on a new terminal; `command=[…]` another."""
    with ExitStack() as stack:

        def run(*arguments: str, **options: Any) -> Terminal:
            command = options.pop("command", PROGRAM)
            return stack.enter_context(
                Terminal([*command, *arguments], options.pop("home", home), **options)
            )

        yield run
