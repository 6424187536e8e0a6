"""Where the lists come from: the cache while it is young, else the server, else the cache again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program import run
from tests.server import ModelServer

NEWEST_FIRST = ["flux.2-max", "gemini-3-pro-image", "qwen-image", "seedream-4.5", "gpt-image-1.5"]


def test_from_the_cache_while_it_is_young(tmp_path: Path, model_server: ModelServer) -> None:
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}

    def asked(*arguments: str) -> int:
        before = len(model_server.requests)
        done = run(tmp_path, "--ids", *arguments, environ=environ)
        assert (done.code, done.err) == (0, "")
        return len(model_server.requests) - before

    assert asked() == 1
    assert asked() == 0
    assert asked("--max-age", "1000") == 0
    assert asked("--offline") == 0
    assert asked("--max-age", "0") == 1
    assert asked("--refresh") == 1


def test_a_refresh_shows_what_changed(tmp_path: Path, model_server: ModelServer) -> None:
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}
    assert "veo-4" not in run(tmp_path, "--ids", environ=environ).lines
    model_server.play("changed")
    assert "veo-4" not in run(tmp_path, "--ids", environ=environ).lines
    assert "veo-4" in run(tmp_path, "--ids", "--refresh", environ=environ).lines
    assert "veo-4" in run(tmp_path, "--json", "--offline", environ=environ).out


def test_unchanged_is_fresh_again(tmp_path: Path, model_server: ModelServer) -> None:
    model_server.play("etag")
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}
    for command in ("--ids", "--json", "--ids"):
        assert run(tmp_path, command, "--refresh", environ=environ).code == 0
    assert [bool(request.headers.get("if-none-match")) for request in model_server.requests] == [
        False,
        True,
        True,
    ]


def test_offline_without_a_cache(tmp_path: Path, model_server: ModelServer) -> None:
    done = run(tmp_path, "--ids", "--offline", "--base-url", model_server.base_url)
    assert (done.code, done.out, len(done.errors)) == (3, "", 1)
    assert "--offline" in done.err
    assert model_server.requests == []


@pytest.mark.parametrize("scenario", ["closed", "404 page", "web page", "empty list", "hangs"])
def test_a_cached_list_where_the_server_fails(
    tmp_path: Path, model_server: ModelServer, scenario: str
) -> None:
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}
    run(tmp_path, "--ids", environ=environ)
    model_server.play(scenario)
    done = run(tmp_path, "--ids", "--refresh", "--timeout", "0.6", environ=environ)
    assert (done.code, done.lines, len(done.errors)) == (0, NEWEST_FIRST, 1)
    assert "this is the list of" in done.err


@pytest.mark.parametrize("scenario", ["401", "403"])
def test_a_refused_key_is_4_with_a_cache_too(
    tmp_path: Path, model_server: ModelServer, scenario: str
) -> None:
    environ = {"LUMENFALL_BASE_URL": model_server.base_url, "LUMENFALL_API_KEY": "lmnfl_a.b"}
    run(tmp_path, "--ids", environ=environ)
    model_server.play(scenario)
    done = run(tmp_path, "--ids", "--refresh", environ=environ)
    assert (done.code, done.out, len(done.errors)) == (4, "", 1)


def test_a_damaged_cache_is_told_and_asked_anew(tmp_path: Path, model_server: ModelServer) -> None:
    environ = {"LUMENFALL_BASE_URL": model_server.base_url}
    run(tmp_path, "--ids", environ=environ)
    folder = tmp_path / "cache" / "lumenbrowse"
    for path in folder.iterdir():
        path.write_bytes(b"damaged")
    done = run(tmp_path, "--ids", environ=environ)
    assert (done.code, done.lines) == (0, NEWEST_FIRST)
    assert "cached list" in done.err
    assert len(model_server.requests) == 2


def test_a_cache_that_can_not_be_written_is_told(tmp_path: Path, model_server: ModelServer) -> None:
    (tmp_path / "cache").write_text("a file in the place of the directory")
    done = run(tmp_path, "--ids", "--base-url", model_server.base_url)
    assert (done.code, done.lines) == (0, NEWEST_FIRST)
    assert done.err
