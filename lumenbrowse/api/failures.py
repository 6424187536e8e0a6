"""Every way in which a fetch fails, in plain words with what to do next.

`message` fits the bar; `hint` is for the panel and standard error. What a server says is made safe here, and
every failure leaves through `masked`, which takes the secrets out of it.
"""

from __future__ import annotations

import errno
import json
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from lumenbrowse.api.parser import SERVER_WORDS, error_words
from lumenbrowse.api.retry import LONGEST_WAIT, TRANSIENT_STATUSES, describe_wait
from lumenbrowse.errors import AnswerError, FetchError, KeyRefusedError
from lumenbrowse.settings import KEY_VARIABLE, Settings
from lumenbrowse.text.safe import mask, safe, shorten

# Verification codes of X.509 (OpenSSL's x509_vfy.h).
_CLOCK = (
    "is this machine's clock right? Else its owner has to renew it; --ca-bundle FILE does not help"
)
_NAME = "is the base right? --ca-bundle FILE does not help"
_TRUST = "if you trust this server, name its authority's certificate with --ca-bundle FILE"
_CERTIFICATES = {
    9: ("the certificate is not valid yet", _CLOCK),
    10: ("the certificate has expired", _CLOCK),
    18: ("the certificate is self-signed", _TRUST),
    19: ("the certificate is self-signed", _TRUST),
    62: ("the certificate is for another host", _NAME),
    64: ("the certificate is for another host", _NAME),
}

_UNREACHABLE = {
    errno.ECONNREFUSED: "connection refused",
    errno.ENETUNREACH: "network unreachable",
    errno.EHOSTUNREACH: "host unreachable",
    errno.ENETDOWN: "network down",
    errno.EADDRNOTAVAIL: "network unreachable",
    errno.ETIMEDOUT: "timed out",
    errno.ECONNRESET: "connection reset",
    errno.EPIPE: "connection reset",
}


def masked(error: FetchError, settings: Settings) -> FetchError:
    """The same error without a piece of a secret, whoever repeated it: each failure of a fetch leaves through here."""
    error.message, error.hint = (
        mask(text, settings.secrets) for text in (error.message, error.hint)
    )
    error.args = (error.message,)
    return error


def host_of(url: str) -> str:
    """Host and port of an address, safe to show, without a user's name or password."""
    try:
        return safe(urlsplit(url).netloc.rpartition("@")[2])
    except ValueError:
        return "?"


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it came from, members of exception groups too."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [*getattr(each, "exceptions", ()), each.__cause__, each.__context__]


# Connections.


def connect_failure(error: BaseException, settings: Settings, proxy: str | None) -> FetchError:
    """No connection came about; `proxy` is the one that was asked for it."""
    chain = list(causes(error))
    for each in chain:
        if isinstance(each, ssl.SSLCertVerificationError):
            return _certificate_failure(each, settings)
    for each in chain:
        if isinstance(each, ssl.SSLError):
            return _tls_failure(settings)
    failure = _name_failure(chain, settings, proxy) or _unreachable(chain, settings)
    if proxy is None:
        return failure
    return FetchError(
        "the proxy can't be reached",
        f"{host_of(proxy)}: {failure.message}; check HTTPS_PROXY, ALL_PROXY and NO_PROXY",
        transient=failure.transient,
    )


def _certificate_failure(error: ssl.SSLCertVerificationError, settings: Settings) -> FetchError:
    words, advice = _CERTIFICATES.get(error.verify_code, ("the certificate is not trusted", _TRUST))
    return FetchError(words, f"{settings.base.host}: {advice}")


def _tls_failure(settings: Settings) -> FetchError:
    return FetchError(
        "no secure connection (TLS)",
        f"does {settings.base.host} speak https? Else the base is http://…",
    )


def _name_failure(
    chain: list[BaseException], settings: Settings, proxy: str | None
) -> FetchError | None:
    for each in chain:
        if isinstance(each, socket.gaierror):
            host = host_of(proxy or settings.base.url)
            # EAI_AGAIN is what a machine without a network gets; any other answer stands.
            again = each.errno == socket.EAI_AGAIN
            advice = "is this machine online?" if again else "is the base right?"
            return FetchError("host not found (DNS)", f"{host}: {advice}", transient=again)
    return None


def no_address(settings: Settings) -> FetchError:
    """What the base names can't be an address at all."""
    return FetchError("host not found (DNS)", f"{_asked(settings)}; its host is no valid name")


def _unreachable(chain: list[BaseException], settings: Settings) -> FetchError:
    code = next(
        (e.errno for e in chain if isinstance(e, OSError) and e.errno in _UNREACHABLE), None
    )
    words = _UNREACHABLE.get(code or 0, "no connection")
    advice = "is the server running?" if code == errno.ECONNREFUSED else "is this machine online?"
    return FetchError(words, f"{_asked(settings)}; {advice}", transient=True)


def proxy_failure(error: BaseException, proxy: str | None) -> FetchError:
    """The proxy answered, and would not connect; an httpx error says `407 Proxy …`."""
    said = shorten(str(error), 60)
    if said.startswith("407"):
        return _proxy_login()
    return FetchError(
        "the proxy refused", f"{host_of(proxy or '')} says “{said}”; check HTTPS_PROXY and NO_PROXY"
    )


def _proxy_login(said: str = "") -> FetchError:
    hint = _sentences("put user:password@ before its host in HTTPS_PROXY", said)
    return FetchError("the proxy wants a login (HTTP 407)", hint, status=407)


