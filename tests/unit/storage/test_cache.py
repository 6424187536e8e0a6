"""The cache: what was kept comes back to the byte, and what is damaged never does."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.api.fetched import Fetched, Validators
from lumenbrowse.api.parser import read_answer
from lumenbrowse.catalog.model import Catalogue
from lumenbrowse.errors import FileError
from lumenbrowse.storage.cache import (
    Cached,
    answer_path,
    index_path,
    load_answer,
    load_index,
    store,
    touch,
)
from lumenbrowse.storage.files import Paths, asides
from lumenbrowse.storage.index import Meta, pack, unpack
from tests.scenarios import CHANGED, DOCUMENTED, HOSTILE_WORDS, entry, hostile_list, listing, many

BASE = "https://models.test/v1"
NOON = 1_763_380_800.0
TAGS = Validators('W/"v1"', "Mon, 17 Nov 2025 10:00:00 GMT")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(*(tmp_path / name / "lumenbrowse" for name in ("cache", "state", "config")))


def keep(paths: Paths, body: bytes = DOCUMENTED, base: str = BASE, now: float = NOON) -> Catalogue:
    catalogue = read_answer(body)
    store(paths, base, Fetched(200, body, TAGS, 0.1), catalogue, now)
    return catalogue


def same_columns(one: Catalogue, other: Catalogue) -> bool:
    columns = ("ids", "owners", "added", "names")
    alike = all(list(getattr(one, name)) == list(getattr(other, name)) for name in columns)
    return alike and one.skipped == other.skipped


def found(cached: Cached | None) -> Cached:
    assert cached is not None
    return cached


# What is kept comes back.


@pytest.mark.parametrize(
    "body",
    [
        DOCUMENTED,
        hostile_list(),
        many(300),
        listing(entry("no-date", created=-1), {"id": "bare"}, {"id": "bare"}, 7),
        listing(entry("日本語 🧪")).decode().encode("utf-16"),
        b"\xef\xbb\xbf" + DOCUMENTED,
        listing(entry("x")).replace(b'"x"', b'"\xff\xe9"'),
    ],
    ids=["documented", "hostile", "many", "odd", "utf-16", "mark", "no utf-8"],
)
def test_an_answer_comes_back(body: bytes, paths: Paths) -> None:
    catalogue = keep(paths, body)
    notes: list[str] = []
    index = found(load_index(paths, BASE, notes))
    assert same_columns(index.catalogue, catalogue)
    assert index.catalogue.source is None
    whole = found(load_answer(paths, BASE, notes))
    joined = found(load_answer(paths, BASE, notes, index))
    for each in (whole, joined):
        assert same_columns(each.catalogue, catalogue)
        for at in range(len(catalogue)):
            assert each.catalogue.raw(at) == catalogue.raw(at)
            assert each.catalogue.model(at) == catalogue.model(at)
    assert index.meta == whole.meta == Meta(BASE, int(NOON), TAGS, index.meta.digest)
    assert index.fetched_at == int(NOON)
    assert notes == []


def test_the_answer_is_kept_as_it_came(paths: Paths) -> None:
    keep(paths)
    _, head, body = answer_path(paths, BASE).read_bytes().split(b"\n", 2)
    assert body == DOCUMENTED
    assert json.loads(head)["base"] == BASE


_texts = st.text(min_size=1, max_size=12) | st.sampled_from(HOSTILE_WORDS)
_models = st.fixed_dictionaries(
    {"id": _texts, "owned_by": _texts, "created": st.integers() | st.none(), "name": _texts}
)


@given(models=st.lists(_models, min_size=1, max_size=20))
def test_any_columns_come_back(models: list[dict[str, object]]) -> None:
    body = listing({"id": "one-that-can-be-read"}, *models)
    catalogue = read_answer(body)
    meta = Meta(BASE, 1, TAGS, "digest")
    index = unpack(b"".join(pack(meta, 2, 3, catalogue, body)))
    again = index.catalogue(body)
    assert same_columns(again, catalogue)
    assert [again.raw(at) for at in range(len(again))] == [
        catalogue.raw(at) for at in range(len(catalogue))
    ]
    assert (index.meta, index.size, index.mtime_ns) == (meta, 2, 3)


def test_bases_have_a_cache_each(paths: Paths) -> None:
    keep(paths)
    keep(paths, CHANGED, "https://models.test/v2")
    keep(paths, CHANGED, "http://models.test:8080/v1")
    assert "veo-4" not in found(load_index(paths, BASE)).catalogue.ids
    assert "veo-4" in found(load_index(paths, "https://models.test/v2")).catalogue.ids
    assert load_index(paths, "https://models.test/v3") is None
    assert len(list(paths.cache.iterdir())) == 6


@pytest.mark.parametrize(
    "base",
    ["https://[::1]:8443/v1", "https://" + "a" * 300 + "/v1", "http://ドメイン.test/../x/v1"],
)
def test_any_base_makes_a_name_of_a_file(base: str, paths: Paths) -> None:
    keep(paths, base=base)
    assert found(load_index(paths, base)).meta.base == base
    assert all(path.parent == paths.cache for path in paths.cache.iterdir())


def test_of_two_bases_with_one_name_none_gets_the_others(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zlib.crc32", lambda *_: 0)
    keep(paths, base="https://models.test/v1")
    notes: list[str] = []
    assert load_index(paths, "https://models.test/v2", notes) is None
    assert load_answer(paths, "https://models.test/v2", notes) is None
    assert notes == []
    assert load_index(paths, "https://models.test/v1") is not None


def test_nothing_is_cached(paths: Paths) -> None:
    notes: list[str] = []
    assert load_index(paths, BASE, notes) is None
    assert load_answer(paths, BASE, notes) is None
    assert notes == []
    assert not paths.cache.exists()


# Age.


def test_the_age(paths: Paths) -> None:
    keep(paths, now=NOON + 0.7)
    meta = found(load_index(paths, BASE)).meta
    assert meta.age(NOON + 100) == 100
    assert meta.age(NOON - 30) == 0
    assert meta.age(NOON - 3_600) == float("inf")


def test_a_touch_makes_it_younger(paths: Paths) -> None:
    keep(paths)
    before = answer_path(paths, BASE).stat()
    meta = replace(
        found(load_index(paths, BASE)).meta,
        fetched_at=int(NOON) + 60,
        validators=Validators('"v2"'),
    )
    assert touch(paths, meta)
    after = answer_path(paths, BASE).stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    for cached in (load_index(paths, BASE), load_answer(paths, BASE)):
        assert found(cached).meta == meta
    assert found(load_answer(paths, BASE)).catalogue.raw(0)


def test_a_touch_of_what_is_not_cached(paths: Paths) -> None:
    keep(paths)
    meta = found(load_index(paths, BASE)).meta
    assert not touch(paths, replace(meta, digest="another"))
    keep(paths, CHANGED)
    assert not touch(paths, meta)
    answer_path(paths, BASE).unlink()
    assert not touch(paths, found_meta(paths))


def found_meta(paths: Paths) -> Meta:
    return unpack(index_path(paths, BASE).read_bytes()).meta


def test_without_the_index_it_looks_older_not_younger(paths: Paths) -> None:
    keep(paths)
    touch(paths, replace(found(load_index(paths, BASE)).meta, fetched_at=int(NOON) + 60))
    index_path(paths, BASE).unlink()
    assert found(load_index(paths, BASE)).fetched_at == int(NOON)


# The index is safe to lose.


def damages(content: bytes) -> list[bytes]:
    generator = random.Random(7)
    some = [
        b"",
        b"\0",
        b"{}",
        content[:-1],
        content[: len(content) // 2],
        content + b"x",
        content * 2,
    ]
    for _ in range(60):
        at = generator.randrange(len(content))
        some.append(
            content[:at] + bytes([content[at] ^ (1 << generator.randrange(8))]) + content[at + 1 :]
        )
    return some


def test_a_damaged_index_is_made_anew(paths: Paths) -> None:
    catalogue = keep(paths)
    good = index_path(paths, BASE).read_bytes()
    for damaged in damages(good):
        index_path(paths, BASE).write_bytes(damaged)
        notes: list[str] = []
        assert same_columns(found(load_index(paths, BASE, notes)).catalogue, catalogue)
        assert notes == []
        assert index_path(paths, BASE).read_bytes() == good


def test_an_index_of_another_answer_is_not_used(paths: Paths) -> None:
    keep(paths)
    stale = index_path(paths, BASE).read_bytes()
    catalogue = keep(paths, CHANGED)
    index_path(paths, BASE).write_bytes(stale)
    assert same_columns(found(load_index(paths, BASE)).catalogue, catalogue)
    index_path(paths, BASE).write_bytes(stale)
    assert same_columns(found(load_answer(paths, BASE)).catalogue, catalogue)


def test_an_index_without_its_answer_is_not_used(paths: Paths) -> None:
    keep(paths)
    answer_path(paths, BASE).unlink()
    assert load_index(paths, BASE) is None


def test_the_first_frame_reads_the_index_alone(paths: Paths) -> None:
    keep(paths)
    path = answer_path(paths, BASE)
    status = path.stat()
    path.write_bytes(bytes(status.st_size))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    notes: list[str] = []
    assert load_index(paths, BASE, notes) is not None
    assert load_answer(paths, BASE, notes) is None
    assert len(notes) == 1


# The answer.


def test_a_damaged_answer_is_set_aside_and_never_shown(paths: Paths) -> None:
    keep(paths)
    path = answer_path(paths, BASE)
    good = path.read_bytes()
    for damaged in damages(good):
        path.write_bytes(damaged)
        notes: list[str] = []
        assert load_index(paths, BASE, notes) is None
        assert len(notes) == 1
        assert notes[0].startswith("the cached list is ignored: it is ")
        assert not path.exists()
        (aside,) = asides(path)
        assert aside.read_bytes() == damaged
        path.write_bytes(good)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b'{"favourites": []}\n', "it is no list of ours"),
        (b"[" * 100_000, "it is no list of ours"),
        (b"\x7fELF" + bytes(100), "it is no list of ours"),
        (DOCUMENTED, "it is no list of ours"),
    ],
)
def test_a_foreign_file(content: bytes, reason: str, paths: Paths) -> None:
    paths.cache.mkdir(parents=True)
    path = answer_path(paths, BASE)
    path.write_bytes(content)
    notes: list[str] = []
    assert load_index(paths, BASE, notes) is None
    (note,) = notes
    assert note == f"the cached list is ignored: {reason} (set aside as {path.name}.damaged-1)"
    # And then there is none, and nothing more to say.
    assert load_index(paths, BASE, notes) is None
    assert len(notes) == 1


def test_an_answer_that_is_too_large(paths: Paths) -> None:
    paths.cache.mkdir(parents=True)
    with answer_path(paths, BASE).open("wb") as file:
        file.truncate(100 << 20)
    notes: list[str] = []
    assert load_index(paths, BASE, notes) is None
    assert "it is too large" in notes[0]


def test_a_directory_in_its_place(paths: Paths) -> None:
    answer_path(paths, BASE).mkdir(parents=True)
    index_path(paths, BASE).mkdir(parents=True)
    notes: list[str] = []
    assert load_index(paths, BASE, notes) is None
    assert notes[0].startswith("the cached list was not read: can't read ")
    with pytest.raises(FileError, match="can't write"):
        keep(paths)


def test_a_cache_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    nowhere = Paths(tmp_path / "file" / "x", tmp_path, tmp_path)
    with pytest.raises(FileError):
        keep(nowhere)
    assert load_index(nowhere, BASE) is None


def test_an_answer_alone_is_read_where_no_index_can_be_written(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = keep(paths)
    index_path(paths, BASE).unlink()
    index_path(paths, BASE).mkdir()
    notes: list[str] = []
    assert same_columns(found(load_index(paths, BASE, notes)).catalogue, catalogue)
    assert notes == []


def test_one_that_another_process_replaced_is_not_set_aside(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(paths)
    good = answer_path(paths, BASE).read_bytes()
    answer_path(paths, BASE).write_bytes(good[:-1])

    def replaced_while_it_is_read(_body: bytes) -> Catalogue:
        raise AssertionError("never read")

    monkeypatch.setattr("lumenbrowse.api.parser.read_answer", replaced_while_it_is_read)
    marks = iter([(1, 1), (2, 2)])
    monkeypatch.setattr("lumenbrowse.storage.cache._mark", lambda _path: next(marks))
    notes: list[str] = []
    assert load_answer(paths, BASE, notes) is None
    assert notes == []
    assert asides(answer_path(paths, BASE)) == []


# Many processes.

_STORER = """
import sys
from pathlib import Path
from lumenbrowse.storage.cache import store
from lumenbrowse.api.fetched import Fetched, Validators
from lumenbrowse.storage.files import Paths
from lumenbrowse.api.parser import read_answer
from tests.scenarios import many
cache, base, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
body = many(100 + number, number * 1_000)
catalogue = read_answer(body)
for _ in range(8):
    store(Paths(cache, cache, cache), base, Fetched(200, body, Validators(), 0), catalogue, 1.0)
"""


def test_twenty_processes_store_at_once(paths: Paths) -> None:
    root = Path(__file__).parents[3]
    storers = [
        subprocess.Popen(
            [sys.executable, "-c", _STORER, str(paths.cache), BASE, str(number)],
            cwd=root,
            stderr=subprocess.PIPE,
        )
        for number in range(20)
    ]
    read = 0
    while any(storer.poll() is None for storer in storers):
        notes: list[str] = []
        for cached in (load_index(paths, BASE, notes), load_answer(paths, BASE, notes)):
            if cached is not None:
                read += 1
                # Each one's list has a length that tells whose it is.
                numbers = {
                    model_id.rpartition("-")[2][:-3] or "0" for model_id in cached.catalogue.ids
                }
                assert numbers == {str(len(cached.catalogue) - 100)}
        assert notes == []
        time.sleep(0.002)
    assert [storer.communicate()[1] for storer in storers] == [b""] * 20
    assert read > 0
    assert found(load_index(paths, BASE)).meta == found(load_answer(paths, BASE)).meta
    assert len(list(paths.cache.iterdir())) == 2
