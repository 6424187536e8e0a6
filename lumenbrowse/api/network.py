"""How a server is reached: through which proxy, trusting which certificates, and names looked up in time."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from lumenbrowse.api.failures import bad_bundle
from lumenbrowse.settings import is_loopback


def trusted_bundle(option: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """The file or directory of trusted certificates, and who named it; empty where nobody did."""
    for value, source in (
        (option, "--ca-bundle"),
        (environ.get("SSL_CERT_FILE"), "SSL_CERT_FILE"),
        (environ.get("SSL_CERT_DIR"), "SSL_CERT_DIR"),
    ):
        if value:
            return value, source
    return "", ""


def bundle_context(path: str, source: str) -> ssl.SSLContext:
    """A context that trusts what `path` holds and nothing else; raises `FetchError`."""
    try:
        if Path(path).is_dir():
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except (OSError, ValueError) as error:
        raise bad_bundle(path, source, error) from None


def proxy_for(url: str) -> str | None:
    """The proxy that the environment (or the system's settings) names for an address, or None.

    Plain http to this machine itself never goes through one: it would read the key.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "http" and is_loopback(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    excepted = proxy_bypass(parts.netloc) or proxy_bypass(host)
    if not proxy or excepted or _in_a_network(host, proxies.get("no", "")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _in_a_network(host: str, no_proxy: str) -> bool:
    """Whether `host` is an address within one of NO_PROXY's networks, `10.0.0.0/8`, as curl reads it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    networks = (part.strip() for part in no_proxy.split(",") if "/" in part)
    return any(address in _network(network) for network in networks)


def _network(text: str) -> tuple[()] | ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return ()


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose name lookups nobody waits for: not its end, nor the program's.

    asyncio's own run in a pool of threads that are joined at exit, and a resolver without a network may
    take half a minute.
    """

    async def getaddrinfo(
        self,
        host: Any,
        port: Any,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - the name in asyncio's method
        proto: int = 0,
        flags: int = 0,
    ) -> Any:
        """What `socket.getaddrinfo` returns, from a thread that may outlive the loop."""
        found: asyncio.Future[Any] = self.create_future()

        def settle(result: Any, error: BaseException | None) -> None:
            if found.done():
                return
            if error is None:
                found.set_result(result)
            else:
                found.set_exception(error)

        def look_up() -> None:
            result, error = None, None
            try:
                result = socket.getaddrinfo(host, port, family, type, proto, flags)
            except (OSError, UnicodeError) as failure:
                error = failure
            try:
                self.call_soon_threadsafe(settle, result, error)
            except RuntimeError:
                # The loop is closed: nobody waits any more.
                return

        threading.Thread(target=look_up, name="lumenbrowse-dns", daemon=True).start()
        return await found
