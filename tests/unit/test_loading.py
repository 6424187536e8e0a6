"""Where the lists come from: the cache while it is young, else the server, else the cache again."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lumenbrowse.errors import Cancellation, FetchCancelledError, FetchError
from lumenbrowse.loading import Loaded, Refreshed, kept, load, refresh
from lumenbrowse.settings import Base, Settings
from lumenbrowse.storage.cache import Cached, account_of, cache_path
from lumenbrowse.storage.files import Paths
from tests.asking import paths_in, settings_for, with_options
from tests.program import wait_until
from tests.scenarios import Scenario, case, entry, in_pages, json_answer
from tests.server import ModelServer, serve

NOON = 1_763_380_800


def run(
    server: ModelServer, paths: Paths, known: Cached | None = None, now: float = NOON
) -> Refreshed:
    return refresh(settings_for(server), paths, known, now=lambda: now)


def ids(found: Loaded | Refreshed) -> list[str]:
    catalog = found.catalog if isinstance(found, Loaded) else found.cached.catalog
    return [model.id for model in catalog.models]


def path_of(settings: Settings, paths: Paths) -> Path:
    return cache_path(paths, settings.base.url, account_of(paths, settings))


def offline(server: ModelServer, paths: Paths) -> Loaded:
    return load(with_options(settings_for(server), offline=True), paths)


def test_from_the_cache_while_it_is_young(model_server: ModelServer, paths: Paths) -> None:
    settings = settings_for(model_server)

    def asked(**options: object) -> int:
        before = len(model_server.requests)
        assert load(with_options(settings, **options), paths).notes == ()
        return len(model_server.requests) - before

    assert [asked(), asked(), asked(max_age=1000.0)] == [1, 0, 0]
    assert [asked(max_age=0.0), asked(refresh=True)] == [1, 1]
    assert [asked(offline=True), asked(offline=True, refresh=True, max_age=0.0)] == [0, 0]


@pytest.mark.parametrize("scenario", ["404 page", "web page", "empty list", "hangs"])
def test_a_cached_list_where_the_server_fails(
    scenario: str, model_server: ModelServer, paths: Paths
) -> None:
    settings = with_options(settings_for(model_server, 0.6), refresh=True)
    first = load(settings, paths)
    kept = path_of(settings, paths).read_bytes()
    model_server.play(scenario)
    again = load(settings, paths)
    assert ids(again) == ids(first)
    (note,) = again.notes
    assert "this is the list of" in note
    assert path_of(settings, paths).read_bytes() == kept


def test_a_damaged_list_is_told_of_where_the_server_fails_too(
    model_server: ModelServer, paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = with_options(settings_for(model_server, 0.6), refresh=True)
    load(settings, paths)
    path_of(settings, paths).write_bytes(b"damaged")
    model_server.play("500")
    with pytest.raises(FetchError):
        load(settings, paths)
    assert capsys.readouterr().err.count("the cached list is ignored: it is no list of ours") == 1


def test_a_query_has_its_own_list_and_is_not_kept(model_server: ModelServer, paths: Paths) -> None:
    settings = settings_for(model_server)
    base = Base(model_server.base_url, "--base-url", "token=secret-word")
    for one in (settings, settings._replace(base=base)):
        load(one, paths)
    queries = [request.path.partition("?")[2] for request in model_server.requests]
    assert queries == ["", "token=secret-word"]
    assert b"secret-word" not in b"".join(path.read_bytes() for path in paths.cache.iterdir())


def test_what_is_skipped_or_missing_is_told_once(model_server: ModelServer, paths: Paths) -> None:
    settings = settings_for(model_server)
    model_server.play(json_answer(case("07")))
    skipped = "2 entries skipped: 1 twice, 1 unreadable"
    assert load(settings, paths).notes == load(settings, paths).notes == (skipped,)
    pages: dict[str, Scenario | str] = {"": json_answer(case("05-page-1"))}
    model_server.play(in_pages(pages))
    with pytest.raises(FetchError, match=r"only the first 2 of 3 models came"):
        run(model_server, paths)
    path_of(settings, paths).unlink()
    fresh, cached = load(settings, paths), load(with_options(settings, offline=True), paths)
    assert fresh.notes == (
        "only the first 2 of 3 models came: the server failed (HTTP 500): try again in a while. "
        "The server says: “boom”",
    )
    assert cached.notes == ("only the first 2 of 3 models are kept",)
    # Its age is no reason not to ask for the rest.
    assert load(settings, paths).notes == fresh.notes
    # A whole list takes the place of a part, and is never replaced by one.
    second = next(iter(case("05-page-1")["links"].values())).partition("/models")[2]
    model_server.play(in_pages({**pages, second: json_answer(case("05-page-2"))}))
    assert ids(load(with_options(settings, refresh=True), paths)) == ["p-1", "p-2", "p-3"]
    model_server.play(in_pages(pages))
    part = load(with_options(settings, refresh=True), paths)
    assert ids(part) == ["p-1", "p-2", "p-3"]
    assert part.notes[0].startswith("only the first 2 of 3 models came; this is the list of")


def test_a_cache_that_can_not_be_written_costs_no_rows(
    model_server: ModelServer, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_bytes(b"")
    model_server.play("etag")
    settings = with_options(settings_for(model_server), refresh=True)
    loaded = load(settings, paths_in(tmp_path))
    (note,) = loaded.notes
    assert note.startswith("the list could not be kept: can't ")
    first = run(model_server, paths_in(tmp_path))
    again = run(model_server, paths_in(tmp_path), first.cached, NOON + 60)
    assert (len(ids(again)), again.cached.fetched_at) == (5, NOON + 60)
    # Nor takes a part the place of what is known to be whole.
    model_server.play(in_pages({"": json_answer(case("05-page-1"))}))
    with pytest.raises(FetchError, match="only the first 2 of 3 models came"):
        run(model_server, paths_in(tmp_path), again.cached)


def test_the_same_bytes_are_whole_once_no_more_is_named(
    model_server: ModelServer, paths: Paths
) -> None:
    only = {"data": [entry("m")]}
    model_server.play(in_pages({"": json_answer(only, Link='<?more>; rel="next"')}))
    part = run(model_server, paths).cached
    assert part.catalog.partial
    model_server.play(json_answer(only))
    assert not run(model_server, paths, part).cached.catalog.partial
    assert offline(model_server, paths).notes == ()


@pytest.mark.parametrize("scenario", ["etag", "last-modified", "documented"])
@pytest.mark.parametrize("known", [False, True])
def test_the_same_answer_again(scenario: str, known: bool, paths: Paths) -> None:
    with serve(scenario) as server:
        first = run(server, paths)
        assert (first.notes, first.cached.fetched_at) == ((), NOON)
        again = run(server, paths, first.cached if known else None, NOON + 60)
        assert (again.notes, again.cached.fetched_at) == ((), NOON + 60)
        assert ids(again) == ids(first)
        on_disk = kept(settings_for(server), paths, [])
        assert on_disk
        assert on_disk.fetched_at == NOON + 60


@pytest.mark.parametrize("damage", [b"damaged", None])
def test_not_modified_while_the_disk_has_not_that_list(damage: bytes | None, paths: Paths) -> None:
    with serve("etag") as server:
        first = run(server, paths)
        path = path_of(settings_for(server), paths)
        path.write_bytes(damage) if damage else path.unlink()
        again = run(server, paths, first.cached)
        assert (again.notes, ids(again)) == ((), ids(first))
        # The next run has nothing to ask by, and so gets it all.
        assert ids(run(server, paths)) == ids(first)
        assert ids(offline(server, paths)) == ids(first)


@pytest.mark.parametrize("scenario", ["hangs", "drips", "503"])
def test_cancelled(scenario: str, model_server: ModelServer, paths: Paths) -> None:
    model_server.play(scenario)
    settings, cancellation = settings_for(model_server, 30), Cancellation()
    with ThreadPoolExecutor() as threads:
        work = threads.submit(refresh, settings, paths, cancellation=cancellation)
        wait_until(lambda: model_server.requests)
        cancellation.cancel()
        assert isinstance(work.exception(10), FetchCancelledError)
    asked = len(model_server.requests)
    with pytest.raises(FetchCancelledError):
        refresh(settings, paths, cancellation=cancellation)
    assert len(model_server.requests) == asked
    assert not path_of(settings, paths).exists()
