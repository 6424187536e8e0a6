"""The client against a real server: what it sends, what it takes, and where it stops."""

import socket
import subprocess
import sys
import threading
from pathlib import Path
from string import Template

import pytest

from lumenbrowse import __version__
from lumenbrowse.api.client import fetch
from lumenbrowse.api.pages import Validators
from lumenbrowse.settings import Base
from tests import scenarios
from tests.asking import ask, failure_of, holds_key, settings_for
from tests.scenarios import DOCUMENTED, SCENARIOS, TEST_KEY, Scenario, case, entry
from tests.server import ModelServer, serve

TABLES = case("api/client")


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """The first fetch of a process imports a lot, which is not to count against a short limit."""
    with serve() as server:
        fetch(settings_for(server))


def test_what_is_sent(
    model_server: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert fetch(settings_for(model_server)).pages == (DOCUMENTED,)
    fetch(settings_for(model_server, key=None))
    with_key, without = model_server.requests
    model_server.play("304 unasked")
    assert fetch(settings_for(model_server), Validators("x")).validators == ("x", "")
    assert with_key.path == "/v1/models"
    assert with_key.has_key
    assert with_key.headers["user-agent"] == f"lumenbrowse/{__version__}"
    assert with_key.headers["accept"] == "application/json"
    assert with_key.headers["accept-encoding"] == "gzip, deflate"
    assert not with_key.headers.keys() & {"if-none-match", "cookie"}
    assert "authorization" not in without.headers


def test_a_query_is_sent_and_its_values_are_never_shown(model_server: ModelServer) -> None:
    model_server.play("404")
    base = Base(model_server.base_url, "config.toml", "api-version=2026&token=a-long-secret")
    hint = failure_of(settings_for(model_server)._replace(base=base)).hint
    assert model_server.requests[0].path == f"/v1/models?{base.query}"
    assert f"{model_server.base_url}/models?api-version=…&token=… was asked" in hint


@pytest.mark.parametrize("charset", TABLES["charsets"])
def test_a_declared_charset_is_honoured(charset: str, model_server: ModelServer) -> None:
    right = charset in ("iso-8859-1", "utf-16", "UTF-8")
    body = '{"data": [{"id": "é"}]}'.encode(charset if right else "utf-8")
    headers = {"Content-Type": f"application/json; charset={charset}"}
    model_server.play(Scenario(body, headers=headers))
    assert fetch(settings_for(model_server)).catalog.models[0].id == "é"


@pytest.mark.parametrize("scenario", TABLES["lists"])
def test_every_list(scenario: str) -> None:
    with serve(scenario) as server:
        fetched = fetch(settings_for(server))
        if any(fetched.validators):
            again = fetch(settings_for(server), fetched.validators)
            assert (again.pages, again.validators) == ((), fetched.validators)
        assert all(request.has_key for request in server.requests)
    assert len(fetched.catalog.models) == TABLES["lists"][scenario]
    compressed_or_moved = ("gzip", "deflate", "bare deflate", "redirect", "five redirects")
    assert scenario not in compressed_or_moved or fetched.pages == (DOCUMENTED,)
    assert any(fetched.validators) == (scenario in ("etag", "last-modified"))


@pytest.mark.parametrize(("scenario", "kind", "status", "message", "hint"), TABLES["failures"])
def test_every_failure_in_plain_words(
    scenario: str, kind: str, status: int | None, message: str, hint: str
) -> None:
    # What says why a server refuses may take no longer than all of it.
    slow = {"hangs": 0.4, "stalls": 0.4, "drips": 0.4, "401 stalling": 1.5, "500 stalling": 1.5}
    limit = slow.get(scenario, 20.0)
    with serve(scenario) as server:
        found = failure_of(settings_for(server, limit))
    assert (len(server.requests) == 3) == (scenario in TABLES["tried three times"])
    message = f"{message} (HTTP {status})" if status else message
    assert (type(found).__name__, found.status, found.message) == (kind, status, message)
    assert hint in found.hint
    said = found.hint.partition("“")[2].rpartition("”")[0]
    assert scenario != "hostile error" or len(said) == 200


def test_why_no_key_was_sent(model_server: ModelServer) -> None:
    model_server.play("needs key")
    settings = settings_for(model_server, key=None)._replace(key_note="LITELLM_KEY is not set")
    said = "no key was sent (LITELLM_KEY is not set). The server says"
    assert failure_of(settings).line.startswith(f"refused without a key (HTTP 401): {said}")
    named = settings._replace(key_note="", server="mine")
    assert "(servers.mine.key_env sets one)" in failure_of(named).line


@pytest.mark.parametrize(("status", "body", "headers"), TABLES["the key repeated"])
def test_a_server_that_repeats_the_key_gives_it_away_nowhere(
    status: int, body: str, headers: dict[str, str], model_server: ModelServer
) -> None:
    parts = {"KEY": TEST_KEY, "END": TEST_KEY[3:], "START": TEST_KEY[:-3]}
    parts["HOST"] = TEST_KEY.replace("_", "-")
    repeated = {name: Template(text).substitute(parts) for name, text in headers.items()}
    model_server.play(Scenario(Template(body).substitute(parts).encode(), status, repeated))
    # No failure holds the key or a part of it: `failure_of` looks.
    failure_of(settings_for(model_server))
    first = scenarios.json_answer({"data": [entry("m")], "next": "?b"})
    model_server.play(first, Scenario(Template(body).substitute(parts).encode(), status, repeated))
    leaked = holds_key(ask(settings_for(model_server)).reason)
    assert not leaked


@pytest.mark.parametrize("again", [False, True])
def test_no_such_host(again: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    no_name = failure_of(settings_for("http://xn--.invalid/v1", key=None))
    assert no_name.line == "host not found (DNS): xn--.invalid: is the base right?"

    def look_up(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN if again else socket.EAI_NONAME, "no such thing")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    found = failure_of(settings_for("https://models.test/v1"))
    hint = "is this machine online?" if again else "is the base right?"
    assert found.line == f"host not found (DNS): models.test: {hint}"
    assert found.transient is again


def test_nobody_waits_for_a_slow_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def look_up(*_: object, **__: object) -> None:
        over.wait(20)
        raise socket.gaierror(socket.EAI_AGAIN, "at last")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    found = failure_of(settings_for("http://models.test/v1", timeout=0.2, key=None))
    assert found.message == "timed out after 0.2 s"
    (thread,) = [one for one in threading.enumerate() if one.name == "lumenbrowse-dns"]
    # The program's end does not wait for it, and what it finds in the end does no harm.
    assert thread.daemon
    over.set()
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.parametrize("target", TABLES["redirects"])
def test_a_redirect_elsewhere_is_not_followed(target: str, model_server: ModelServer) -> None:
    host = f"127.0.0.1:{model_server.port}"
    model_server.play(scenarios.redirect(target.format(host=host, port=model_server.port)))
    assert failure_of(settings_for(model_server)).message.startswith("redirect")
    assert len(model_server.requests) == 1


def test_a_passing_failure_is_tried_again(model_server: ModelServer) -> None:
    model_server.play("503", SCENARIOS["429"].with_headers({"Retry-After": "7"}), "documented")
    pauses, retries = list[float](), list[str]()
    ask(settings_for(model_server, 30), on_pause=pauses.append, on_retry=retries.append)
    assert pauses == [0.5, 7.0]
    assert retries == [
        "the server is not available (HTTP 503), retrying in 0.5 s",
        "too many requests (HTTP 429), retrying in 7 s",
    ]
    assert all(request.has_key for request in model_server.requests)


@pytest.mark.parametrize("first", [SCENARIOS["503"], scenarios.redirect("/v1/models?a", 307)])
def test_what_follows_goes_over_a_connection_of_its_own(
    first: Scenario, model_server: ModelServer
) -> None:
    answer = scenarios.one_answer_a_connection(first, Scenario(DOCUMENTED))
    model_server.play(Scenario(answer=answer))
    assert ask(settings_for(model_server)).pages == (DOCUMENTED,)


MEASURED = """
import gc, sys
from lumenbrowse.api.client import fetch
from lumenbrowse.errors import FetchError
from tests.asking import settings_for
from tests.memory import peak
for number in range(int(sys.argv[2])):
    try:
        fetch(settings_for(sys.argv[1], 30 if number < 4 else 2))
    except FetchError as error:
        print(error.line)
    gc.collect()
print(peak() >> 10)
"""


def test_too_much_is_refused_in_bounded_memory_and_nothing_is_written_onto_the_screen(
    model_server: ModelServer,
) -> None:
    """A process of its own fetches, all warnings on."""
    large = ["gzip bomb", "endless", "deflate bomb"]
    names = [*large, "huge length", "documented", "truncated", "500 stalling", "drips", "reset"]
    model_server.play(*names)
    command = [sys.executable, "-W", "always", "-c", MEASURED]
    command += [model_server.base_url, str(len(names))]
    folder = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    *told, mebibytes = done.stdout.splitlines()
    assert told[:3] == ["too large: the answer is longer than 64 MiB; is the base right?"] * 3
    assert int(mebibytes) < 230
