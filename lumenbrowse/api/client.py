"""Asking a server for its list. The only module that imports httpx, which takes long: import it in a thread."""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx

from lumenbrowse import __version__
from lumenbrowse.api import failures, pages
from lumenbrowse.api.network import Loop, proxy_for, tls_context
from lumenbrowse.api.pages import MOST_BYTES, NO_VALIDATORS, Answer, Fetched, Validators
from lumenbrowse.api.parser import as_utf8
from lumenbrowse.api.retry import announce, pause_before_retry, read_retry_after
from lumenbrowse.errors import AnswerError, Cancellation, FetchCancelledError, FetchError
from lumenbrowse.settings import Settings
from lumenbrowse.text.safe import mask, shorten

MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ALL_PAGES = 4  # times the limit of one page is what all may take
_ERROR_BODY_BYTES, _ERROR_BODY_SECONDS = 65_536, 2.0

OnRetry = Callable[[str], object]
Sleep = Callable[[float], Coroutine[Any, Any, None]]


def fetch(
    settings: Settings,
    validators: Validators = NO_VALIDATORS,
    *,
    cancellation: Cancellation | None = None,
    on_retry: OnRetry | None = None,
    sleep: Sleep = asyncio.sleep,
) -> Fetched:
    """Asks for the list, and waits for it. Raises `FetchError`, or `FetchCancelledError` once cancelled."""
    ends = time.monotonic() + _ALL_PAGES * settings.options.timeout
    proxy = proxy_for(settings.base.models_url)
    client = _Client(settings, validators, on_retry, sleep, ends, proxy)
    try:
        with asyncio.Runner(loop_factory=Loop) as runner:
            fetched = runner.run(client.fetch(cancellation or Cancellation()))
        return fetched._replace(reason=mask(fetched.reason, settings.secrets))
    except asyncio.CancelledError:
        raise FetchCancelledError("cancelled") from None
    except FetchError as error:
        raise failures.masked(error, settings) from None


