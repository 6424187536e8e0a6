"""Every way in which a fetch fails, in plain words with what to do next; each leaves through `masked`."""

import errno
import json
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from lumenbrowse.api.parser import SERVER_WORDS, error_words
from lumenbrowse.api.retry import LONGEST_WAIT, describe_wait
from lumenbrowse.errors import AnswerError, FetchError, KeyRefusedError
from lumenbrowse.settings import KEY_VARIABLE, Settings
from lumenbrowse.text.safe import mask, safe, shorten

_NO_TLS = "no secure connection (TLS)"
_NO_HELP = "--ca-bundle FILE does not help"
_CLOCK = f"is this machine's clock right? Else its owner has to renew it; {_NO_HELP}"
_NAME = f"is the base right? {_NO_HELP}"
_TRUST = "if you trust this server, name its authority's certificate with --ca-bundle FILE"
# By the verification codes of X.509 (OpenSSL's x509_vfy.h).
_CERTIFICATES = {
    9: ("is not valid yet", _CLOCK), 10: ("has expired", _CLOCK),
    18: ("is self-signed", _TRUST), 19: ("is self-signed", _TRUST),
    62: ("is for another host", _NAME), 64: ("is for another host", _NAME),
}  # fmt: skip
_UNREACHABLE = {
    errno.ECONNREFUSED: "connection refused", errno.EHOSTUNREACH: "host unreachable",
    errno.ENETUNREACH: "network unreachable", errno.EADDRNOTAVAIL: "network unreachable",
    errno.ENETDOWN: "network down", errno.ETIMEDOUT: "timed out",
    errno.ECONNRESET: "connection reset", errno.EPIPE: "connection reset",
}  # fmt: skip
# What passes, so that it is tried again.
_TRANSIENT = {
    429: "too many requests", 502: "the gateway failed",
    503: "the server is not available", 504: "the gateway got no answer",
}  # fmt: skip


def masked(error: FetchError, settings: Settings) -> FetchError:
    """The same error without a secret in its texts, whoever repeated it."""
    error.message = mask(error.message, settings.secrets)
    error.hint = mask(error.hint, settings.secrets)
    error.args = (error.message,)
    return error


def host_of(url: str) -> str:
    """Host and port of an address, safe to show, without a user's name or password."""
    try:
        return safe(urlsplit(url).netloc.rpartition("@")[2])
    except ValueError:
        return "?"


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that it came from, members of exception groups too."""
    if error is not None:
        yield error
        for each in (*getattr(error, "exceptions", ()), error.__cause__ or error.__context__):
            yield from causes(each)


def connect_failure(error: BaseException, settings: Settings, proxy: str | None) -> FetchError:
    """No connection came about; `proxy` is the one that was asked for it."""
    host, chain = settings.base.host, list(causes(error))
    for each in chain:
        if isinstance(each, ssl.SSLCertVerificationError):
            words, advice = _CERTIFICATES.get(each.verify_code, ("is not trusted", _TRUST))
            return FetchError(f"the certificate {words}", f"{host}: {advice}")
        if isinstance(each, ssl.SSLError):
            return FetchError(_NO_TLS, f"does {host} speak https? Else the base is http://…")
    failure = _unreachable(chain, settings)
    if proxy is None:
        return failure
    advice = f"{host_of(proxy)}: {failure.message}; check HTTPS_PROXY, ALL_PROXY and NO_PROXY"
    return FetchError("the proxy can't be reached", advice, transient=failure.transient)


def _unreachable(chain: list[BaseException], settings: Settings) -> FetchError:
    # A name that can't be one (UnicodeError) is not even looked up.
    lookups = [each for each in chain if isinstance(each, (socket.gaierror, UnicodeError))]
    if lookups:
        # EAI_AGAIN is what a machine without a network gets; any other answer stands.
        again = getattr(lookups[0], "errno", None) == socket.EAI_AGAIN
        advice = "is this machine online?" if again else "is the base right?"
        hint = f"{host_of(settings.base.url)}: {advice}"
        return FetchError("host not found (DNS)", hint, transient=again)
    codes = (getattr(each, "errno", None) for each in chain)
    code = next((one for one in codes if one in _UNREACHABLE), 0)
    advice = "is the server running?" if code == errno.ECONNREFUSED else "is this machine online?"
    words = _UNREACHABLE.get(code, "no connection")
    return FetchError(words, f"{_asked(settings)}; {advice}", transient=True)


def proxy_failure(error: BaseException, settings: Settings, proxy: str | None) -> FetchError:
    """The proxy answered, and would not connect; an httpx error says `407 Proxy …`."""
    if str(error).startswith("407"):
        return not_ok(407, b"", settings)
    said = f"{host_of(proxy or '')} says “{shorten(str(error), 60)}”"
    return FetchError("the proxy refused", f"{said}; check HTTPS_PROXY and NO_PROXY")


def cut_off(error: BaseException, settings: Settings, answered: bool) -> FetchError:
    """A connection that broke: while the answer came (`answered`), or before."""
    if any(isinstance(each, ConnectionError) for each in causes(error)):
        return FetchError("connection reset", f"{_asked(settings)}; try again")
    if answered:
        soon = "the connection ended too soon; try again"
        return AnswerError("unexpected answer (broken off)", soon)
    # It closed the connection, or said something else than HTTP: which, can't be told for certain.
    return AnswerError("no valid HTTP answer", f"{_asked(settings)}; is the base right?")


def bad_bundle(path: str, source: str, error: OSError | ValueError) -> FetchError:
    """OpenSSL can't be used or, where one is named, the file of trusted certificates is none."""
    if not path:
        said = shorten(str(error), 80)
        return FetchError(_NO_TLS, f"OpenSSL says “{said}”; is OPENSSL_CONF right?")
    reason = "it holds no certificate (PEM)"
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and error.strerror:
        reason = error.strerror
    return FetchError("the CA bundle can't be read", f"{safe(path)} from {source}: {safe(reason)}")


