"""The cache: what was kept comes back to the byte, and what is damaged never does."""

import json
import os
import zlib
from pathlib import Path
from typing import Any

import pytest

from lumenbrowse.api.pages import Validators
from lumenbrowse.api.parser import read_page, read_pages
from lumenbrowse.errors import FileError
from lumenbrowse.settings import Base, Key, Settings
from lumenbrowse.storage import cache
from lumenbrowse.storage.cache import Cached, account_of, cache_path, digest_of
from lumenbrowse.storage.files import Paths
from tests.asking import paths_in
from tests.scenarios import CHANGED, DOCUMENTED, case, entry, hostile_list, listing

BASE = "https://models.test/v1"
NOON = 1_763_380_800
TAGS = Validators('W/"v1"', "Mon, 17 Nov 2025 10:00:00 GMT")


def keep(
    paths: Paths, *pages: bytes, base: str = BASE, account: str = "none", partial: bool = False
) -> Cached:
    pages = pages or (DOCUMENTED,)
    catalog = read_pages([read_page(page) for page in pages], partial)
    cached = Cached(catalog, NOON, TAGS, digest_of(base, account, pages))
    cache.store(paths, base, account, cached, pages)
    return cached


def load(paths: Paths, base: str = BASE, account: str = "none") -> tuple[Cached | None, list[str]]:
    notes: list[str] = []
    return cache.load(paths, base, account, notes), notes


def found(paths: Paths, base: str = BASE, account: str = "none") -> Cached:
    cached, notes = load(paths, base, account)
    assert notes == []
    assert cached is not None
    return cached


ODD_LIST = b'{"total": 9, "data": [{"id": "a", "price": 0.0000030}, {"id": "a"}, 7]}'
UTF_16 = listing(entry("日本語 🧪")).decode().encode("utf-16")


@pytest.mark.parametrize("pages", [[hostile_list()], [DOCUMENTED, ODD_LIST], [UTF_16]])
@pytest.mark.parametrize("partial", [False, True])
def test_a_list_comes_back(pages: list[bytes], partial: bool, paths: Paths) -> None:
    assert load(paths) == (None, [])
    assert not paths.cache.exists()
    kept, again = keep(paths, *pages, partial=partial), found(paths)
    for one, other in zip(kept.catalog.models, again.catalog.models, strict=True):
        assert (one.key, one.added, one.json) == (other.key, other.added, other.json)
    assert kept.catalog.skipped_words == again.catalog.skipped_words
    assert kept.catalog.partial_words == again.catalog.partial_words
    assert kept._replace(catalog=again.catalog) == again
    assert cache_path(paths, BASE, "none").read_bytes().endswith(b"".join(pages))


