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
from lumenbrowse.api.cancellation import Cancellation, FetchCancelledError
from lumenbrowse.api.client import fetch
from lumenbrowse.api.fetched import Validators
from lumenbrowse.api.retry import Retry
from lumenbrowse.errors import AnswerError, FetchError, KeyRefusedError
from tests.asking import ask, check_words, holds_key, settings_for, with_timeout
from tests.scenarios import DOCUMENTED, SCENARIOS, Scenario, one_answer_a_connection, redirect
from tests.server import ModelServer, serve


def test_what_is_sent(model_server: ModelServer) -> None:
    fetched = fetch(settings_for(model_server))
    assert (fetched.status, fetched.body) == (200, DOCUMENTED)
    assert 0 < fetched.elapsed < 5
    (request,) = model_server.requests
    assert request.path == "/v1/models"
    assert request.has_key
    assert request.headers["user-agent"] == f"lumenbrowse/{__version__}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["accept-encoding"] == "gzip, deflate"
    assert "if-none-match" not in request.headers
    assert "cookie" not in request.headers


def test_without_a_key_no_authorization_is_sent(model_server: ModelServer) -> None:
    fetch(settings_for(model_server, key=None))
    assert "authorization" not in model_server.requests[0].headers


def test_netrc_is_not_read(
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    netrc = tmp_path_factory.mktemp("home") / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(netrc.parent))
    fetch(settings_for(model_server))
    assert model_server.requests[0].has_key
    fetch(settings_for(model_server, key=None))
    assert "authorization" not in model_server.requests[1].headers


@pytest.mark.parametrize(
    "scenario",
    ["gzip", "gzip in two members", "deflate", "bare deflate", "redirect", "five redirects"],
)
def test_the_body_comes_as_it_is(scenario: str) -> None:
    with serve(scenario) as server:
        assert fetch(settings_for(server)).body == DOCUMENTED
        assert all(request.has_key for request in server.requests)


def test_a_known_answer_is_asked_for_by_its_etag() -> None:
    with serve("etag") as server:
        first = fetch(settings_for(server))
        assert first.validators == Validators('"v1"', "")
        second = fetch(settings_for(server), first.validators)
        assert server.requests[1].headers["if-none-match"] == '"v1"'
    assert (second.status, second.body, second.validators) == (304, b"", first.validators)


def test_a_known_answer_is_asked_for_by_its_date() -> None:
    with serve("last-modified") as server:
        first = fetch(settings_for(server))
        assert first.validators.last_modified == "Mon, 17 Nov 2025 10:00:00 GMT"
        assert fetch(settings_for(server), first.validators).status == 304


def test_odd_validators_are_not_kept() -> None:
    with serve("hostile etag") as server:
        assert not fetch(settings_for(server)).validators


