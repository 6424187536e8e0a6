"""Pages followed to the end, within bounds, and a list that says so where they can't be had."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from lumenbrowse.api.client import fetch
from lumenbrowse.api.pages import MOST_PAGES, Fetched, absolute, same_origin
from lumenbrowse.settings import Base
from tests.asking import ask, settings_for
from tests.scenarios import Scenario, case, entry, in_pages, json_answer
from tests.server import ModelServer, serve

ONE, TWO = entry("m-1"), entry("m-2")


def asked_of(server: ModelServer, pages: dict[str, Scenario | str], query: str = "") -> Fetched:
    server.play(in_pages(pages))
    settings = settings_for(server)
    return ask(replace(settings, base=Base(server.base_url, "--base-url", query)))


def ids(fetched: Fetched) -> list[str]:
    return [model.id for model in fetched.catalog.models]


FIRST_OF_TWO: dict[str, tuple[dict[str, Any], str, dict[str, str]]] = {
    "has_more": ({"has_more": True, "last_id": "m 1&"}, "?after_id=m+1%26", {}),
    "links": ({"links": {"next": "/v1/models?page=2"}}, "?page=2", {}),
    "links with a place": ({"links": {"next": {"href": "?page=2"}}}, "?page=2", {}),
    "next": ({"next": "/v1/models?page=2"}, "?page=2", {}),
    "token": ({"nextPageToken": "x/y="}, "?pageToken=x%2Fy%3D", {}),
    "header": ({}, "?page=2", {"Link": '</v1/models?page=1>; rel="prev", <?page=2>; rel="next"'}),
}


@pytest.mark.parametrize("kind", FIRST_OF_TWO)
@pytest.mark.parametrize("query", ["", "limit=1&kind=all"])
def test_each_way_to_the_next_page(kind: str, query: str, model_server: ModelServer) -> None:
    more, path, headers = FIRST_OF_TWO[kind]
    sent = {"ETag": '"1"', **headers}
    first = json_answer({"data": [ONE], **more}).with_headers(sent)
    last = json_answer({"data": [TWO], "has_more": False, "links": {"next": None}, "next": None})
    with_query = f"?{query}{path.replace('?', '&')}" if query else path
    if query and "after_id" not in path and "pageToken" not in path:
        with_query = f"{path}&{query}"
    start = f"?{query}" if query else ""
    fetched = asked_of(model_server, {start: first, with_query: last}, query)
    assert ids(fetched) == ["m-1", "m-2"]
    assert (fetched.catalog.partial, fetched.reason, len(fetched.pages)) == (False, "", 2)
    # Asked about the first page alone, the server would speak for all.
    assert not any(fetched.validators)
    assert all(request.has_key for request in model_server.requests)


@pytest.mark.parametrize(
    ("name", "path", "count", "first", "words"),
    [("04", "?after_id=m-2", 5, 3, "first 3"), ("05", "?offset=2&limit=2", 3, 2, "first 2 of 3")],
)
@pytest.mark.parametrize(
    "failing", ["500", "401", "web page", "closed", "empty list beside an error"]
)
def test_the_cases_with_two_pages(
    name: str,
    path: str,
    count: int,
    first: int,
    words: str,
    failing: str,
    model_server: ModelServer,
) -> None:
    pages: dict[str, Scenario | str] = {
        "": json_answer(case(f"{name}-page-1")), path: json_answer(case(f"{name}-page-2"))
    }  # fmt: skip
    whole = asked_of(model_server, pages)
    assert (len(whole.catalog.models), whole.catalog.partial_words) == (count, "")
    part = asked_of(model_server, {**pages, path: failing})
    assert (len(part.catalog.models), part.catalog.partial_words) == (first, words)
    assert part.reason


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"has_more": True}, "does not say where the rest is"),
        ({"total_count": 5}, "does not say where the rest is"),
        ({"has_more": True, "last_id": 7}, "does not say where the rest is"),
        ({"next": "http://models.test/v1/models"}, "not on this server"),
        ({"next": "https://127.0.0.1/v1/models"}, "not on this server"),
        ({"next": "file:///etc/passwd"}, "not on this server"),
        ({"next": "http://[::1"}, "not on this server"),
        ({"next": "token"}, "not on this server"),
        ({"next": "/v1/models?\x1b"}, "not on this server"),
        ({"next": "/v1/models"}, "in a circle"),
        ({"next": "/v1/models?same"}, "a page led to itself"),
    ],
)
def test_what_can_not_be_followed(
    more: dict[str, Any], reason: str, model_server: ModelServer
) -> None:
    page = json_answer({"data": [ONE], **more}, ETag='"1"')
    fetched = asked_of(model_server, {"": page, "?same": page})
    assert ids(fetched) == ["m-1"]
    assert fetched.catalog.partial
    assert reason in fetched.reason
    assert not any(fetched.validators)


def test_two_pages_that_lead_to_each_other_and_others_without_end(
    model_server: ModelServer,
) -> None:
    circle = asked_of(
        model_server,
        {
            "": json_answer({"data": [ONE], "next": "?b"}),
            "?b": json_answer({"data": [TWO], "next": "/v1/models"}),
        },
    )
    assert (ids(circle), circle.reason) == (["m-1", "m-2"], "the pages go round in a circle")
    endless: dict[str, Scenario | str] = {
        f"?{number}" if number else "": json_answer(
            {"data": [entry(f"m-{number}")], "next": f"?{number + 1}"}
        )
        for number in range(MOST_PAGES + 5)
    }
    model_server.requests.clear()
    found = asked_of(model_server, endless)
    assert len(found.catalog.models) == len(model_server.requests) == MOST_PAGES
    assert "more than 100 pages" in found.reason


def test_all_pages_share_the_bytes_and_the_time(model_server: ModelServer) -> None:
    big = json.dumps({"data": [ONE], "next": "?b", "padding": " " * (40 << 20)}).encode()
    more = json.dumps({"data": [TWO], "padding": "x" * (30 << 20)}).encode()
    fetched = asked_of(model_server, {"": Scenario(big), "?b": Scenario(more)})
    assert (ids(fetched), fetched.reason) == (["m-1"], "too large")
    model_server.play(in_pages({"": json_answer({"data": [ONE], "next": "?b"}), "?b": "hangs"}))
    late = fetch(settings_for(model_server, 0.5))
    assert (ids(late), late.reason) == (["m-1"], "timed out after 0.5 s")


def test_a_page_behind_a_redirect(model_server: ModelServer) -> None:
    moved = Scenario(status=307, headers={"Location": "/v1/moved/models?a=1"})
    first = json_answer({"data": [ONE], "next": "./models?b"})
    model_server.play(moved, first, json_answer({"data": [TWO]}))
    assert ids(fetch(settings_for(model_server))) == ["m-1", "m-2"]
    assert model_server.requests[2].path == "/v1/moved/models?b"


def test_an_empty_page_is_no_end() -> None:
    first = json_answer({"data": [ONE], "has_more": True, "last_id": "1"})
    empty = json_answer({"data": [], "has_more": True, "last_id": "2"})
    with serve(first, empty, json_answer({"data": [TWO]})) as server:
        assert ids(fetch(settings_for(server))) == ["m-1", "m-2"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://h.test/a", "https://H.TEST:443/b", True),
        ("https://h.test/a", "http://h.test/a", False),
        ("https://u:p@h.test/a", "https://h.test/a", False),
        ("https://h.test:x/a", "https://h.test/a", False),
        ("", "", False),
    ],
)
def test_one_origin(one: str, other: str, same: bool) -> None:
    assert same_origin(one, other) is same
    assert absolute("https://h.test/v1/models", " x ") == "https://h.test/v1/x"
