"""Asking a server for its list of models: one conditional request a page, with its redirects and retries.

The only module that imports httpx, which takes long: import it in a thread, or where nothing else waits.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import ssl
import time
import zlib
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

import httpx

from lumenbrowse import __version__
from lumenbrowse.api import failures, pages
from lumenbrowse.api.network import Loop, proxy_for, tls_context
from lumenbrowse.api.pages import MOST_BYTES, NO_VALIDATORS, Answer, Fetched, Validators
from lumenbrowse.api.parser import as_utf8
from lumenbrowse.api.retry import Retry, pause_before_retry, read_http_date, read_retry_after
from lumenbrowse.errors import AnswerError, Cancellation, FetchCancelledError, FetchError
from lumenbrowse.settings import Settings
from lumenbrowse.text.safe import shorten

MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_LIMIT = 86_400.0
_ALL_PAGES = 4  # times the limit of one page is what all may take
_ERROR_BODY_BYTES, _ERROR_BODY_SECONDS = 65_536, 2.0
# The formats of zlib(3) for what servers send; some call the bare one deflate.
_FORMATS = {"gzip": (31,), "deflate": (15, -15)}

OnRetry = Callable[[Retry], object]
Sleep = Callable[[float], Coroutine[Any, Any, None]]


def fetch(
    settings: Settings,
    validators: Validators = NO_VALIDATORS,
    *,
    is_known: Callable[[bytes], bool] = lambda _: False,
    cancellation: Cancellation | None = None,
    on_retry: OnRetry | None = None,
    sleep: Sleep = asyncio.sleep,
) -> Fetched:
    """Asks for the list in an event loop of this thread's own, and waits for it.

    Raises `FetchError`, or `FetchCancelledError` once `cancellation` is cancelled. `is_known` is as in
    `pages.follow`. `on_retry` is called in this thread, before a pause that `sleep` makes.
    """
    client = _Client(settings, validators, on_retry, sleep)
    try:
        with asyncio.Runner(loop_factory=Loop) as runner:
            return runner.run(client.fetch(cancellation or Cancellation(), is_known))
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
        self._base = settings.base
        self._validators = validators
        self._on_retry = on_retry
        self._sleep = sleep
        self._limit = min(settings.options.timeout, _LONGEST_LIMIT)
        self._ends = time.monotonic() + _ALL_PAGES * self._limit
        self._proxy: str | None = None
        self._stage = ""

    async def fetch(self, cancellation: Cancellation, is_known: Callable[[bytes], bool]) -> Fetched:
        """Asks for all pages."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        # What goes wrong after the end would be written to standard error: onto the screen.
        loop.set_exception_handler(lambda _loop, _context: None)
        with cancellation.calling(lambda: task and loop.call_soon_threadsafe(task.cancel)):
            self._proxy = proxy_for(self._base.models_url)
            async with _transport(self._settings, self._proxy) as transport:
                ask = partial(self._page, transport)
                return await pages.follow(self._base.models_url, self._base.query, ask, is_known)

    async def _page(self, transport: httpx.AsyncHTTPTransport, url: str, most: int) -> Answer:
        """One page within its time limit, tried again where that may help."""
        ends = min(time.monotonic() + self._limit, self._ends)
        try:
            async with asyncio.timeout(ends - time.monotonic()):
                for tries in itertools.count(1):
                    try:
                        return await self._answer(transport, url, most)
                    except FetchError as error:
                        pause = pause_before_retry(tries, error, ends - time.monotonic())
                        if pause is None:
                            raise
                        if self._on_retry:
                            self._on_retry(Retry(error.message, pause, tries + 1))
                    await self._sleep(pause)
        except TimeoutError:
            raise failures.timed_out(self._settings, self._stage) from None
        raise AssertionError("there is always a next try")

    async def _answer(self, transport: httpx.AsyncHTTPTransport, url: str, most: int) -> Answer:
        """What is at an address, and where redirects within its server lead."""
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._ask(transport, url)
            try:
                if response.status_code not in _REDIRECTS:
                    return await self._read(response, url, most)
                target = pages.absolute(url, response.headers.get("location", ""))
                if not pages.same_origin(target, url):
                    raise failures.redirected(target, self._settings)
                url = target
            finally:
                with suppress(httpx.HTTPError):
                    await response.aclose()
        raise FetchError("too many redirects", f"{self._base.host} sends us from one to the next")

    async def _ask(self, transport: httpx.AsyncHTTPTransport, url: str) -> httpx.Response:
        self._stage = f"no connection to {self._base.host} came about"
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
            self._stage = f"{self._base.host} was asked and did not answer"

    def _headers(self) -> httpx.Headers:
        headers = httpx.Headers({"User-Agent": f"lumenbrowse/{__version__}"})
        headers["Accept"] = "application/json"
        headers.update(self._settings.request_headers)
        headers["Accept-Encoding"] = ", ".join(_FORMATS)
        etag, last_modified = self._validators
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers.update({name: value for name, value in known.items() if value})
        return headers

    async def _read(self, response: httpx.Response, url: str, most: int) -> Answer:
        status, known = response.status_code, self._validators
        self._stage = f"{self._base.host} was still answering"
        values = (response.headers.get(name, "").strip() for name in ("etag", "last-modified"))
        validators = Validators(*(value if pages.is_usable(value) else "" for value in values))
        if status == 304 and any(known):
            return Answer(url, None, "", validators if any(validators) else known)
        if status != 200:
            body = await _error_body(response, self._settings.options.timeout / 4)
            raise failures.not_ok(status, body, self._settings, _retry_after(response))
        try:
            body = await _body(response, most)
        except httpx.HTTPError as error:
            raise failures.cut_off(error, self._settings, answered=True) from None
        # The pages after the first are not asked for by what is known of it.
        self._validators = NO_VALIDATORS
        return Answer(url, body, response.links.get("next", {}).get("url", ""), validators)


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
        through = (
            httpx.Proxy(proxy, ssl_context=context if through_tls else None) if proxy else None
        )
        # A try on a connection that was kept would fail where the server is just closing it.
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.AsyncHTTPTransport(context, limits=limits, trust_env=False, proxy=through)
    except ImportError:
        missing = "for SOCKS the package socksio is missing (pip install 'httpx[socks]')"
        raise failures.bad_proxy(missing) from None
    except (ValueError, httpx.InvalidURL):
        raise failures.bad_proxy("its address is none of a proxy") from None