# Failures: scenario, kind, status, the message, and a part of what to do next.
FAILURES = [
    ("400", FetchError, 400, "the request was refused (HTTP 400)", "“what is this?”"),
    (
        "401",
        KeyRefusedError,
        401,
        "the key was refused (HTTP 401)",
        "lmnfl_… from LUMENFALL_API_KEY",
    ),
    ("401 echoing the key", KeyRefusedError, 401, "the key was refused (HTTP 401)", "provided: …"),
    ("402", FetchError, 402, "the balance is too low (HTTP 402)", "“Your balance is too low”"),
    ("403", KeyRefusedError, 403, "the key was refused (HTTP 403)", "“No access from here”"),
    ("403 page", KeyRefusedError, 403, "the key was refused (HTTP 403)", "make a new one"),
    ("404", FetchError, 404, "not found (HTTP 404)", "/v1/models was asked (base from --base-url)"),
    ("404 page", FetchError, 404, "not found (HTTP 404)", "the base is probably wrong"),
    ("407", FetchError, 407, "the proxy wants a login (HTTP 407)", "HTTPS_PROXY"),
    ("429", FetchError, 429, "too many requests (HTTP 429)", "“Slow down”"),
    ("429 wait 120", FetchError, 429, "too many requests (HTTP 429)", "wait 120 s"),
    ("500", FetchError, 500, "the server failed (HTTP 500)", "“boom”"),
    ("500 stalling", FetchError, 500, "the server failed (HTTP 500)", "try again"),
    ("502", FetchError, 502, "the gateway failed (HTTP 502)", "“All providers failed”"),
    ("502 page", FetchError, 502, "the gateway failed (HTTP 502)", "try again"),
    ("503", FetchError, 503, "the server is not available (HTTP 503)", "“Down for repair”"),
    ("503 wait 3600", FetchError, 503, "the server is not available (HTTP 503)", "3600 s (60 min)"),
    ("504", FetchError, 504, "the gateway got no answer (HTTP 504)", "try again"),
    ("hostile error", FetchError, 500, "the server failed (HTTP 500)", r"“\x1b[31mred\x1b]0;title"),
    ("204", FetchError, 204, "unexpected answer (HTTP 204)", "is the base right?"),
    ("206", FetchError, 206, "unexpected answer (HTTP 206)", "is the base right?"),
    ("304 unasked", FetchError, 304, "unexpected answer (HTTP 304)", "is the base right?"),
    ("truncated", AnswerError, None, "unexpected answer (broken off)", "try again"),
    ("truncated chunks", AnswerError, None, "unexpected answer (broken off)", "try again"),
    ("truncated gzip", AnswerError, None, "unexpected answer (broken off)", "try again"),
    ("damaged gzip", AnswerError, None, "unexpected answer (damaged)", "try again"),
    ("plain called gzip", AnswerError, None, "unexpected answer (damaged)", "try again"),
    ("unknown encoding", AnswerError, None, "unexpected answer (unknown compression)", "“br”"),
    ("unknown encoding 500", FetchError, 500, "the server failed (HTTP 500)", "try again"),
    ("not http", AnswerError, None, "no valid HTTP answer", "is the base right?"),
    ("damaged head", AnswerError, None, "no valid HTTP answer", "is the base right?"),
    ("closed", AnswerError, None, "no valid HTTP answer", "is the base right?"),
    ("endless head", AnswerError, None, "no valid HTTP answer", "is the base right?"),
    ("redirect loop", FetchError, None, "too many redirects", "a redirect led to the next"),
    ("six redirects", FetchError, None, "too many redirects", "a redirect led to the next"),
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
    ("429 dated", FetchError, 429, "too many requests (HTTP 429)", "try again"),
    ("deflate bomb", AnswerError, None, "too large", "longer than 64 MiB"),
    ("gzip bomb", AnswerError, None, "too large", "longer than 64 MiB"),
]
_HANGING = ("hangs", "stalls", "drips")


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """The first fetch of a process imports a lot, which is not to count against a short limit."""
    with serve() as server:
        fetch(settings_for(server))


@pytest.mark.parametrize(("scenario", "kind", "status", "message", "hint"), FAILURES)
def test_every_failure_in_plain_words(
    scenario: str, kind: type[FetchError], status: int | None, message: str, hint: str
) -> None:
    timeout = 0.4 if scenario in _HANGING else 20.0
    with serve(scenario) as server, pytest.raises(FetchError) as caught:
        ask(settings_for(server, timeout))
    error = caught.value
    check_words(error)
    assert (type(error), error.status, error.message) == (kind, status, message)
    assert hint in error.hint


def test_the_table_has_every_failing_scenario() -> None:
    known = {failure[0] for failure in FAILURES}
    shown = {"documented", "changed", "one", "five thousand", "needs key", "etag", "last-modified"}
    # What the client hands over, whatever it holds, is read elsewhere (test_refresh.py).
    answered = {name for name, one in SCENARIOS.items() if one.answer is None and one.status == 200}
    passing = shown | {"redirect", "five redirects", "hostile etag"}
    assert set(SCENARIOS) - answered - passing <= known


def test_the_servers_words_are_cut() -> None:
    with serve("hostile error") as server, pytest.raises(FetchError) as caught:
        fetch(settings_for(server))
    said = caught.value.hint.partition("“")[2].rpartition("”")[0]
    assert len(said) == 200


def test_a_missing_key_is_named() -> None:
    with serve("needs key") as server, pytest.raises(KeyRefusedError) as caught:
        fetch(settings_for(server, key=None))
    assert caught.value.line.startswith(
        "a key is needed (HTTP 401): set LUMENFALL_API_KEY. The server"
    )
    with serve("needs key") as server:
        held = replace(settings_for(server, key=None), key_note="the key is not sent: why")
        with pytest.raises(KeyRefusedError) as caught:
            fetch(held)
    assert "the key is not sent: why" in caught.value.hint