def cut_off(error: BaseException, settings: Settings, answered: bool) -> FetchError:
    """A connection that broke: while the answer came (`answered`), or before."""
    if any(isinstance(each, ConnectionError) for each in causes(error)):
        return FetchError("connection reset", f"{_asked(settings)}; try again")
    if answered:
        hint = "the connection ended too soon; try again"
        return AnswerError("unexpected answer (broken off)", hint)
    # It closed the connection, or said something else than HTTP: which, can't be told for certain.
    return AnswerError("no valid HTTP answer", f"{_asked(settings)}; is the base right?")


def timed_out(settings: Settings, stage: str) -> FetchError:
    """The total time limit is over; `stage` says how far it got."""
    return FetchError(
        f"timed out after {settings.options.timeout:g} s",
        f"{stage}; --timeout S sets another limit",
    )


def bad_bundle(path: str, source: str, error: OSError | ValueError) -> FetchError:
    """The file of trusted certificates is none."""
    reason = "it holds no certificate (PEM)"
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and error.strerror:
        reason = error.strerror
    return FetchError("the CA bundle can't be read", f"{safe(path)} from {source}: {safe(reason)}")


def no_tls(error: OSError | ValueError) -> FetchError:
    """TLS itself does not work here: OpenSSL reads files that variables name."""
    hint = f"OpenSSL says “{shorten(str(error), 80)}”; is OPENSSL_CONF right?"
    return FetchError("no secure connection (TLS)", hint)


def no_socks() -> FetchError:
    """What httpx needs for a SOCKS proxy is not installed."""
    return bad_proxy("for SOCKS the package socksio is missing (pip install 'httpx[socks]')")


def bad_proxy(reason: str) -> FetchError:
    """The proxy that the environment names can't be used at all."""
    return FetchError("the proxy can't be used", f"{reason}; check HTTPS_PROXY and ALL_PROXY")


# Answers.


def too_large() -> AnswerError:
    """More than the bytes that an answer may have."""
    return AnswerError("too large", "the answer is longer than 64 MiB; is the base right?")


def damaged() -> AnswerError:
    """Its compression can't be undone."""
    return AnswerError("unexpected answer (damaged)", "its compression can't be undone; try again")


def unknown_encoding(names: str) -> AnswerError:
    """A compression that was not asked for."""
    hint = f"the server sent it as “{shorten(names, 40)}”; it was asked for gzip or deflate"
    return AnswerError("unexpected answer (unknown compression)", hint)


def redirected(target: str, settings: Settings) -> FetchError:
    """A redirect that is not followed."""
    if not target:
        return FetchError("redirect to nowhere", f"{_asked(settings)}; is the base right?")
    there = f"{urlsplit(target).scheme}://{host_of(target)}"
    return FetchError(
        "redirect to another server",
        f"{settings.base.host} sends us to {shorten(there, 100)}; the key goes to no other server. "
        "If that is the right one, name it with --base-url",
    )


def too_many_redirects(settings: Settings) -> FetchError:
    """More redirects than are followed: a loop, most likely."""
    return FetchError("too many redirects", f"a redirect led to the next; {_asked(settings)}")


def not_ok(
    status: int, body: bytes, settings: Settings, retry_after: float | None = None
) -> FetchError:
    """Any status that is no success; `body` may be cut."""
    said = server_words(body, settings)
    said = f"The server says: “{said}”" if said else ""
    if status in (401, 403):
        return _refused(status, settings, said)
    if status == 407:
        return _proxy_login(said)
    words, advice = _words_for(status, settings)
    if retry_after is not None and retry_after > LONGEST_WAIT:
        advice = f"the server asks to wait {describe_wait(retry_after)}"
    return FetchError(
        f"{words} (HTTP {status})",
        _sentences(advice, said),
        status=status,
        transient=status in TRANSIENT_STATUSES,
        retry_after=retry_after,
    )


def _sentences(advice: str, said: str) -> str:
    if not said:
        return advice
    return f"{advice} {said}" if advice.endswith("?") else f"{advice}. {said}"


def _words_for(status: int, settings: Settings) -> tuple[str, str]:
    key, later = _key_name(settings), "try again in a while"
    asked = f"{_asked(settings)}; is the base right?"
    known = {
        402: ("the balance is too low", f"top up the account{f' of {key}' if key else ''}"),
        404: ("not found", f"{asked} Most end in /v1 or /openai/v1"),
        429: ("too many requests", later),
        502: ("the gateway failed", later),
        503: ("the server is not available", later),
        504: ("the gateway got no answer", later),
    }
    if status in known:
        return known[status]
    if status >= 500:
        return "the server failed", later
    return "the request was refused" if status >= 400 else "unexpected answer", asked


def _refused(status: int, settings: Settings, said: str) -> FetchError:
    key = _key_name(settings)
    if key:
        words, advice = "the key was refused", f"{key}: check it, or make a new one"
    else:
        why = settings.key_note or f"{KEY_VARIABLE} sets one"
        words, advice = "refused without a key", f"no key was sent ({why})"
    return KeyRefusedError(f"{words} (HTTP {status})", _sentences(advice, said), status=status)


def _key_name(settings: Settings) -> str:
    return f"{settings.key.masked} from {settings.key.source}" if settings.key else ""


def _asked(settings: Settings) -> str:
    return f"{safe(settings.base.shown_models_url)} was asked (base from {settings.base.source})"


def server_words(body: bytes, settings: Settings) -> str:
    """The server's own message in an answer that is an error, safe and short; empty where it has none."""
    text = body.decode("utf-8", "replace").strip()
    try:
        said = error_words(json.loads(text))
    except (ValueError, RecursionError):
        # A web page says nothing that helps; and what is not text can't be read.
        said = "" if text.startswith(("<", "{", "[")) or "\ufffd" in text else text
    # Masked before it is cut: what is left of a key at the cut would no longer be known as one.
    return shorten(mask(said[:10_000], settings.secrets), SERVER_WORDS)