async def _body(response: httpx.Response, most: int) -> bytes:
    """The body, decompressed and in UTF-8, of `most` bytes at most; raises `FetchError` or httpx's errors."""
    # Not httpx's decoding: it knows no limit, and passes over encodings that it doesn't know.
    encodings = response.headers.get_list("content-encoding", split_commas=True)
    names = [name for one in encodings if (name := one.strip().lower()) not in ("", "identity")]
    if names and (len(names) > 1 or names[0] not in _FORMATS):  # several are how a bomb hides
        sent = shorten(", ".join(names), 40)
        hint = f"the server sent it as “{sent}”; gzip and deflate are known"
        raise AnswerError("unexpected answer (unknown compression)", hint)
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > most:
        raise _too_large()
    came = bytearray()
    async for piece in response.aiter_raw():
        came += piece
        if len(came) > most:
            raise _too_large()
    body = _decompressed(bytes(came), _FORMATS[names[0]], most) if names else bytes(came)
    return as_utf8(body, response.charset_encoding)


def _decompressed(body: bytes, formats: tuple[int, ...], most: int) -> bytes:
    for wbits in formats:
        with suppress(zlib.error):
            found = zlib.decompressobj(wbits).decompress(body, most + 1)
            if len(found) > most:
                raise _too_large()
            return found
    raise AnswerError("unexpected answer (damaged)", "its compression can't be undone; try again")


def _too_large() -> AnswerError:
    hint = f"the answer is longer than {MOST_BYTES >> 20} MiB; is the base right?"
    return AnswerError("too large", hint)


async def _error_body(response: httpx.Response, seconds: float) -> bytes:
    """An error's body where it comes soon and whole: the status counts, its words are extra."""
    with suppress(httpx.HTTPError, FetchError, TimeoutError):
        async with asyncio.timeout(min(seconds, _ERROR_BODY_SECONDS)):
            return await _body(response, _ERROR_BODY_BYTES)
    return b""


def _retry_after(response: httpx.Response) -> float | None:
    now = read_http_date(response.headers.get("date", ""))
    value = response.headers.get("retry-after", "")
    return read_retry_after(value, time.time() if now is None else now) if value else None