def test_nothing_listens() -> None:
    with serve() as server:
        gone = server.base_url
    with pytest.raises(FetchError) as caught:
        ask(settings_for(gone))
    check_words(caught.value)
    assert caught.value.message == "connection refused"
    assert "is the server running?" in caught.value.hint
    assert caught.value.transient


def test_no_name_of_a_host() -> None:
    with pytest.raises(FetchError) as caught:
        fetch(settings_for("http://xn--.invalid/v1", key=None))
    check_words(caught.value)
    assert caught.value.message == "host not found (DNS)"
    assert "no valid name" in caught.value.hint


@pytest.mark.parametrize(
    ("code", "transient", "hint"),
    [(socket.EAI_NONAME, False, "is the base right?"), (socket.EAI_AGAIN, True, "machine online?")],
)
def test_no_such_host(
    code: int, transient: bool, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(*_: object) -> None:
        raise socket.gaierror(code, "no such thing")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(FetchError) as caught:
        ask(settings_for("https://models.test/v1"))
    check_words(caught.value)
    assert caught.value.message == "host not found (DNS)"
    assert caught.value.hint == f"models.test: {hint}".replace("machine", "is this machine")
    assert caught.value.transient is transient


def test_nobody_waits_for_a_slow_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def look_up(*_: object) -> None:
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
        with pytest.raises(FetchError) as caught:
            fetch(settings_for(server))
        assert other.requests == []
    check_words(caught.value)
    assert caught.value.message == "redirect to another server"
    assert other.base_url.removesuffix("/v1") in caught.value.hint
    assert "--base-url" in caught.value.hint


@pytest.mark.parametrize(
    "target",
    ["https://{host}/v1/models", "//localhost:{port}/v1/models", "http://{host}.evil.test/"],
)
def test_a_redirect_to_another_origin_is_not_followed(
    target: str, model_server: ModelServer
) -> None:
    host = f"127.0.0.1:{model_server.port}"
    model_server.play(redirect(target.format(host=host, port=model_server.port)))
    with pytest.raises(FetchError, match="redirect"):
        fetch(settings_for(model_server))
    assert len(model_server.requests) == 1


def test_a_redirect_with_control_characters_is_not_followed(model_server: ModelServer) -> None:
    model_server.play(redirect("/v1/models?\x1b[31m"))
    with pytest.raises(FetchError) as caught:
        fetch(settings_for(model_server))
    check_words(caught.value)
    assert caught.value.message == "redirect to nowhere"


# Retries.


def test_a_passing_failure_is_tried_again(model_server: ModelServer) -> None:
    model_server.play("503", "429", "documented")
    pauses: list[float] = []
    retries: list[Retry] = []
    fetched = ask(settings_for(model_server), on_pause=pauses.append, on_retry=retries.append)
    assert fetched.body == DOCUMENTED
    assert pauses == [0.5, 2.0]
    assert [retry.line for retry in retries] == ["retrying in 0.5 s", "retrying in 2 s"]
    assert retries[0].reason == "the server is not available (HTTP 503)"
    assert [retry.attempt for retry in retries] == [2, 3]
    assert all(request.has_key for request in model_server.requests)


@pytest.mark.parametrize(
    "first", [SCENARIOS["503"], redirect("/v1/models", 307)], ids=["a retry", "a redirect"]
)
def test_what_follows_goes_over_a_connection_of_its_own(
    first: Scenario, model_server: ModelServer
) -> None:
    model_server.play(Scenario(answer=one_answer_a_connection(first, Scenario(DOCUMENTED))))
    assert ask(settings_for(model_server)).body == DOCUMENTED


@pytest.mark.parametrize("scenario", ["429", "502", "503", "504"])
def test_at_most_two_more_tries(scenario: str, model_server: ModelServer) -> None:
    model_server.play(scenario)
    with pytest.raises(FetchError):
        ask(settings_for(model_server))
    assert len(model_server.requests) == 3


@pytest.mark.parametrize(
    "scenario", ["400", "401", "402", "404", "500", "reset", "closed", "truncated"]
)
def test_other_failures_are_not_tried_again(scenario: str, model_server: ModelServer) -> None:
    model_server.play(scenario)
    with pytest.raises(FetchError):
        ask(settings_for(model_server))
    assert len(model_server.requests) == 1


def test_a_refused_connection_is_tried_again() -> None:
    with serve() as server:
        gone = server.base_url
    pauses: list[float] = []
    with pytest.raises(FetchError, match="connection refused"):
        ask(settings_for(gone), on_pause=pauses.append)
    assert pauses == [0.5, 2.0]


@pytest.mark.parametrize(
    ("wait", "pauses"), [("7", [7.0, 7.0]), ("1", [1.0, 2.0]), ("0", [0.5, 2.0])]
)
def test_retry_after_is_honoured(wait: str, pauses: list[float], model_server: ModelServer) -> None:
    model_server.play(SCENARIOS["429"].with_headers({"Retry-After": wait}))
    told: list[float] = []
    with pytest.raises(FetchError):
        ask(settings_for(model_server, timeout=30), on_pause=told.append)
    assert told == pauses


def test_a_date_to_retry_after_counts_from_the_servers_clock(model_server: ModelServer) -> None:
    # A server whose clock is years off: what counts is how much later its own date is.
    model_server.play("429 dated", "documented")
    told: list[float] = []
    ask(settings_for(model_server, timeout=30), on_pause=told.append)
    assert told == [4.0]


@pytest.mark.parametrize("scenario", ["429 wait 120", "503 wait 3600"])
def test_a_long_wait_fails_at_once(scenario: str, model_server: ModelServer) -> None:
    model_server.play(scenario)
    with pytest.raises(FetchError, match=r"HTTP (429|503)"):
        ask(settings_for(model_server, timeout=1000))
    assert len(model_server.requests) == 1


def test_the_limit_covers_all_tries(model_server: ModelServer) -> None:
    model_server.play("503", "hangs")
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"timed out after 0\.6 s"):
        ask(settings_for(model_server, timeout=0.6))
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
    assert cancellation.cancelled


