"""Asking a server for its list of models: one conditional request a page, with its redirects and retries.

The only module that imports httpx, which takes long: import it in a thread, or where nothing else waits.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import ssl
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any, cast

import httpx

from lumenbrowse import __version__
from lumenbrowse.api import failures
from lumenbrowse.api.network import Loop, proxy_for, tls_context
from lumenbrowse.api.pages import (
    MOST_BYTES,
    NO_VALIDATORS,
    Answer,
    Fetched,
    Validators,
    absolute,
    follow,
    is_usable,
    same_origin,
)
from lumenbrowse.api.parser import as_utf8
from lumenbrowse.api.retry import Retry, pause_before_retry, read_http_date, read_retry_after
from lumenbrowse.errors import AnswerError, Cancellation, FetchCancelledError, FetchError
from lumenbrowse.settings import Settings
from lumenbrowse.text.safe import shorten

MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_LIMIT = 86_400.0
_ALL_PAGES = 4
"""How many times the limit of one page all pages may take."""
_PIECE = 4_096
"""Bytes that are decompressed at one go: of a bomb that makes four mebibytes."""
_ERROR_BODY_BYTES = 65_536
_ERROR_BODY_SECONDS = 2.0

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
    client = _Client(settings, validators, on_retry, sleep)
    try:
        with asyncio.Runner(loop_factory=Loop) as runner:
            return runner.run(client.fetch(cancellation or Cancellation()))
    except asyncio.CancelledError:
        raise FetchCancelledError("cancelled") from None
    except FetchError as error:
        raise failures.masked(error, settings) from None


class _Client:
    """One fetch, and how far it got."""

    def __init__(
        self, settings: Settings, validators: Validators, on_retry: OnRetry | None, sleep: Sleep
    ) -> None:
        self._settings = settings
        self._validators = validators
        self._on_retry = on_retry or (lambda _retry: None)
        self._sleep = sleep
        self._limit = min(settings.options.timeout, _LONGEST_LIMIT)
        self._ends = time.monotonic() + _ALL_PAGES * self._limit
        self._proxy: str | None = None
        self._stage = ""

    async def fetch(self, cancellation: Cancellation) -> Fetched:
        """Asks for all pages."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        # What goes wrong after the end would be written to standard error: onto the screen.
        loop.set_exception_handler(lambda _loop, _context: None)
        base = self._settings.base
        with cancellation.calling(lambda: task and loop.call_soon_threadsafe(task.cancel)):
            self._proxy = proxy_for(base.models_url)
            async with _transport(self._settings, self._proxy) as transport:

                async def ask(url: str, most: int) -> Answer:
                    return await self._page(transport, url, most)

                return await follow(base.models_url, base.query, ask)

    async def _page(self, transport: httpx.AsyncHTTPTransport, url: str, most: int) -> Answer:
        """One page within its time limit, tried again where that may help."""
        ends = min(time.monotonic() + self._limit, self._ends)
        try:
            async with asyncio.timeout(ends - time.monotonic()):
                for tries in itertools.count(1):
                    try:
                        return await self._follow_redirects(transport, url, most)
                    except FetchError as error:
                        pause = pause_before_retry(tries, error, ends - time.monotonic())
                        if pause is None:
                            raise
                        self._on_retry(Retry(error.message, pause, tries + 1))
                    await self._sleep(pause)
        except TimeoutError:
            raise failures.timed_out(self._settings, self._stage) from None
        raise AssertionError("there is always a next try")

    async def _follow_redirects(
        self, transport: httpx.AsyncHTTPTransport, url: str, most: int
    ) -> Answer:
        base = self._settings.base
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._ask(transport, url)
            try:
                if response.status_code not in _REDIRECTS:
                    return await self._read(response, url, most)
                target = absolute(url, response.headers.get("location", ""))
                if not same_origin(target, url):
                    raise failures.redirected(target, self._settings)
                url = target
            finally:
                with suppress(httpx.HTTPError):
                    await response.aclose()
        raise FetchError("too many redirects", f"{base.host} sends us from one to the next")

    async def _ask(self, transport: httpx.AsyncHTTPTransport, url: str) -> httpx.Response:
        self._stage = f"no connection to {self._settings.base.host} came about"
        try:
            request = httpx.Request("GET", url, headers=self._headers())
            request.extensions["trace"] = self._trace
            return await transport.handle_async_request(request)
        except httpx.ProxyError as error:
            raise failures.proxy_failure(error, self._proxy) from None
        except httpx.ConnectError as error:
            raise failures.connect_failure(error, self._settings, self._proxy) from None
        except (httpx.InvalidURL, UnicodeError):
            raise failures.no_address(self._settings) from None
        except httpx.HTTPError as error:
            raise failures.cut_off(error, self._settings, answered=False) from None

    async def _trace(self, event: str, _info: object) -> None:
        # The names of httpcore's documented events; without them the stage is less exact.
        if event.endswith("send_request_headers.complete"):
            self._stage = f"{self._settings.base.host} was asked and did not answer"

    def _headers(self) -> httpx.Headers:
        headers = httpx.Headers(
            {"User-Agent": f"lumenbrowse/{__version__}", "Accept": "application/json"}
        )
        headers.update(self._settings.request_headers)
        headers["Accept-Encoding"] = "gzip, deflate"
        if self._validators.etag:
            headers["If-None-Match"] = self._validators.etag
        if self._validators.last_modified:
            headers["If-Modified-Since"] = self._validators.last_modified
        return headers

    async def _read(self, response: httpx.Response, url: str, most: int) -> Answer:
        status, known = response.status_code, self._validators
        self._stage = f"{self._settings.base.host} was still answering"
        if status == 304 and any(known):
            came = _validators_of(response)
            return Answer(url, None, "", came if any(came) else known)
        if status != 200:
            body = await _error_body(response, self._settings.options.timeout / 4)
            raise failures.not_ok(status, body, self._settings, _retry_after(response))
        try:
            body = await _body(response, most)
        except httpx.DecodingError:
            hint = "its compression can't be undone; try again"
            raise AnswerError("unexpected answer (damaged)", hint) from None
        except httpx.HTTPError as error:
            raise failures.cut_off(error, self._settings, answered=True) from None
        # The pages after the first are not asked for by what is known of it.
        self._validators = NO_VALIDATORS
        link = response.links.get("next", {}).get("url", "")
        return Answer(url, body, link, _validators_of(response))


