"""Asking a server for its list of models: one conditional request, with its redirects and retries.

The only module that imports httpx, which takes long: import it in a thread, or where nothing else waits.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from lumenbrowse import __version__
from lumenbrowse.api import failures
from lumenbrowse.api.cancellation import Cancellation, FetchCancelledError
from lumenbrowse.api.fetched import NO_VALIDATORS, Fetched, Validators
from lumenbrowse.api.network import Loop, bundle_context, proxy_for, trusted_bundle
from lumenbrowse.api.retry import Retry, pause_before_retry, read_http_date, read_retry_after
from lumenbrowse.api.unpacking import ACCEPT_ENCODING, LIMIT, Body
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import Settings

MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_LIMIT = 86_400.0
_ERROR_BODY_BYTES = 65_536
_ERROR_BODY_SECONDS = 2.0
_LONGEST_VALIDATOR = 1_000
_LONGEST_URL = 8_000


OnRetry = Callable[[Retry], object]
Sleep = Callable[[float], Coroutine[Any, Any, None]]


def fetch(
    settings: Settings,
    validators: Validators = NO_VALIDATORS,
    *,
    cancellation: Cancellation | None = None,
    on_retry: OnRetry | None = None,
    sleep: Sleep = asyncio.sleep,
) -> Fetched:
    """Asks for the list in an event loop of this thread's own, and waits for it.

    Raises `FetchError`, or `FetchCancelledError` once `cancellation` is cancelled. `on_retry` is called in
    this thread, before a pause that `sleep` makes.
    """
    loop = Loop()
    # What goes wrong after the end would be written to standard error: onto the screen.
    loop.set_exception_handler(lambda _loop, _context: None)
    task = loop.create_task(fetch_async(settings, validators, on_retry=on_retry, sleep=sleep))
    cancellation = cancellation or Cancellation()
    try:
        with cancellation.calling(lambda: loop.call_soon_threadsafe(task.cancel)):
            return loop.run_until_complete(task)
    except asyncio.CancelledError:
        raise FetchCancelledError("cancelled") from None
    finally:
        _close(loop)


def _close(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()
    try:
        loop.run_until_complete(_end_tasks())
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


async def _end_tasks() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)


async def fetch_async(
    settings: Settings,
    validators: Validators = NO_VALIDATORS,
    *,
    on_retry: OnRetry | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Sleep = asyncio.sleep,
) -> Fetched:
    """Asks for the list within the total time limit, retries included; raises `FetchError`."""
    limit = min(settings.options.timeout, _LONGEST_LIMIT)
    fetching = _Fetching(settings, validators, clock)
    deadline = clock() + limit
    try:
        return await asyncio.wait_for(fetching.try_until(deadline, on_retry, sleep), limit)
    except TimeoutError:
        raise failures.timed_out(settings, fetching.stage) from None


class _Fetching:
    """One fetch: its transport, and how far it got."""

    def __init__(
        self, settings: Settings, validators: Validators, clock: Callable[[], float]
    ) -> None:
        self.settings = settings
        self.stage = f"no connection to {settings.base.host} came about"
        self._validators = validators
        self._clock = clock
        self._proxy: str | None = None

    async def try_until(self, deadline: float, on_retry: OnRetry | None, sleep: Sleep) -> Fetched:
        """Tries, and tries again where that may help."""
        started = self._clock()
        self._proxy = proxy_for(self.settings.base.models_url)
        async with _transport(self.settings, self._proxy) as transport:
            tries = 1
            while True:
                try:
                    status, body, validators = await self._follow(transport)
                    return Fetched(status, body, validators, self._clock() - started)
                except FetchError as error:
                    pause = pause_before_retry(tries, error, deadline - self._clock())
                    if pause is None:
                        raise
                    tries += 1
                    if on_retry is not None:
                        on_retry(Retry(error.message, pause, tries))
                await sleep(pause)

    async def _follow(self, transport: httpx.AsyncHTTPTransport) -> tuple[int, bytes, Validators]:
        url = self.settings.base.models_url
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._ask(transport, url)
            try:
                if response.status_code not in _REDIRECTS:
                    return await self._read(response)
                url = self._next_url(url, response.headers.get("location", ""))
            finally:
                with suppress(httpx.HTTPError):
                    await response.aclose()
        raise failures.too_many_redirects(self.settings)

    async def _ask(self, transport: httpx.AsyncHTTPTransport, url: str) -> httpx.Response:
        self.stage = f"no connection to {self.settings.base.host} came about"
        try:
            request = httpx.Request("GET", url, headers=self._headers())
            request.extensions["trace"] = self._trace
            return await transport.handle_async_request(request)
        except httpx.ProxyError as error:
            raise failures.proxy_failure(error, self._proxy) from None
        except httpx.ConnectError as error:
            raise failures.connect_failure(error, self.settings, self._proxy) from None
        except (httpx.InvalidURL, UnicodeError):
            raise failures.no_address(self.settings) from None
        except httpx.HTTPError as error:
            raise failures.cut_off(error, self.settings, answered=False) from None

    async def _trace(self, event: str, _info: object) -> None:
        # The names of httpcore's documented events; without them the stage is less exact.
        if event.endswith("send_request_headers.complete"):
            self.stage = f"{self.settings.base.host} was asked and did not answer"

    def _headers(self) -> httpx.Headers:
        headers = httpx.Headers(
            {
                "User-Agent": f"lumenbrowse/{__version__}",
                "Accept": "application/json",
                "Accept-Encoding": ACCEPT_ENCODING,
            }
        )
        headers.update(self.settings.request_headers)
        if self._validators.etag:
            headers["If-None-Match"] = self._validators.etag
        if self._validators.last_modified:
            headers["If-Modified-Since"] = self._validators.last_modified
        return headers

    def _next_url(self, url: str, location: str) -> str:
        """Where a redirect within the same origin leads (RFC 9110 section 4.3.1); else raises."""
        try:
            target = urljoin(url, location.strip())
            parts = urlsplit(target)
            usable = location.strip() and target.isprintable() and len(target) <= _LONGEST_URL
            same = usable and "@" not in parts.netloc and _origin(target) == _origin(url)
        except ValueError:
            raise failures.redirected("", self.settings) from None
        if not same:
            there = (
                f"{parts.scheme}://{failures.host_of(target)}" if usable and parts.netloc else ""
            )
            raise failures.redirected(there, self.settings)
        return target

    async def _read(self, response: httpx.Response) -> tuple[int, bytes, Validators]:
        status = response.status_code
        self.stage = f"{self.settings.base.host} was still answering"
        if status == 304 and self._validators:
            return status, b"", _validators_of(response) or self._validators
        if status != 200:
            body = await _error_body(response, self.settings.options.timeout / 4)
            raise failures.not_ok(status, body, self.settings, _retry_after(response))
        try:
            return status, await _whole_body(response), _validators_of(response)
        except httpx.HTTPError as error:
            raise failures.cut_off(error, self.settings, answered=True) from None


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(scheme)


def _transport(settings: Settings, proxy: str | None) -> httpx.AsyncHTTPTransport:
    """Speaks to the server; raises `FetchError` for a bundle or a proxy that is none.

    The transport alone, not httpx's client: that reads proxies of its own from the environment, keeps
    cookies, and takes addresses with passwords.
    """
    through_tls = proxy is not None and proxy.lower().startswith("https:")
    context = _tls_context(settings, through_tls or settings.base.url.startswith("https:"))
    # A try on a connection that was kept would fail where the server is just closing it.
    limits = httpx.Limits(max_keepalive_connections=0)
    try:
        if proxy is None:
            return httpx.AsyncHTTPTransport(verify=context, limits=limits, trust_env=False)
        own = context if through_tls else None
        return httpx.AsyncHTTPTransport(
            verify=context,
            limits=limits,
            trust_env=False,
            proxy=httpx.Proxy(proxy, ssl_context=own),
        )
    except ImportError:
        raise failures.bad_proxy("SOCKS proxies are not supported") from None
    except (ValueError, httpx.InvalidURL):
        raise failures.bad_proxy("its address is none of a proxy") from None


def _tls_context(settings: Settings, needed: bool) -> ssl.SSLContext:
    if not needed:
        # Never used, as no redirect leads from http to https; reading the certificates takes 50 ms.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    path, source = trusted_bundle(settings.options.ca_bundle, os.environ)
    if path:
        return bundle_context(path, source)
    context = httpx.create_ssl_context(trust_env=False)
    # Besides those that httpx brings, what this machine's owner trusts.
    context.load_default_certs()
    return context


async def _whole_body(response: httpx.Response, limit: int = LIMIT) -> bytes:
    body = Body(response.headers.get("content-encoding", ""), limit)
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit():
        body.expect(int(length[:20]))
    async for chunk in response.aiter_raw():
        body.feed(chunk)
    return body.finish()


async def _error_body(response: httpx.Response, seconds: float) -> bytes:
    """An error's body where it comes soon and whole: the status counts, its words are extra."""
    with suppress(httpx.HTTPError, FetchError, asyncio.TimeoutError):
        reading = _whole_body(response, _ERROR_BODY_BYTES)
        return await asyncio.wait_for(reading, min(seconds, _ERROR_BODY_SECONDS))
    return b""


def _validators_of(response: httpx.Response) -> Validators:
    return Validators(
        _header_value(response.headers.get("etag", "")),
        _header_value(response.headers.get("last-modified", "")),
    )


def _header_value(value: str) -> str:
    usable = value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR
    return value.strip() if usable else ""


def _retry_after(response: httpx.Response) -> float | None:
    now = read_http_date(response.headers.get("date", ""))
    value = response.headers.get("retry-after", "")
    return read_retry_after(value, time.time() if now is None else now) if value else None