def test_cancelled_before_it_began(model_server: ModelServer) -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    with pytest.raises(FetchCancelledError):
        fetch(settings_for(model_server), cancellation=cancellation)
    assert model_server.requests == []


def test_cancelling_afterwards_does_nothing(model_server: ModelServer) -> None:
    cancellation = Cancellation()
    assert fetch(settings_for(model_server), cancellation=cancellation).status == 200
    cancellation.cancel()
    cancellation.cancel()


def test_a_fetch_in_a_thread(model_server: ModelServer) -> None:
    bodies: list[bytes] = []
    thread = threading.Thread(target=lambda: bodies.append(fetch(settings_for(model_server)).body))
    thread.start()
    thread.join(10)
    assert bodies == [DOCUMENTED]


_MEASURED = """
import sys
from lumenbrowse.api.client import fetch
from lumenbrowse.errors import FetchError
from lumenbrowse.settings import Base, Options, Settings
from tests.memory import peak
try:
    fetch(Settings(Base(sys.argv[1]), options=Options(timeout=30)))
except FetchError as error:
    print(error.message)
print(peak() >> 10)
"""


@pytest.mark.parametrize("scenario", ["gzip bomb", "endless", "deflate bomb"])
def test_memory_stays_bounded(scenario: str) -> None:
    if sys.platform == "win32":
        pytest.skip("no resource module on this system")
    with serve(scenario) as server:
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, server.base_url],
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        )
    message, mebibytes = done.stdout.splitlines()
    assert message == "too large"
    assert int(mebibytes) < 300


_SILENT = """
import gc, sys
from lumenbrowse.api.client import fetch
from lumenbrowse.errors import FetchError
from tests.asking import settings_for
for _ in range(int(sys.argv[2])):
    try:
        fetch(settings_for(sys.argv[1], float(sys.argv[3])))
    except FetchError:
        pass
    gc.collect()
"""


def test_nothing_is_written_onto_the_screen(model_server: ModelServer) -> None:
    scenarios = [
        "documented",
        "gzip bomb",
        "huge length",
        "truncated",
        "500 stalling",
        "drips",
        "reset",
    ]
    model_server.play(*scenarios)
    done = subprocess.run(
        # All warnings: of what is left open, and of what was not awaited.
        [
            sys.executable,
            "-W",
            "always",
            "-c",
            _SILENT,
            model_server.base_url,
            str(len(scenarios)),
            "3",
        ],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(model_server.requests) == len(scenarios)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_no_key_in_what_is_shown(model_server: ModelServer) -> None:
    settings = settings_for(model_server)
    leaked = holds_key(
        repr(settings) + repr(with_timeout(settings, 1)) + repr(model_server.requests)
    )
    assert not leaked, "the key shows"