def test_bases_and_accounts_have_a_list_each(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    bases = [BASE, "https://models.test/v2", "http://[::1]:8443/v1", "http://ド/../x"]
    for checksum in (zlib.crc32, lambda *_: 0):
        # Should two addresses share a name, none gets the other's list.
        monkeypatch.setattr("lumenbrowse.storage.cache.zlib.crc32", checksum)
        for base in (*bases, "https://" + "a" * 300):
            for account in ("none", "0123"):
                keep(paths, listing(entry(base + account)), base=base, account=account)
                assert found(paths, base, account).catalog.models[0].id == base + account
        assert load(paths, "https://models.test/v3") == (None, [])
        assert load(paths, account="other") == (None, [])
    assert all(path.parent == paths.cache for path in paths.cache.iterdir())


def test_an_account_is_a_salted_digest_of_the_key(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (Settings(key=Key(f"key-of-the-{one}", "a test")) for one in ("one", "other"))
    query = Base(BASE, query="q=1")
    assert account_of(paths, Settings()) == "none"
    assert not paths.cache.exists()
    others = second, Settings(query), Settings(headers={"x": Key("a", "b")})
    names = [account_of(paths, one) for one in (first, first._replace(base=query), *others)]
    assert len({*names}) == 5
    salt = paths.cache / "salt"
    assert salt.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(cache, "_SALT_OF_THIS_RUN", os.urandom(32))
    assert account_of(paths, first) == names[0]
    assert account_of(paths_in(tmp_path / "elsewhere"), first) != names[0]
    salt.write_bytes(b"damaged")
    assert account_of(paths, first) != names[0]
    assert len(salt.read_bytes()) == 32
    salt.unlink()
    salt.mkdir()
    assert account_of(paths, first) != names[0]


def test_the_same_list_again_is_younger_and_its_file_as_it_was(paths: Paths) -> None:
    younger = keep(paths)._replace(fetched_at=NOON + 60, validators=Validators('"v2"'))
    path = cache_path(paths, BASE, "none")
    before = path.stat()
    cache.store(paths, BASE, "none", younger, [DOCUMENTED])
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert found(paths)._replace(catalog=younger.catalog) == younger
    assert [younger.age(NOON + late) for late in (160, 30, -3_600)] == [100, 0, float("inf")]
    other = b'{"fetched_at": 9, "etag": "", "last_modified": ""}'
    for odd in (b"", b"{}", b"\xff", b"[" * 60_000, other):
        path.with_suffix(".time").write_bytes(odd)
        assert (found(paths).fetched_at, found(paths).validators) == (NOON, TAGS)


def test_another_list_has_its_own_time(paths: Paths) -> None:
    first = keep(paths)._replace(fetched_at=NOON + 60)
    assert cache.touch(paths, BASE, "none", first)
    for body in (CHANGED, DOCUMENTED):
        keep(paths, body)
        assert found(paths).fetched_at == NOON
    # A part of which it turns out that it was the whole is another list too.
    for partial in (True, False):
        keep(paths, partial=partial)
        assert found(paths).catalog.partial == partial
    keep(paths, CHANGED)
    assert not cache.touch(paths, BASE, "none", first)
    # As another process may have left it.
    said = {"digest": first.digest, "fetched_at": NOON + 60, "etag": "", "last_modified": ""}
    cache_path(paths, BASE, "none").with_suffix(".time").write_text(json.dumps(said))
    assert found(paths).fetched_at == NOON


def damages(good: bytes) -> list[bytes]:
    places = range(0, len(good), 29)
    flipped = [good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :] for at in places]
    return [b"", b"{}", DOCUMENTED, b"[" * 100_000, good[:-1], good[:70], good + b"x", *flipped]


def sealed(rest: bytes) -> bytes:
    return b"lumenbrowse list 1 %08x\n" % zlib.crc32(rest) + rest


def with_head(content: bytes, **changes: Any) -> bytes:
    """The file with other values in its head and the checksum that fits."""
    _, line, body = content.split(b"\n", 2)
    head = {key: value for key, value in {**json.loads(line), **changes}.items() if value != "gone"}
    return sealed(json.dumps(head).encode() + b"\n" + body)


def wrong_types(good: bytes) -> list[bytes]:
    wrong = case("storage")["wrong"].items()
    heads = [with_head(good, **{name: odd}) for name, values in wrong for odd in values]
    lines = (b"[]", b"{", b"", b"[" * 60_000, b'{"fetched_at": ' + b"9" * 5_000 + b"}")
    no_list = with_head(good, lengths=[10]).replace(DOCUMENTED, b'{"data":7}').split(b"\n", 1)[1]
    return [*heads, sealed(no_list), *(sealed(line + b"\n" + DOCUMENTED) for line in lines)]


@pytest.mark.parametrize("kind", [damages, wrong_types])
def test_what_is_damaged_is_set_aside_once_and_never_shown(kind: Any, paths: Paths) -> None:
    keep(paths)
    path = cache_path(paths, BASE, "none")
    good = path.read_bytes()
    assert with_head(good) == good
    for damaged in kind(good):
        path.write_bytes(damaged)
        cached, (note,) = load(paths)
        assert cached is None
        (aside,) = path.parent.glob("*.damaged-*")
        assert note.startswith("the cached list is ignored: ")
        assert note.endswith(f" (set aside as {aside.name})")
        assert note.isprintable()
        assert aside.read_bytes() == damaged
        # And then there is none, and nothing more to say.
        assert load(paths) == (None, [])
        aside.unlink()


def test_what_can_not_be_read_or_written(paths: Paths) -> None:
    paths.cache.mkdir(parents=True)
    path = cache_path(paths, BASE, "none")
    with path.open("wb") as file:
        file.truncate(100 << 20)
    assert "it is too large" in load(paths)[1][0]
    keep(paths)
    assert found(paths)
    path.unlink()
    path.mkdir()
    assert load(paths)[1][0].startswith("the cached list was not read: can't read ")
    with pytest.raises(FileError, match="can't write"):
        keep(paths)
