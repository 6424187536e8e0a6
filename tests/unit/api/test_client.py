"""The client against a real server: what it sends, what it takes, and where it stops."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lumenbrowse import __version__
from lumenbrowse.api.client import fetch
from lumenbrowse.api.pages import Validators
from lumenbrowse.api.retry import Retry
from lumenbrowse.errors import (
    AnswerError,
    Cancellation,
    FetchCancelledError,
    FetchError,
    KeyRefusedError,
)
from lumenbrowse.settings import Base, Key
from tests.asking import ask, check_words, holds_key, settings_for
from tests.scenarios import (
    DOCUMENTED,
    SCENARIOS,
    TEST_KEY,
    Scenario,
    case,
    encoded,
    error,
    json_answer,
    one_answer_a_connection,
    redirect,
)
from tests.server import ModelServer, serve


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """The first fetch of a process imports a lot, which is not to count against a short limit."""
    with serve() as server:
        fetch(settings_for(server))


def failure_of(
    server: ModelServer, timeout: float = 20.0, key: str | None = TEST_KEY
) -> FetchError:
    with pytest.raises(FetchError) as caught:
        ask(settings_for(server, timeout, key))
    check_words(caught.value)
    return caught.value


def test_what_is_sent(
    model_server: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert fetch(settings_for(model_server)).pages == (DOCUMENTED,)
    fetch(settings_for(model_server, key=None))
    with_key, without = model_server.requests
    assert with_key.path == "/v1/models"
    assert with_key.has_key
    assert with_key.headers["user-agent"] == f"lumenbrowse/{__version__}"
    assert with_key.headers["accept"] == "application/json"
    assert with_key.headers["accept-encoding"] == "gzip, deflate"
    assert not with_key.headers.keys() & {"if-none-match", "cookie"}
    assert "authorization" not in without.headers


def test_what_config_adds_is_sent_and_never_shown(model_server: ModelServer) -> None:
    model_server.play("404")
    settings = replace(
        settings_for(model_server),
        base=Base(model_server.base_url, "config.toml", "api-version=2026&token=a-long-secret"),
        key_header="x-api-key",
        headers={"anthropic-version": Key("2023-06-01", "config.toml")},
    )
    with pytest.raises(FetchError) as caught:
        fetch(settings)
    (request,) = model_server.requests
    assert request.path == "/v1/models?api-version=2026&token=a-long-secret"
    assert request.headers["x-api-key"] == TEST_KEY
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert "authorization" not in request.headers
    assert f"{model_server.base_url}/models?api-version=…&token=… was asked" in caught.value.hint


@pytest.mark.parametrize(
    "scenario", ["gzip", "deflate", "bare deflate", "redirect", "five redirects"]
)
def test_the_body_comes_as_it_is(scenario: str) -> None:
    with serve(scenario) as server:
        assert fetch(settings_for(server)).pages == (DOCUMENTED,)
        assert all(request.has_key for request in server.requests)


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "UTF-8", "nonsense", "punycode"])
def test_a_declared_charset_is_honoured(charset: str, model_server: ModelServer) -> None:
    text = '{"data": [{"id": "é"}]}'
    right = charset in ("iso-8859-1", "utf-16", "UTF-8")
    body = text.encode(charset if right else "utf-8")
    headers = {"Content-Type": f"application/json; charset={charset}"}
    model_server.play(Scenario(body, headers=headers))
    assert fetch(settings_for(model_server)).catalog.models[0].id == "é"


@pytest.mark.parametrize(
    ("scenario", "header", "value"),
    [
        ("etag", "if-none-match", '"v1"'),
        ("last-modified", "if-modified-since", "Mon, 17 Nov 2025 10:00:00 GMT"),
    ],
)
def test_a_known_answer_is_asked_for(scenario: str, header: str, value: str) -> None:
    with serve(scenario) as server:
        first = fetch(settings_for(server))
        assert value in first.validators
        second = fetch(settings_for(server), first.validators)
        assert server.requests[1].headers[header] == value
    assert (second.pages, second.validators) == ((), first.validators)


def test_odd_validators_are_not_kept() -> None:
    with serve("hostile etag") as server:
        assert fetch(settings_for(server)).validators == Validators()


# Failures: scenario, kind, status, the message, and a part of what to do next.
_KEY = "the key was refused"
_NO_JSON = "unexpected answer (not JSON)"
_NO_LIST = "unexpected answer (no list of models)"
_SAID = "the server answered with an error"
_NO_HTTP = "no valid HTTP answer"
FAILURES = [
    ("400", FetchError, 400, "the request was refused", "“what is this?”"),
    ("401", KeyRefusedError, 401, _KEY, "lmnfl_… from LUMENFALL_API_KEY"),
    ("401 echoing the key", KeyRefusedError, 401, _KEY, "provided: …"),
    ("402", FetchError, 402, "the balance is too low", "“Your balance is too low”"),
    ("403", KeyRefusedError, 403, _KEY, "“No access from here”"),
    ("403 page", KeyRefusedError, 403, _KEY, "make a new one"),
    ("404", FetchError, 404, "not found", "/v1/models was asked (base from --base-url)"),
    ("404 page", FetchError, 404, "not found", "Most end in /v1 or /openai/v1"),
    ("407", FetchError, 407, "the proxy wants a login", "HTTPS_PROXY"),
    ("429", FetchError, 429, "too many requests", "“Slow down”"),
    ("429 dated", FetchError, 429, "too many requests", "try again"),
    ("429 wait 120", FetchError, 429, "too many requests", "wait 120 s"),
    ("500", FetchError, 500, "the server failed", "“boom”"),
    ("500 stalling", FetchError, 500, "the server failed", "try again"),
    ("502", FetchError, 502, "the gateway failed", "“All providers failed”"),
    ("502 page", FetchError, 502, "the gateway failed", "try again"),
    ("503", FetchError, 503, "the server is not available", "“Down for repair”"),
    ("503 wait 3600", FetchError, 503, "the server is not available", "3600 s (60 min)"),
    ("504", FetchError, 504, "the gateway got no answer", "try again"),
    ("hostile error", FetchError, 500, "the server failed", r"“\x1b[31mred\x1b]0;title"),
    ("unknown encoding 500", FetchError, 500, "the server failed", "try again"),
    ("204", FetchError, 204, "unexpected answer", "is the base right?"),
    ("206", FetchError, 206, "unexpected answer", "is the base right?"),
    ("304 unasked", FetchError, 304, "unexpected answer", "is the base right?"),
    ("empty body", AnswerError, None, _NO_JSON, "it is empty"),
    ("web page", AnswerError, None, _NO_JSON, "it is a web page"),
    ("binary", AnswerError, None, _NO_JSON, "is the base right?"),
    ("broken off", AnswerError, None, _NO_JSON, "it breaks off"),
    ("truncated gzip", AnswerError, None, _NO_JSON, "it breaks off"),
    ("deep", AnswerError, None, _NO_JSON, "nested too deeply"),
    ("deep entry", AnswerError, None, _NO_JSON, "nested too deeply"),
    ("empty list", AnswerError, None, "no models", "list is empty"),
    ("null list", AnswerError, None, "no models", "list is empty"),
    ("unreadable list", AnswerError, None, "no models", "none of the 3 entries"),
    ("null", AnswerError, None, _NO_LIST, "is the base right?"),
    ("number", AnswerError, None, _NO_LIST, "is the base right?"),
    ("no data", AnswerError, None, _NO_LIST, "is the base right?"),
    ("data is an object", AnswerError, None, _NO_LIST, "is the base right?"),
    ("error with 200", AnswerError, None, _SAID, "“Try the other address”"),
    ("hostile error with 200", AnswerError, None, _SAID, r"\x1b[31mred"),
    ("empty list beside an error", AnswerError, None, _SAID, "“quota used up”"),
    ("errors in a list", AnswerError, None, _SAID, "“API key not valid”"),
    ("no success", AnswerError, None, _SAID, "success: false"),
    ("truncated", AnswerError, None, "unexpected answer (broken off)", "try again"),
    ("truncated chunks", AnswerError, None, "unexpected answer (broken off)", "try again"),
    ("damaged gzip", AnswerError, None, "unexpected answer (damaged)", "try again"),
    ("plain called gzip", AnswerError, None, "unexpected answer (damaged)", "try again"),
    ("unknown encoding", AnswerError, None, "unexpected answer (unknown compression)", "“br”"),
    ("gzip in gzip", AnswerError, None, "unexpected answer (unknown compression)", "“gzip, gzip”"),
    ("not http", AnswerError, None, _NO_HTTP, "is the base right?"),
    ("damaged head", AnswerError, None, _NO_HTTP, "is the base right?"),
    ("closed", AnswerError, None, _NO_HTTP, "is the base right?"),
    ("endless head", AnswerError, None, _NO_HTTP, "is the base right?"),
    ("redirect loop", FetchError, None, "too many redirects", "from one to the next"),
    ("six redirects", FetchError, None, "too many redirects", "from one to the next"),
    ("redirect to nowhere", FetchError, None, "redirect to nowhere", "is the base right?"),
    ("redirect to a file", FetchError, None, "redirect to nowhere", "is the base right?"),
    ("redirect to nonsense", FetchError, None, "redirect to nowhere", "is the base right?"),
    ("redirect with a password", FetchError, None, "redirect to another server", "--base-url"),
    ("reset", FetchError, None, "connection reset", "try again"),
    ("hangs", FetchError, None, "timed out after 0.4 s", "was asked and did not answer"),
    ("stalls", FetchError, None, "timed out after 0.4 s", "was still answering"),
    ("drips", FetchError, None, "timed out after 0.4 s", "was still answering"),
    ("endless", AnswerError, None, "too large", "longer than 64 MiB"),
    ("huge length", AnswerError, None, "too large", "longer than 64 MiB"),
    ("deflate bomb", AnswerError, None, "too large", "longer than 64 MiB"),
    ("gzip bomb", AnswerError, None, "too large", "longer than 64 MiB"),
]
_HANGING = ("hangs", "stalls", "drips")
LISTS = {
    "documented": 5, "changed": 5, "one": 1, "five thousand": 5_000, "bare list": 5, "odd entries": 2,
    "hostile list": 8, "needs key": 5, "etag": 5, "last-modified": 5, "hostile etag": 5, "gzip": 5,
    "deflate": 5, "bare deflate": 5, "redirect": 5, "five redirects": 5,
}  # fmt: skip


@pytest.mark.parametrize(("scenario", "kind", "status", "message", "hint"), FAILURES)
def test_every_failure_in_plain_words(
    scenario: str, kind: type[FetchError], status: int | None, message: str, hint: str
) -> None:
    with serve(scenario) as server:
        found = failure_of(server, 0.4 if scenario in _HANGING else 20.0)
    message = f"{message} (HTTP {status})" if status else message
    assert (type(found), found.status, found.message) == (kind, status, message)
    assert hint in found.hint


def test_every_scenario_is_tried() -> None:
    assert SCENARIOS.keys() == LISTS.keys() | {failure[0] for failure in FAILURES}
    for name, count in LISTS.items():
        with serve(name) as server:
            assert len(fetch(settings_for(server)).catalog.models) == count, name


def test_the_servers_words_are_cut() -> None:
    with serve("hostile error") as server:
        said = failure_of(server).hint.partition("“")[2].rpartition("”")[0]
    assert len(said) == 200


@pytest.mark.parametrize("case_", case("08"), ids=lambda one: one["says"])
def test_where_servers_say_it(case_: dict[str, object], model_server: ModelServer) -> None:
    model_server.play(json_answer(case_["body"], int(str(case_["status"]))))
    assert str(case_["says"]) in failure_of(model_server).hint
    without = failure_of(model_server, key=None)
    assert str(case_["says"]) in without.hint
    refused = case_["status"] in (401, 403)
    assert ("no key was sent (LUMENFALL_API_KEY sets one)" in without.hint) == refused


def test_why_no_key_was_sent(model_server: ModelServer) -> None:
    model_server.play("needs key")
    held = replace(settings_for(model_server, key=None), key_note="LITELLM_KEY is not set")
    with pytest.raises(KeyRefusedError) as caught:
        fetch(held)
    assert caught.value.line.startswith(
        "refused without a key (HTTP 401): no key was sent (LITELLM_KEY is not set). The server says"
    )


# The key.

_REPEATED = f"{TEST_KEY} {TEST_KEY[3:]} {TEST_KEY[:-3]}"


@pytest.mark.parametrize(
    "scenario",
    [
        *(error(status, _REPEATED, _REPEATED) for status in (200, 400, 401, 403, 404, 500)),
        error(500, "x" * 190 + _REPEATED, "cut"),
        json_answer({"data": [], "error": [{"message": _REPEATED}]}),
        json_answer([{"error": _REPEATED}]),
        json_answer(_REPEATED),
        Scenario(_REPEATED.encode(), 502),
        Scenario(_REPEATED.encode()),
        encoded(b"", TEST_KEY),
        encoded(b"", f"br, {TEST_KEY}"),
        redirect(f"http://{TEST_KEY.replace('_', '-')}.test/"),
        redirect(f"http://models.test:1/{TEST_KEY}"),
        redirect(f"http://{TEST_KEY}@models.test/"),
        redirect(f"{TEST_KEY}://x"),
        Scenario(status=429, headers={"Retry-After": TEST_KEY, "X-Key": TEST_KEY}),
    ],
)
def test_a_server_that_repeats_the_key_gives_it_away_nowhere(
    scenario: Scenario, model_server: ModelServer
) -> None:
    model_server.play(scenario)
    failure_of(model_server)


def test_no_key_in_what_is_shown(model_server: ModelServer) -> None:
    fetched = fetch(settings_for(model_server))
    leaked = holds_key(
        repr(settings_for(model_server)) + repr(model_server.requests) + repr(fetched)
    )
    assert not leaked, "the key shows"


# Names and connections.


def test_nothing_listens() -> None:
    with serve() as gone:
        pass
    pauses: list[float] = []
    with pytest.raises(FetchError) as caught:
        ask(settings_for(gone.base_url), on_pause=pauses.append)
    check_words(caught.value)
    assert (caught.value.message, pauses) == ("connection refused", [0.5, 2.0])
    assert "is the server running?" in caught.value.hint


def test_no_name_of_a_host() -> None:
    with pytest.raises(FetchError) as caught:
        fetch(settings_for("http://xn--.invalid/v1", key=None))
    assert caught.value.message == "host not found (DNS)"
    assert "no valid name" in caught.value.hint


@pytest.mark.parametrize(
    ("code", "transient", "hint"),
    [
        (socket.EAI_NONAME, False, "the base right?"),
        (socket.EAI_AGAIN, True, "this machine online?"),
    ],
)
def test_no_such_host(
    code: int, transient: bool, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "no such thing")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(FetchError) as caught:
        ask(settings_for("https://models.test/v1"))
    check_words(caught.value)
    assert caught.value.line == f"host not found (DNS): models.test: is {hint}"
    assert caught.value.transient is transient


def test_nobody_waits_for_a_slow_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def look_up(*_: object, **__: object) -> None:
        over.wait(20)
        raise socket.gaierror(socket.EAI_AGAIN, "at last")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"timed out after 0\.2 s"):
        fetch(settings_for("http://models.test/v1", timeout=0.2, key=None))
    assert time.monotonic() - started < 5
    (thread,) = [one for one in threading.enumerate() if one.name == "lumenbrowse-dns"]
    # The program's end does not wait for it, and what it finds in the end does no harm.
    assert thread.daemon
    over.set()
    thread.join(5)
    assert not thread.is_alive()


# Redirects.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_port_is_not_followed(status: int) -> None:
    with serve() as other, serve(redirect(f"{other.base_url}/models", status)) as server:
        found = failure_of(server)
        assert other.requests == []
    assert found.message == "redirect to another server"
    assert other.base_url.removesuffix("/v1") in found.hint


@pytest.mark.parametrize(
    "target",
    [
        "https://{host}/v1/models",
        "//localhost:{port}/v1/models",
        "http://{host}.evil.test/",
        "/v1/models?\x1b[31m",
    ],
)
def test_a_redirect_to_another_origin_is_not_followed(
    target: str, model_server: ModelServer
) -> None:
    host = f"127.0.0.1:{model_server.port}"
    model_server.play(redirect(target.format(host=host, port=model_server.port)))
    assert failure_of(model_server).message.startswith("redirect")
    assert len(model_server.requests) == 1


# Retries.


def test_a_passing_failure_is_tried_again(model_server: ModelServer) -> None:
    model_server.play("503", "429", "documented")
    pauses: list[float] = []
    retries: list[Retry] = []
    ask(settings_for(model_server), on_pause=pauses.append, on_retry=retries.append)
    assert pauses == [0.5, 2.0]
    assert [retry.line for retry in retries] == ["retrying in 0.5 s", "retrying in 2 s"]
    assert retries[0].reason == "the server is not available (HTTP 503)"
    assert [retry.attempt for retry in retries] == [2, 3]
    assert all(request.has_key for request in model_server.requests)


@pytest.mark.parametrize("first", [SCENARIOS["503"], redirect("/v1/models?a", 307)])
def test_what_follows_goes_over_a_connection_of_its_own(
    first: Scenario, model_server: ModelServer
) -> None:
    model_server.play(Scenario(answer=one_answer_a_connection(first, Scenario(DOCUMENTED))))
    assert ask(settings_for(model_server)).pages == (DOCUMENTED,)


@pytest.mark.parametrize(
    ("scenarios", "count"),
    [
        *((name, 3) for name in ("429", "502", "503", "504")),
        *(
            (name, 1)
            for name in ("400", "401", "402", "404", "500", "reset", "closed", "truncated")
        ),
        *((name, 1) for name in ("429 wait 120", "503 wait 3600", "web page")),
    ],
)
def test_at_most_two_more_tries(scenarios: str, count: int, model_server: ModelServer) -> None:
    model_server.play(scenarios)
    failure_of(model_server, timeout=1_000)
    assert len(model_server.requests) == count


@pytest.mark.parametrize(
    ("first", "pause"),
    [
        (SCENARIOS["429"].with_headers({"Retry-After": "7"}), 7.0),
        (SCENARIOS["429"].with_headers({"Retry-After": "0"}), 0.5),
        # A server whose clock is years off: what counts is how much later its own date is.
        (SCENARIOS["429 dated"], 4.0),
    ],
)
def test_retry_after_is_honoured(first: Scenario, pause: float, model_server: ModelServer) -> None:
    model_server.play(first, "documented")
    told: list[float] = []
    ask(settings_for(model_server, timeout=30), on_pause=told.append)
    assert told == [pause]


def test_the_limit_covers_all_tries(model_server: ModelServer) -> None:
    model_server.play("503", "hangs")
    started = time.monotonic()
    assert failure_of(model_server, timeout=0.6).message == "timed out after 0.6 s"
    assert time.monotonic() - started < 5


# Cancelling.


@pytest.mark.parametrize("scenario", ["hangs", "drips", "503"])
def test_cancelling_ends_it_at_once(scenario: str, model_server: ModelServer) -> None:
    model_server.play(scenario)
    cancellation = Cancellation()
    threading.Timer(0.15, cancellation.cancel).start()
    started = time.monotonic()
    with pytest.raises(FetchCancelledError):
        fetch(settings_for(model_server, timeout=30), cancellation=cancellation)
    assert time.monotonic() - started < 5
    asked = len(model_server.requests)
    with pytest.raises(FetchCancelledError):
        fetch(settings_for(model_server), cancellation=cancellation)
    assert len(model_server.requests) == asked


def test_in_a_thread_and_cancelled_afterwards(model_server: ModelServer) -> None:
    cancellation = Cancellation()
    pages: list[tuple[bytes, ...]] = []

    def work() -> None:
        pages.append(fetch(settings_for(model_server), cancellation=cancellation).pages)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    cancellation.cancel()
    cancellation.cancel()
    assert pages == [(DOCUMENTED,)]


_MEASURED = """
import gc, sys
from lumenbrowse.api.client import fetch
from lumenbrowse.errors import FetchError
from tests.asking import settings_for
from tests.memory import peak
for _ in range(int(sys.argv[2])):
    try:
        fetch(settings_for(sys.argv[1], 30 if sys.argv[2] == "1" else 3))
    except FetchError as error:
        print(error.message)
    gc.collect()
print(peak() >> 10)
"""


def measured(server: ModelServer, count: int) -> list[str]:
    """What a process of its own says of its fetches, all warnings on, and its peak memory in MiB."""
    arguments = ["-W", "always", "-c", _MEASURED, server.base_url, str(count)]
    done = subprocess.run(
        [sys.executable, *arguments], cwd=Path(__file__).parents[3], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize("scenario", ["gzip bomb", "endless", "deflate bomb"])
def test_memory_stays_bounded(scenario: str, model_server: ModelServer) -> None:
    model_server.play(scenario)
    message, mebibytes = measured(model_server, 1)
    assert message == "too large"
    assert int(mebibytes) < 230


def test_nothing_is_written_onto_the_screen(model_server: ModelServer) -> None:
    names = [
        "documented",
        "gzip bomb",
        "huge length",
        "truncated",
        "500 stalling",
        "drips",
        "reset",
    ]
    model_server.play(*names)
    measured(model_server, len(names))
    assert len(model_server.requests) == len(names)
