"""Keys as people write them, and other keys than the usual ones: nothing there is more than a message."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.keys import KEY_NAME_REPLACEMENTS, format_key

from lumenbrowse.tui import bindings
from tests.unit.tui import CASES

FILES = {
    b"": "not JSON",
    b'{"copy": "y"': "not JSON (line 1, column 13)",
    b"\xff\xfe\xfa": "not JSON",
    b'["copy"]': "no JSON object",
    b"[" * 100_000: "not JSON",
    b" " * (1 << 20) + b"{}": "too large",
}


def test_keys_as_people_write_and_read_them() -> None:
    keys, labels = dict(CASES["keys"]), dict(CASES["labels"])
    assert {text: bindings.parse_key(text) for text in keys} == keys
    assert not any(map(bindings.parse_key, CASES["no keys"]))
    assert {key: bindings.key_label(key) for key in labels} == labels


def test_every_ascii_sign_has_textuals_name() -> None:
    for code in range(0x21, 0x7F):
        name = bindings.parse_key(chr(code)) or ""
        assert bindings.is_printable(name)
        assert name not in KEY_NAME_REPLACEMENTS
        assert format_key(name) == bindings.key_label(name) == chr(code)
        assert bindings.parse_key(name) == name


MODIFIERS = st.sampled_from(["", "ctrl+", "shift+", "alt+"])


@given(st.text(max_size=12) | st.builds(str.__add__, MODIFIERS, st.characters()))
def test_a_key_read_is_read_again(text: str) -> None:
    key = bindings.parse_key(text)
    if key is not None:
        assert bindings.parse_key(key) == bindings.parse_key(bindings.key_label(key)) == key


@pytest.mark.parametrize(("entries", "now"), CASES["bindings"])
def test_an_entry_replaces_the_usual_keys_and_a_key_given_away_is_gone_from_where_it_was(
    entries: dict[str, object], now: dict[str, list[str]]
) -> None:
    found = bindings.read_keys(entries)
    assert found.notice == ""
    assert {one: bindings.keys_of(one, found.keys) for one in now} == now


@pytest.mark.parametrize(("entries", "words"), CASES["problems"])
def test_what_makes_no_sense_is_said_and_the_rest_applies(entries: Any, words: str) -> None:
    found = bindings.read_keys({**entries, "refresh": "f5"}, "config.toml [keys]")
    assert words in found.notice
    assert "more)" not in found.notice
    assert found.notice.startswith("config.toml [keys]: ")
    assert found.notice.isprintable()
    assert bindings.labels_of("refresh", found.keys) == ["F5"]


def test_a_bad_file_is_a_message(tmp_path: Path) -> None:
    for content, words in FILES.items():
        (tmp_path / "keys.json").write_bytes(content)
        found = bindings.read_keys_file(tmp_path / "keys.json")
        assert words in found.notice
        assert found.keys == {}
    assert "no file" in bindings.read_keys_file(tmp_path).notice
    assert bindings.read_keys_file(tmp_path / "other.json") == bindings.Keymap()


KEYS = st.sampled_from(["y", "d", "q", "ctrl+q", "ctrl+c", "enter", "x", "", "no key"])
IDS = st.sampled_from([*bindings.ACTIONS]) | st.text(max_size=5)
ENTRIES = st.lists(KEYS).map(",".join) | st.none() | st.text(max_size=5)


@settings(max_examples=40)
@given(st.dictionaries(IDS, ENTRIES, max_size=8))
def test_no_key_does_two_things_and_nothing_printable_acts_in_the_search_box(
    entries: dict[str, object],
) -> None:
    for keymap in (bindings.read_keys({}).keys, bindings.read_keys(entries).keys):
        for scope in ("table", "search", "anywhere"):
            ids = [one.id for one in bindings.ACTIONS.values() if one.scope == scope]
            keys = [key for one in ids for key in bindings.keys_of(one, keymap)]
            assert len(keys) == len(set(keys))
            assert all(bindings.parse_key(key) == key for key in keys)
            assert scope == "table" or not any(map(bindings.is_printable, keys))
        assert bindings.keys_of("quit_anywhere", keymap)
