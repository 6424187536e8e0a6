"""A real proxy on 127.0.0.1 that understands CONNECT, and nothing else, as a company's would."""

import socket
import socketserver
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from tests.server import serving

LOGIN = "user:secret-of-the-proxy"
_HEADER = b"Basic " + b64encode(LOGIN.encode())


class Proxy(socketserver.ThreadingTCPServer):
    """Connects everything to one port of this machine, whatever host is asked for.

    `refusal` is the status line that it answers with instead; `login` whether it wants `LOGIN`.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, refusal: str = "", login: bool = False) -> None:
        self.target = port
        self.refusal = refusal
        self.login = login
        self.asked: list[str] = []
        self.seen = b""
        super().__init__(("127.0.0.1", 0), _Tunnel)

    @property
    def address(self) -> str:
        """Host and port, for HTTPS_PROXY."""
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what these tests are about."""


class _Tunnel(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        proxy = cast(Proxy, self.server)
        lines = [self.rfile.readline()]
        while lines[-1].strip():
            lines.append(self.rfile.readline())
        proxy.seen += b"".join(lines)
        proxy.asked.append(lines[0].decode("latin-1").strip())
        if proxy.refusal:
            self.wfile.write(f"HTTP/1.1 {proxy.refusal}\r\nContent-Length: 0\r\n\r\n".encode())
        elif proxy.login and not any(_HEADER in line for line in lines):
            self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
        else:
            self._connect(proxy)

    def _connect(self, proxy: Proxy) -> None:
        with socket.create_connection(("127.0.0.1", proxy.target)) as server:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_copy, args=(server, self.connection, None), daemon=True)
            back.start()
            _copy(self.connection, server, proxy)
            back.join(5)


def _copy(source: socket.socket, target: socket.socket, proxy: Proxy | None) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            if proxy is not None:
                proxy.seen += data
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def proxy_to(port: int, refusal: str = "", login: bool = False) -> Iterator[Proxy]:
    with serving(Proxy(port, refusal, login)) as proxy:
        yield proxy