@dataclass
class _Client:
    """One fetch, and how far it got; `ends` is when all pages have to be there."""

    settings: Settings
    validators: Validators
    on_retry: OnRetry | None
    sleep: Sleep
    ends: float
    proxy: str | None
    stage: str = ""

    async def fetch(self, cancellation: Cancellation) -> Fetched:
        """Asks for all pages."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        # What goes wrong after the end would be written to standard error: onto the screen.
        loop.set_exception_handler(lambda _loop, _context: None)

        def end() -> None:
            # The loop may be closed by now.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(task.cancel if task else loop.stop)

        cancellation.end = end
        cancellation.check()
        base = self.settings.base
        async with _transport(self.settings, self.proxy) as transport:
            return await pages.follow(base.models_url, base.query, partial(self._page, transport))

    async def _page(self, transport: httpx.AsyncHTTPTransport, url: str, most: int) -> Answer:
        """One page within its time limit, tried again where that may help."""
        limit, tries = self.settings.options.timeout, 0
        ends = min(time.monotonic() + limit, self.ends)
        try:
            async with asyncio.timeout(ends - time.monotonic()):
                while True:
                    tries += 1
                    try:
                        return await self._answer(transport, url, most)
                    except FetchError as error:
                        pause = pause_before_retry(tries, error, ends - time.monotonic())
                        if pause is None:
                            raise
                        if self.on_retry:
                            self.on_retry(announce(error, pause))
                    await self.sleep(pause)
        except TimeoutError:
            words = f"timed out after {limit:g} s"
            raise FetchError(words, f"{self.stage}; --timeout S sets another limit") from None

    async def _answer(self, transport: httpx.AsyncHTTPTransport, url: str, most: int) -> Answer:
        """What is at an address, and where redirects within its server lead."""
        for _ in range(MOST_REDIRECTS + 1):
            async with aclosing(await self._ask(transport, url)) as response:
                if response.status_code not in _REDIRECTS:
                    return await self._read(response, url, most)
                target = pages.absolute(url, response.headers.get("location", ""))
                if not pages.same_origin(target, url):
                    raise failures.redirected(target, self.settings)
                url = target
        hint = f"{self.settings.base.host} sends us from one to the next"
        raise FetchError("too many redirects", hint)

    async def _ask(self, transport: httpx.AsyncHTTPTransport, url: str) -> httpx.Response:
        self.stage = f"no connection to {self.settings.base.host} came about"
        try:
            request = httpx.Request("GET", url, headers=self._headers())
            request.extensions["trace"] = self._trace
            return await transport.handle_async_request(request)
        except httpx.ProxyError as error:
            raise failures.proxy_failure(error, self.settings, self.proxy) from None
        except (httpx.ConnectError, httpx.InvalidURL, UnicodeError) as error:
            raise failures.connect_failure(error, self.settings, self.proxy) from None
        except httpx.HTTPError as error:
            raise failures.cut_off(error, self.settings, answered=False) from None

    async def _trace(self, event: str, _info: object) -> None:
        # The names of httpcore's documented events; without them the stage is less exact.
        if event.endswith("send_request_headers.complete"):
            self.stage = f"{self.settings.base.host} was asked and did not answer"

    def _headers(self) -> httpx.Headers:
        agent = {"User-Agent": f"lumenbrowse/{__version__}", "Accept": "application/json"}
        headers = httpx.Headers(agent)
        headers.update(self.settings.request_headers)
        headers["Accept-Encoding"] = "gzip, deflate"
        known = zip(("If-None-Match", "If-Modified-Since"), self.validators, strict=True)
        headers.update({name: value for name, value in known if value})
        return headers

    async def _read(self, response: httpx.Response, url: str, most: int) -> Answer:
        status, known = response.status_code, self.validators
        self.stage = f"{self.settings.base.host} was still answering"
        values = (response.headers.get(name, "").strip() for name in ("etag", "last-modified"))
        validators = Validators(*(value if pages.is_usable(value) else "" for value in values))
        if status == 304 and any(known):
            return Answer(url, None, "", validators if any(validators) else known)
        if status != 200:
            body, wait = b"", read_retry_after(response.headers.get("retry-after", ""), time.time())
            # The status counts, its words are extra: they may come late, or broken.
            with suppress(httpx.HTTPError, FetchError, TimeoutError):
                at_most = min(_ERROR_BODY_SECONDS, self.settings.options.timeout / 4)
                async with asyncio.timeout(at_most):
                    body = await _body(response, _ERROR_BODY_BYTES)
            raise failures.not_ok(status, body, self.settings, wait)
        try:
            body = await _body(response, most)
        except httpx.DecodingError:
            hint = "its compression can't be undone; try again"
            raise AnswerError("unexpected answer (damaged)", hint) from None
        except httpx.HTTPError as error:
            raise failures.cut_off(error, self.settings, answered=True) from None
        # The pages after the first are not asked for by what is known of it.
        self.validators = NO_VALIDATORS
        return Answer(url, body, response.links.get("next", {}).get("url", ""), validators)


def _transport(settings: Settings, proxy: str | None) -> httpx.AsyncHTTPTransport:
    """httpx's transport alone: its client takes proxies and passwords from elsewhere. Raises `FetchError`."""
    proxy_uses_tls = proxy is not None and proxy.lower().startswith("https:")
    uses_tls = proxy_uses_tls or settings.base.url.startswith("https:")
    # Only where it is used: reading the certificates takes 50 ms.
    tls = tls_context(settings.options.ca_bundle, os.environ) if uses_tls else None
    try:
        through = httpx.Proxy(proxy, ssl_context=tls if proxy_uses_tls else None) if proxy else None
        # A try on a connection that was kept would fail where the server is just closing it.
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.AsyncHTTPTransport(tls or False, limits=limits, trust_env=False, proxy=through)
    except ImportError:
        reason = "for SOCKS the package socksio is missing (pip install 'httpx[socks]')"
    except (ValueError, httpx.InvalidURL):
        reason = "its address is none of a proxy"
    raise FetchError("the proxy can't be used", f"{reason}; check HTTPS_PROXY and ALL_PROXY")


async def _body(response: httpx.Response, most: int) -> bytes:
    """The body, decompressed and in UTF-8, of `most` bytes at most; raises `FetchError` or httpx's errors."""
    # httpx passes over encodings that it doesn't know; several are how a bomb hides.
    encodings = response.headers.get_list("content-encoding", split_commas=True)
    names = [name for one in encodings if (name := one.strip()).lower() not in ("", "identity")]
    if [name.lower() for name in names] not in ([], ["gzip"], ["deflate"]):
        sent = shorten(", ".join(names), 40)
        hint = f"the server sent it as “{sent}”; gzip and deflate are known"
        raise AnswerError("unexpected answer (unknown compression)", hint)
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > most:
            hint = f"the answer is longer than {MOST_BYTES >> 20} MiB; is the base right?"
            raise AnswerError("too large", hint)
    return as_utf8(bytes(body), response.charset_encoding)
