"""How a server is reached: through which proxy, trusting which certificates, and names looked up in time."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from lumenbrowse.api import failures
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import is_loopback
from lumenbrowse.text.safe import shorten

_BUNDLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def trusted_bundle(option: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """The file or directory of trusted certificates, and who named it; empty where nobody did."""
    named = [(option, "--ca-bundle"), *((environ.get(name), name) for name in _BUNDLES)]
    return next(((value, source) for value, source in named if value), ("", ""))


def tls_context(option: str | None, environ: Mapping[str, str]) -> ssl.SSLContext:
    """A context that trusts the bundle that is named and nothing else, else the usual authorities.

    Raises `FetchError`. Not `ssl.create_default_context`: that fails where SSLKEYLOGFILE can't be opened.
    """
    path, source = trusted_bundle(option, environ)
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if not path:
            # What this machine's owner trusts, and what httpx brings for systems that have nothing.
            context.load_default_certs()
            with suppress(ImportError, OSError):
                import certifi

                context.load_verify_locations(certifi.where())
            return context
    except (OSError, ValueError) as error:
        hint = f"OpenSSL says “{shorten(str(error), 80)}”; is OPENSSL_CONF right?"
        raise FetchError("no secure connection (TLS)", hint) from None
    try:
        is_directory = Path(path).is_dir()
        context.load_verify_locations(**{"capath" if is_directory else "cafile": path})
    except (OSError, ValueError) as error:
        raise failures.bad_bundle(path, source, error) from None
    return context


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
    for network in no_proxy.split(","):
        with suppress(ValueError):
            inside = ipaddress.ip_address(host) in ipaddress.ip_network(
                network.strip(), strict=False
            )
            if inside and "/" in network:
                return True
    return False


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose name lookups nobody waits for: not its end, nor the program's.

    asyncio's own run in a pool of threads that are joined at exit, and a resolver without a network may
    take half a minute.
    """

    async def getaddrinfo(self, host: Any, port: Any, **hints: int) -> Any:
        """What `socket.getaddrinfo` returns, from a thread that may outlive the loop."""
        found: asyncio.Future[Any] = self.create_future()

        def settle(result: Any, error: BaseException | None) -> None:
            if not found.done():
                found.set_exception(error) if error else found.set_result(result)

        def look_up() -> None:
            # A loop that is closed by now has nobody who waits.
            with suppress(RuntimeError):
                try:
                    result = socket.getaddrinfo(host, port, **hints)
                    self.call_soon_threadsafe(settle, result, None)
                except (OSError, UnicodeError) as error:
                    self.call_soon_threadsafe(settle, None, error)

        threading.Thread(target=look_up, name="lumenbrowse-dns", daemon=True).start()
        return await found
