"""A real HTTP(S) server on 127.0.0.1 that answers `GET …/models` by scenario.

`with serve("documented") as server:` starts one at a free port; `server.base_url` is its base.
`serve("503", "503", "documented")` answers one request with each scenario, and all later ones with
the last; `server.play("reset")` switches while it runs; `server.requests` is what was asked.
As a pytest fixture: `model_server` (in conftest.py), which starts with the documented answer.
"""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from typing import Any, TypeVar, cast

from tests.scenarios import SCENARIOS, TEST_KEY, Scenario, error


@dataclass(frozen=True)
class Request:
    """One request as it came; names of headers in lower case, and not shown: a key is among them."""

    path: str
    headers: Mapping[str, str] = field(repr=False)

    @property
    def has_key(self) -> bool:
        """Whether the tests' key came with it, as it should be sent."""
        return self.headers.get("authorization") == f"Bearer {TEST_KEY}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        server = cast(ModelServer, self.server)
        headers = {name.lower(): value for name, value in self.headers.items()}
        scenario = server.next_scenario(Request(self.path, headers))
        if self.path.partition("?")[0].endswith("/models"):
            self.send(scenario)
        else:
            self.send(error(404, f"nothing at {self.path}", "NOT_FOUND"))

    @property
    def closing(self) -> threading.Event:
        """Set when the server is being closed: for answers that take their time."""
        return cast(ModelServer, self.server).closing

    def wait_until_left(self) -> None:
        """Does nothing until the client has gone, or the server is being closed."""
        self.connection.settimeout(0.05)
        while not self.closing.is_set():
            try:
                if not self.connection.recv(1):
                    break
            except TimeoutError:
                continue
        self.hang_up()

    def send(self, scenario: Scenario) -> None:
        if scenario.answer is not None:
            scenario.answer(self)
            return
        has_body = scenario.status not in (204, 304)
        length = {"Content-Length": str(len(scenario.body))} if has_body else {}
        self.head(scenario.status, {**scenario.headers, **length})
        self.wfile.write(scenario.body)

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.close_connection = status not in (204, 304)
        self.end_headers()

    def hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.wfile.flush()
        self.connection.close()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing is logged."""


class ModelServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(
        self, scenarios: tuple[str | Scenario, ...], tls: ssl.SSLContext | None = None
    ) -> None:
        self.tls = tls
        self.closing = threading.Event()
        self.requests: list[Request] = []
        self._lock = threading.Lock()
        self._queue: list[Scenario] = []
        self.play(*scenarios)
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def base_url(self) -> str:
        """What `--base-url` takes; over TLS the certificate has to be for `localhost`."""
        place = "https://localhost" if self.tls else "http://127.0.0.1"
        return f"{place}:{self.port}/v1"

    def play(self, *scenarios: str | Scenario) -> None:
        """Answers one request by each of these from now on, and by the last one ever after."""
        found = [SCENARIOS[each] if isinstance(each, str) else each for each in scenarios]
        with self._lock:
            self._queue = found or [SCENARIOS["documented"]]

    def next_scenario(self, request: Request) -> Scenario:
        with self._lock:
            self.requests.append(request)
            return self._queue.pop(0) if len(self._queue) > 1 else self._queue[0]

    def get_request(self) -> tuple[Any, Any]:
        """Accepts a connection; the handshake of TLS is left to the connection's own thread."""
        connection, address = super().get_request()
        if self.tls is not None:
            connection = self.tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are what these tests are about."""

    def shutdown(self) -> None:
        """Ends the answers that take their time too."""
        self.closing.set()
        super().shutdown()


@contextmanager
def serve(*scenarios: str | Scenario, tls: ssl.SSLContext | None = None) -> Iterator[ModelServer]:
    with serving(ModelServer(scenarios, tls)) as server:
        yield server


Server = TypeVar("Server", bound=BaseServer)


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Any server of the standard library's, running while the block does."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