def _transport(settings: Settings, proxy: str | None) -> httpx.AsyncHTTPTransport:
    """Speaks to the server; raises `FetchError` for a bundle or a proxy that is none.

    The transport alone, not httpx's client: that reads proxies of its own from the environment, keeps
    cookies, and takes addresses with passwords.
    """
    through_tls = proxy is not None and proxy.lower().startswith("https:")
    if through_tls or settings.base.url.startswith("https:"):
        context = tls_context(settings.options.ca_bundle, os.environ)
    else:
        # Never used, as no redirect leads from http to https; reading the certificates takes 50 ms.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        through = proxy and httpx.Proxy(proxy, ssl_context=context if through_tls else None)
        # A try on a connection that was kept would fail where the server is just closing it.
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.AsyncHTTPTransport(
            verify=context, limits=limits, trust_env=False, proxy=through or None
        )
    except ImportError:
        missing = "for SOCKS the package socksio is missing (pip install 'httpx[socks]')"
        raise failures.bad_proxy(missing) from None
    except (ValueError, httpx.InvalidURL):
        raise failures.bad_proxy("its address is none of a proxy") from None


class _Pieces(httpx.AsyncByteStream):
    """A body as it came over the line, in small pieces and not beyond a limit."""

    def __init__(self, stream: httpx.AsyncByteStream, most: int) -> None:
        self._stream = stream
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise _too_large()
            for at in range(0, len(chunk), _PIECE):
                yield chunk[at : at + _PIECE]

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._stream.aclose()


async def _body(response: httpx.Response, most: int) -> bytes:
    """The body, decompressed and in UTF-8; raises `FetchError` or httpx's errors."""
    encodings = response.headers.get_list("content-encoding", split_commas=True)
    names = [name for one in encodings if (name := one.strip().lower()) not in ("", "identity")]
    # httpx passes over those that it doesn't know; one within the other is how a bomb hides.
    if names not in ([], ["gzip"], ["deflate"]):
        hint = (
            f"the server sent it as “{shorten(', '.join(names), 40)}”; gzip and deflate are known"
        )
        raise AnswerError("unexpected answer (unknown compression)", hint)
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > most:
        raise _too_large()
    response.stream = _Pieces(cast(httpx.AsyncByteStream, response.stream), most)
    pieces, size = [], 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > most:
            raise _too_large()
        pieces.append(piece)
    return as_utf8(b"".join(pieces), response.charset_encoding)


def _too_large() -> AnswerError:
    words = f"the answer is longer than {MOST_BYTES >> 20} MiB; is the base right?"
    return AnswerError("too large", words)


async def _error_body(response: httpx.Response, seconds: float) -> bytes:
    """An error's body where it comes soon and whole: the status counts, its words are extra."""
    with suppress(httpx.HTTPError, FetchError, TimeoutError):
        async with asyncio.timeout(min(seconds, _ERROR_BODY_SECONDS)):
            return await _body(response, _ERROR_BODY_BYTES)
    return b""


def _validators_of(response: httpx.Response) -> Validators:
    values = (response.headers.get(name, "").strip() for name in ("etag", "last-modified"))
    return Validators(*(value if is_usable(value) else "" for value in values))


def _retry_after(response: httpx.Response) -> float | None:
    now = read_http_date(response.headers.get("date", ""))
    value = response.headers.get("retry-after", "")
    return read_retry_after(value, time.time() if now is None else now) if value else None
