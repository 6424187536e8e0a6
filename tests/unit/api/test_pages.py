"""Pages followed to the end, within bounds, and a list that says so where they can't be had."""

from collections.abc import Mapping
from typing import Any

import pytest

from lumenbrowse.api.client import fetch
from lumenbrowse.api.pages import Fetched, Validators, absolute, same_origin
from lumenbrowse.settings import Base
from tests.asking import ask, failure_of, settings_for
from tests.scenarios import Scenario, case, entry, in_pages, json_answer
from tests.server import ModelServer

TABLES = case("api/pages")
ONE, TWO = entry("m-1"), entry("m-2")


def page(*entries: object, **more: object) -> Scenario:
    return json_answer({"data": entries, **more})


def asked_of(
    server: ModelServer, pages: Mapping[str, Scenario | str], query: str = "", limit: float = 5
) -> Fetched:
    server.play(in_pages(pages))
    base = Base(server.base_url, "--base-url", query)
    return ask(settings_for(server, limit)._replace(base=base))


def ids(fetched: Fetched) -> list[str]:
    return [model.id for model in fetched.catalog.models]


@pytest.mark.parametrize("kind", TABLES["ways"])
@pytest.mark.parametrize("query", ["", "limit=1&kind=all"])
def test_each_way_to_the_next_page(kind: str, query: str, model_server: ModelServer) -> None:
    more, path, headers = TABLES["ways"][kind]
    last = page(TWO, has_more=False, last_id="m-2", links={"next": None}, next=None)
    last = last.with_headers({"ETag": '"2"'})
    instead = "after_id" in path or "pageToken" in path
    with_query = f"?{query}&{path[1:]}" if instead else f"{path}&{query}"
    first = page(ONE, **more).with_headers({"ETag": '"1"', **headers})
    pages = {f"?{query}": first, with_query: last} if query else {"": first, path: last}
    fetched = asked_of(model_server, pages, query)
    assert ids(fetched) == ["m-1", "m-2"]
    assert (fetched.catalog.partial, fetched.reason, len(fetched.pages)) == (False, "", 2)
    # Asked about the first page alone, the server would speak for all.
    assert not any(fetched.validators)
    assert all(request.has_key for request in model_server.requests)
    model_server.play(in_pages(pages))
    base = Base(model_server.base_url, "--base-url", query)
    fetch(settings_for(model_server)._replace(base=base), Validators("x"))
    asked = [request.headers.get("if-none-match") for request in model_server.requests[-2:]]
    assert asked == ["x", None]


@pytest.mark.parametrize("failing", ["401", "web page", "closed", "empty list beside an error"])
def test_a_later_page_that_fails(failing: str, model_server: ModelServer) -> None:
    part = asked_of(model_server, {"": page(ONE, next="?b", total=7), "?b": failing})
    assert (ids(part), part.catalog.partial_words) == (["m-1"], "first 1 of 7")
    assert part.reason


@pytest.mark.parametrize(("more", "reason"), TABLES["dead ends"])
def test_what_can_not_be_followed(
    more: dict[str, Any], reason: str, model_server: ModelServer
) -> None:
    same = page(ONE, **more).with_headers({"ETag": '"1"'})
    fetched = asked_of(model_server, {"": same, "?same": same})
    assert (ids(fetched), fetched.catalog.partial) == (["m-1"], True)
    assert reason in fetched.reason
    assert not any(fetched.validators)


def test_pages_in_a_circle_without_end_too_large_or_too_late(
    model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lumenbrowse.api.pages.MOST_BYTES", 10_000)
    monkeypatch.setattr("lumenbrowse.api.pages.MOST_PAGES", 3)
    first = page(ONE, next="?b", padding=" " * 6_000)
    endless = {f"?{n}" if n else "": page(entry(f"m-{n}"), next=f"?{n + 1}") for n in range(5)}
    found: list[tuple[dict[str, Scenario | str], int, str]] = [
        ({"": first, "?b": page(TWO, next="/v1/models")}, 2, "the pages go round in a circle"),
        ({**endless}, 3, "there are more than 3 pages"),
        ({"": first, "?b": page(TWO, padding="x" * 4_000)}, 1, "too large"),
        ({"": first, "?b": "hangs"}, 1, "timed out after 1 s"),
    ]
    for pages, count, reason in found:
        fetched = asked_of(model_server, pages, limit=1)
        assert (len(fetched.catalog.models), fetched.reason.partition(":")[0]) == (count, reason)
    monkeypatch.setattr("lumenbrowse.api.client._ALL_PAGES", 0)
    assert failure_of(settings_for(model_server)).message.startswith("timed out")


def test_a_page_behind_a_redirect_and_one_that_is_empty(model_server: ModelServer) -> None:
    moved = Scenario(status=307, headers={"Location": "/v1/moved/models?a=1"})
    model_server.play(moved, page(ONE, next="./models?b"), page(TWO))
    assert ids(ask(settings_for(model_server))) == ["m-1", "m-2"]
    assert model_server.requests[2].path == "/v1/moved/models?b"
    empty = page(has_more=True, last_id="2")
    model_server.play(page(ONE, has_more=True, last_id="1"), empty, page(TWO))
    assert ids(ask(settings_for(model_server))) == ["m-1", "m-2"]


def test_one_origin() -> None:
    for one, other, same in TABLES["origins"]:
        assert same_origin(one, other) is same
    assert absolute("https://h.test/v1/models", " x ") == "https://h.test/v1/x"