def redirected(target: str, settings: Settings) -> FetchError:
    """A redirect that is not followed."""
    if not target:
        return FetchError("redirect to nowhere", f"{_asked(settings)}; is the base right?")
    there = shorten(f"{urlsplit(target).scheme}://{host_of(target)}", 100)
    hint = f"{settings.base.host} sends us to {there}; the key goes to no other server"
    hint += ". If that is the right one, name it with --base-url"
    return FetchError("redirect to another server", hint)


def not_ok(status: int, body: bytes, settings: Settings, wait: float | None = None) -> FetchError:
    """Any status that is no success; `body` may be cut, `wait` is what `Retry-After` says in seconds."""
    transient, (words, advice) = status in _TRANSIENT, _words_for(status, settings)
    if transient and wait is not None and wait > LONGEST_WAIT:
        advice = f"the server asks to wait {describe_wait(wait)}"
    if said := server_words(body, settings):
        advice += f"{'' if advice.endswith('?') else '.'} The server says: “{said}”"
    words = f"{words} (HTTP {status})"
    kind = KeyRefusedError if status in (401, 403) else FetchError
    return kind(words, advice, status=status, transient=transient, retry_after=wait)


def _words_for(status: int, settings: Settings) -> tuple[str, str]:
    key = f"{settings.key.masked} from {settings.key.source}" if settings.key else ""
    asked = f"{_asked(settings)}; is the base right?"
    match status:
        case 401 | 403 if key:
            return "the key was refused", f"{key}: check it, or make a new one"
        case 401 | 403:
            sets = f"servers.{settings.server}.key_env" if settings.server else KEY_VARIABLE
            why = settings.key_note or f"{sets} sets one"
            return "refused without a key", f"no key was sent ({why})"
        case 402:
            return "the balance is too low", f"top up the account{f' of {key}' if key else ''}"
        case 404:
            return "not found", f"{asked} Most end in /v1 or /openai/v1"
        case 407:
            return "the proxy wants a login", "put user:password@ before its host in HTTPS_PROXY"
    if status in _TRANSIENT or status >= 500:
        return _TRANSIENT.get(status, "the server failed"), "try again in a while"
    return "the request was refused" if status >= 400 else "unexpected answer", asked


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
