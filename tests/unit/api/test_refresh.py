"""A refresh from the request to the disk: what is shown, what is kept, and what is never lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lumenbrowse.api.cancellation import Cancellation, FetchCancelledError
from lumenbrowse.api.parser import read_answer
from lumenbrowse.api.refresh import Refreshed, refresh
from lumenbrowse.api.retry import Retry
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.errors import AnswerError, FetchError
from lumenbrowse.settings import Base
from lumenbrowse.storage.cache import Cached, answer_path, index_path, load_answer, load_index
from lumenbrowse.storage.files import Paths
from tests.asking import check_words, settings_for
from tests.scenarios import CHANGED, DOCUMENTED, SCENARIOS, TEST_KEY, Scenario, conditional, error
from tests.server import ModelServer, serve

NOON = 1_763_380_800


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(*(tmp_path / name / "lumenbrowse" for name in ("cache", "state", "config")))


def run(
    server: ModelServer,
    paths: Paths,
    previous: Cached | None = None,
    now: float = NOON,
    timeout: float = 5.0,
) -> Refreshed:
    return refresh(settings_for(server, timeout), paths, previous, now=lambda: now)


def cached(server: ModelServer, paths: Paths) -> Cached | None:
    return load_index(paths, server.base_url)


def texts(catalogue: Catalogue) -> list[bytes]:
    return [catalogue.raw(at) for at in range(len(catalogue))]


def test_the_first_one(model_server: ModelServer, paths: Paths) -> None:
    refreshed = run(model_server, paths)
    assert refreshed.changed
    assert refreshed.notes == ()
    assert refreshed.fetched_at == NOON
    assert "gpt-image-1.5" in refreshed.catalogue.ids
    assert all(texts(refreshed.catalogue))
    kept = cached(model_server, paths)
    assert kept is not None
    assert kept.meta == refreshed.cached.meta
    assert list(kept.catalogue.ids) == list(refreshed.catalogue.ids)


@pytest.mark.parametrize("scenario", ["etag", "last-modified", "documented"])
@pytest.mark.parametrize("known", ["nothing", "index", "answer"])
def test_the_same_answer_again(scenario: str, known: str, paths: Paths) -> None:
    with serve(scenario) as server:
        first = run(server, paths)
        previous = {
            "nothing": None,
            "index": cached(server, paths),
            "answer": load_answer(paths, server.base_url),
        }[known]
        before = answer_path(paths, server.base_url).stat()
        again = run(server, paths, previous, NOON + 60)
        after = answer_path(paths, server.base_url).stat()
        assert not again.changed
        assert again.notes == ()
        assert again.fetched_at == NOON + 60
        assert texts(again.catalogue) == texts(first.catalogue)
        # Only the age is written.
        assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
        kept = cached(server, paths)
        assert kept is not None
        assert kept.fetched_at == NOON + 60
        asked = {"etag": "if-none-match", "last-modified": "if-modified-since"}.get(scenario)
        assert asked is None or asked in server.requests[1].headers


def test_a_changed_answer(paths: Paths) -> None:
    with serve("etag") as server:
        first = run(server, paths)
        server.play(Scenario(answer=conditional(CHANGED, '"v2"')))
        second = run(server, paths, first.cached, NOON + 60)
        assert second.changed
        assert "veo-4" in second.catalogue.ids
        assert second.cached.meta.validators.etag == '"v2"'
        kept = cached(server, paths)
        assert kept is not None
        assert "veo-4" in kept.catalogue.ids
        assert not run(server, paths, second.cached).changed
        assert server.requests[-1].headers["if-none-match"] == '"v2"'


def test_not_modified_while_the_answer_is_gone_from_the_disk(paths: Paths) -> None:
    with serve("etag") as server:
        run(server, paths)
        shown = cached(server, paths)
        answer_path(paths, server.base_url).unlink()
        again = run(server, paths, shown)
        assert texts(again.catalogue)[0]
        assert "if-none-match" in server.requests[-2].headers
        assert "if-none-match" not in server.requests[-1].headers
        assert answer_path(paths, server.base_url).exists()


def test_not_modified_while_the_answer_is_damaged(paths: Paths) -> None:
    with serve("etag") as server:
        run(server, paths)
        shown = cached(server, paths)
        path = answer_path(paths, server.base_url)
        path.write_bytes(path.read_bytes()[:-1])
        again = run(server, paths, shown)
        assert texts(again.catalogue)[0]
        assert again.notes[0].startswith("the cached list is ignored: it is incomplete")
        assert cached(server, paths) is not None


def test_not_modified_while_another_process_stored_another_answer(paths: Paths) -> None:
    with serve("etag") as server:
        run(server, paths)
        shown = cached(server, paths)
        server.play("changed")
        run(server, paths)
        server.play("etag")
        again = run(server, paths, shown)
        assert "veo-4" not in again.catalogue.ids
        assert "gemini-3-pro-image" in again.catalogue.ids


def test_what_was_shown_of_another_base_is_not_asked_about(paths: Paths) -> None:
    with serve("etag") as one, serve("changed") as other:
        shown = run(one, paths).cached
        refreshed = run(other, paths, shown)
        assert "if-none-match" not in other.requests[0].headers
        assert refreshed.changed
        assert "veo-4" in refreshed.catalogue.ids


def test_an_answer_whose_index_is_lost(model_server: ModelServer, paths: Paths) -> None:
    first = run(model_server, paths)
    index_path(paths, model_server.base_url).unlink()
    again = run(model_server, paths, first.cached, NOON + 60)
    assert not again.changed
    kept = cached(model_server, paths)
    assert kept is not None
    assert kept.fetched_at == NOON + 60


def test_retries_are_told(model_server: ModelServer, paths: Paths) -> None:
    model_server.play("503", "documented")
    told: list[Retry] = []
    refresh(settings_for(model_server), paths, on_retry=told.append)
    assert [retry.line for retry in told] == ["retrying in 0.5 s"]


# Answers that are no list: scenario, message, and a part of what to do next.
NO_LISTS = [
    ("empty body", "unexpected answer (not JSON)", "it is empty"),
    ("empty list", "no models", "the server's list is empty"),
    ("unreadable list", "no models", "none of the 3 entries"),
    ("web page", "unexpected answer (not JSON)", "it is a web page"),
    ("error with 200", "the server answered with an error", "“Try the other address”"),
    ("hostile error with 200", "the server answered with an error", r"\x1b[31mred"),
    ("null", "unexpected answer (no list of models)", "is the base right?"),
    ("number", "unexpected answer (no list of models)", "is the base right?"),
    ("no data", "unexpected answer (no list of models)", "is the base right?"),
    ("data is an object", "unexpected answer (no list of models)", "is the base right?"),
    ("binary", "unexpected answer (not JSON)", "is the base right?"),
    ("broken off", "unexpected answer (not JSON)", "it breaks off"),
    ("deep", "unexpected answer (not JSON)", "nested too deeply"),
    ("deep entry", "unexpected answer (not JSON)", "nested too deeply"),
    ("truncated", "unexpected answer (broken off)", "try again"),
    ("reset", "connection reset", "try again"),
    ("401", "the key was refused (HTTP 401)", "Invalid API key"),
]


@pytest.mark.parametrize(("scenario", "message", "hint"), NO_LISTS)
def test_what_is_no_list_never_replaces_one(
    scenario: str, message: str, hint: str, model_server: ModelServer, paths: Paths
) -> None:
    run(model_server, paths)
    answer = answer_path(paths, model_server.base_url).read_bytes()
    index = index_path(paths, model_server.base_url).read_bytes()
    model_server.play(scenario)
    with pytest.raises(FetchError) as caught:
        run(model_server, paths, now=NOON + 60)
    check_words(caught.value)
    assert caught.value.message == message
    assert hint in caught.value.hint
    assert answer_path(paths, model_server.base_url).read_bytes() == answer
    assert index_path(paths, model_server.base_url).read_bytes() == index


LISTS = {
    "bare list": (5, 0),
    "odd entries": (2, 5),
    "hostile list": (8, 0),
    "five thousand": (5_000, 0),
    "gzip": (5, 0),
    "redirect": (5, 0),
    "needs key": (5, 0),
    "hostile etag": (5, 0),
}


@pytest.mark.parametrize("scenario", LISTS)
def test_what_can_be_shown_is_shown(scenario: str, paths: Paths) -> None:
    with serve(scenario) as server:
        refreshed = run(server, paths)
        assert (len(refreshed.catalogue), refreshed.catalogue.skipped) == LISTS[scenario]
        kept = load_answer(paths, server.base_url)
        assert kept is not None
        assert texts(kept.catalogue) == texts(refreshed.catalogue)
        assert not run(server, paths, refreshed.cached).changed


def test_an_answer_that_repeats_the_key(model_server: ModelServer, paths: Paths) -> None:
    model_server.play(Scenario(error(200, f"who is {TEST_KEY}?", "WRONG").body))
    with pytest.raises(AnswerError) as caught:
        run(model_server, paths)
    check_words(caught.value)
    assert "who is …?" in caught.value.hint


def test_a_cache_that_can_not_be_written_costs_no_rows(
    model_server: ModelServer, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    nowhere = Paths(tmp_path / "file" / "lumenbrowse", tmp_path, tmp_path)
    first = run(model_server, nowhere)
    assert len(first.catalogue) == 5
    (note,) = first.notes
    assert note.startswith("the list could not be kept: can't write ")
    model_server.play("etag")
    for shown in (first.cached, None):
        again = run(model_server, nowhere, shown, NOON + 60)
        assert len(again.catalogue) == 5
        assert again.fetched_at == NOON + 60
        assert again.changed is (shown is None)


# Cancelling.


@pytest.mark.parametrize("scenario", ["hangs", "drips", "503"])
def test_cancelled(scenario: str, model_server: ModelServer, paths: Paths) -> None:
    model_server.play(scenario)
    cancellation = Cancellation()
    outcome: list[BaseException] = []

    def work() -> None:
        try:
            refresh(settings_for(model_server, 30), paths, cancellation=cancellation)
        except FetchCancelledError as ended:
            outcome.append(ended)

    thread = threading.Thread(target=work)
    thread.start()
    while not model_server.requests:
        time.sleep(0.005)
    started = time.monotonic()
    cancellation.cancel()
    thread.join(10)
    assert time.monotonic() - started < 5
    assert len(outcome) == 1
    assert cached(model_server, paths) is None


def test_cancelled_while_it_is_read(
    model_server: ModelServer, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancellation = Cancellation()

    def read_and_cancel(body: bytes, former: Catalogue | None) -> Catalogue:
        cancellation.cancel()
        return read_answer(body, former)

    monkeypatch.setattr("lumenbrowse.api.refresh.read_answer", read_and_cancel)
    with pytest.raises(FetchCancelledError):
        refresh(settings_for(model_server), paths, cancellation=cancellation)
    assert cached(model_server, paths) is None


# Over a long time.

_SOAK = """
import gc, json, os, sys
from pathlib import Path
from lumenbrowse.storage.cache import load_index
from lumenbrowse.errors import FetchError
from lumenbrowse.storage.files import Paths
from lumenbrowse.api.refresh import refresh
from tests.asking import settings_for
from tests.memory import peak

