"""How a server is reached: through which proxy, trusting which certificates, and names looked up in time."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi

from lumenbrowse.api import failures
from lumenbrowse.settings import is_loopback

_BUNDLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def tls_context(option: str | None, environ: Mapping[str, str]) -> ssl.SSLContext:
    """A context that trusts the bundle that is named and nothing else, else the usual authorities."""
    named = {"--ca-bundle": option, **{name: environ.get(name) for name in _BUNDLES}}
    source, path = next(((name, value) for name, value in named.items() if value), ("", ""))
    reading = ""
    try:
        # Not `ssl.create_default_context`: that fails where SSLKEYLOGFILE can't be opened.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if reading := path:
            context.load_verify_locations(**{"capath" if Path(path).is_dir() else "cafile": path})
            return context
        # What this machine's owner trusts, and what httpx brings for systems that have nothing.
        context.load_default_certs()
        context.load_verify_locations(certifi.where())
    except (OSError, ValueError) as error:
        raise failures.bad_bundle(reading, source, error) from None
    return context


def proxy_for(url: str) -> str | None:
    """The proxy that is set for an address; never for plain http to this machine: it would read the key."""
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
    for network in no_proxy.split(","):
        with suppress(ValueError):
            if "/" in network and ip_address(host) in ip_network(network.strip(), strict=False):
                return True
    return False


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose name lookups nobody waits for at exit: they may take half a minute."""

    async def getaddrinfo(self, host: Any, port: Any, **hints: int) -> Any:
        """What `socket.getaddrinfo` returns, from a thread that may outlive the loop."""
        found: Future[Any] = Future()
        # From now on nobody can cancel it, so what is found in the end is never refused.
        found.set_running_or_notify_cancel()

        def look_up() -> None:
            try:
                found.set_result(socket.getaddrinfo(host, port, **hints))
            except (OSError, UnicodeError) as error:
                found.set_exception(error)

        threading.Thread(target=look_up, name="lumenbrowse-dns", daemon=True).start()
        return await asyncio.wrap_future(found, loop=self)