base, directory = sys.argv[1], Path(sys.argv[2])
paths = Paths(directory, directory, directory)
shown, outcomes, measured = None, [], []
for number in range(500):
    settings = settings_for(base, 0.05 if number % 10 == 9 else 10)
    try:
        shown = refresh(settings, paths, shown, now=lambda: 1e9 + number).cached
        outcomes.append("shown")
    except FetchError as error:
        outcomes.append(error.message)
    kept = load_index(paths, base)
    assert kept is not None and len(kept.catalogue) == 5, "the rows were lost"
    if number in (99, 499):
        gc.collect()
        measured.append([len(os.listdir("/dev/fd")), len(gc.get_objects()), peak()])
print(json.dumps([outcomes, measured]))
"""
SOAK = [
    ("documented", "shown"),
    ("changed", "shown"),
    ("etag", "shown"),
    ("429 wait 120", "too many requests (HTTP 429)"),
    ("reset", "connection reset"),
    ("web page", "unexpected answer (not JSON)"),
    ("401", "the key was refused (HTTP 401)"),
    ("truncated", "unexpected answer (broken off)"),
    ("gzip", "shown"),
    ("stalls", "timed out after 0.05 s"),
]


@pytest.mark.skipif(os.name != "posix", reason="this system does not list open files")
def test_five_hundred_refreshes(model_server: ModelServer, paths: Paths) -> None:
    model_server.play(*[scenario for scenario, _ in SOAK] * 50)
    done = subprocess.run(
        [sys.executable, "-c", _SOAK, model_server.base_url, str(paths.cache)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.stderr == ""
    outcomes, (early, late) = json.loads(done.stdout)
    assert outcomes == [outcome for _, outcome in SOAK] * 50
    files, objects, kibibytes = (after - before for before, after in zip(early, late, strict=True))
    assert files == 0
    assert objects < 1_000
    assert kibibytes < 4 << 10


def test_settings_of_another_base_get_nothing_of_this_one(
    model_server: ModelServer, paths: Paths
) -> None:
    run(model_server, paths)
    elsewhere = replace(
        settings_for(model_server), base=Base("http://127.0.0.1:1/v1", "--base-url")
    )
    with pytest.raises(FetchError):
        refresh(replace(elsewhere, options=replace(elsewhere.options, timeout=0.3)), paths)
    assert load_index(paths, "http://127.0.0.1:1/v1") is None


def test_every_answer_of_the_table_is_tried() -> None:
    answered = {name for name, one in SCENARIOS.items() if one.answer is None and one.status == 200}
    shown = {
        *LISTS,
        "documented",
        "changed",
        "one",
        "gzip in two members",
        "deflate",
        "bare deflate",
    }
    in_client = {"truncated gzip", "damaged gzip", "plain called gzip", "unknown encoding"}
    assert answered - shown - in_client <= {scenario for scenario, _, _ in NO_LISTS}
    assert SCENARIOS["documented"].body == DOCUMENTED
