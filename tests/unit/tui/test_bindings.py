"""Keys as people write them, and other keys than the usual ones: nothing there is more than a message."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import KEY_NAME_REPLACEMENTS, format_key

from lumenbrowse.tui.bindings import (
    ACTIONS,
    Keymap,
    is_printable,
    key_label,
    keys_of,
    labels_of,
    parse_key,
    read_keys,
    read_keys_file,
)

KEYS = {
    "y": "y", "Y": "Y", "shift+y": "Y", "é": "é", " ctrl+k ": "ctrl+k", "Ctrl+K": "ctrl+k",
    "Control + K": "ctrl+k", "shift+ctrl+Up": "ctrl+shift+up", "option+x": "alt+x", "F5": "f5",
    "PgUp": "pageup", "page_down": "pagedown", "Page Down": "pagedown", "Esc": "escape", "return": "enter",
    "⏎": "enter", "↑": "up", "Space": "space", "?": "question_mark", "question_mark": "question_mark",
    "/": "slash", "solidus": "slash", "-": "minus", "+": "plus", "ctrl++": "ctrl+plus",
    "[": "left_square_bracket", "@": "at", "comma": "comma", "÷": "division_sign", "ctrl+i": "tab",
    "ctrl+m": "enter", "ctrl+[": "escape",
}  # fmt: skip
NO_KEYS = (
    "", " ", "ctl+k", "ctrl+", "yy", "f99", "\x1b", "ctrl+shift", "hyper", "shift+1", "shift+ß", "😍", "\u202e",
)  # fmt: skip


def test_keys_as_people_write_them() -> None:
    assert {text: parse_key(text) for text in KEYS} == KEYS
    assert not any(map(parse_key, NO_KEYS))


@pytest.mark.parametrize(
    ("key", "label"),
    [("enter", "⏎"), ("ctrl+r", "Ctrl+R"), ("Y", "Y"), ("f1", "F1"), ("slash", "/"), ("pageup", "PgUp"),
     ("alt+left", "Alt+←"), ("full_stop", "."), ("ctrl+underscore", "Ctrl+_"), ("space", "Space"),
     ("backspace", "Backspace"), ("tab", "Tab"), ("escape", "Esc")],
)  # fmt: skip
def test_labels(key: str, label: str) -> None:
    assert key_label(key) == label


def test_every_ascii_sign_has_textuals_name() -> None:
    for code in range(0x21, 0x7F):
        name = parse_key(chr(code)) or ""
        assert is_printable(name)
        assert name not in KEY_NAME_REPLACEMENTS
        assert format_key(name) == key_label(name) == chr(code)
        assert parse_key(name) == name


@given(
    st.text(max_size=12)
    | st.builds("{}+{}".format, st.sampled_from(["ctrl", "shift", "alt"]), st.characters())
    | st.characters()
)
def test_a_key_read_is_read_again(text: str) -> None:
    key = parse_key(text)
    if key is not None:
        assert parse_key(key) == parse_key(key_label(key)) == key


@pytest.mark.parametrize(
    ("entries", "now"),
    [
        ({"copy": "y, Ctrl+K"}, {"copy": ["y", "ctrl+k"], "quit": ["q"]}),
        ({"quit": ""}, {"quit": []}),
        ({"copy": "d", "favourite": "j"}, {"detail": [], "down": ["down"]}),
        ({"mark": "f", "favourite": "space"}, {"mark": ["f"], "favourite": ["space"]}),
        ({"copy": "ctrl+n", "search.copy": "ctrl+t"}, {"search.down": ["down", "ctrl+n"]}),
        ({"copy": ":"}, {"palette": ["ctrl+p"]}),
        ({"quit_anywhere": "f10", "copy": "ctrl+q"}, {"copy": ["ctrl+q"], "quit_anywhere": ["f10"]}),
    ],
)  # fmt: skip
def test_an_entry_replaces_the_usual_keys_and_a_key_given_away_is_gone_from_where_it_was(
    entries: dict[str, object], now: dict[str, list[str]]
) -> None:
    found = read_keys(entries)
    assert found.problems == ()
    assert {one: keys_of(one, found.keys) for one in now} == now


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"cpoy": "y"}, "no action “cpoy”, did you mean copy?"),
        ({"\x1b[31m": "y"}, "no action “\\x1b[31m”; ? lists the ids"),
        ({"copy": 5}, 'copy needs a text of keys, like "y,ctrl+k"'),
        ({"copy": ["y"]}, "copy needs a text of keys"),
        ({"copy": "ctl+k"}, "copy: “ctl+k” is no key"),
        ({"copy": "x", "mark": "x"}, "mark: x is given to copy already"),
        ({"search.copy": "y"}, "search.copy: y types into the search box"),
        ({"search.copy": "space"}, "search.copy: Space types into the search box"),
        ({"quit_anywhere": "x"}, "quit_anywhere: x types into the search box"),
        ({"quit_anywhere": ""}, "quit_anywhere needs a key"),
        ({"copy": "ctrl+q"}, "copy: Ctrl+Q always quits"),
        ({"copy": "f9", "quit_anywhere": "f9"}, "copy: F9 always quits"),
    ],
)
def test_what_makes_no_sense_is_said_and_the_rest_applies(
    entries: dict[str, object], words: str
) -> None:
    found = read_keys({**entries, "refresh": "f5"}, "config.toml [keys]")
    assert len(found.problems) == 1
    assert words in found.notice
    assert found.notice.startswith("config.toml [keys]: ")
    assert found.notice.isprintable()
    assert labels_of("refresh", found.keys) == ["F5"]


def test_of_bad_keys_the_good_ones_count_and_several_problems_are_counted() -> None:
    assert keys_of("copy", read_keys({"copy": "ctl+k,u"}).keys) == ["u"]
    assert keys_of("copy", read_keys({"copy": "ctl+k"}).keys) == ["y", "c"]
    assert read_keys({"cpoy": "y", "mark": 1, "quit": "no key"}).notice.endswith("(and 2 more)")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b'{"copy": "y"', "not JSON (line 1, column 13)"),
        (b"\xff\xfe\xfa", "not JSON"),
        (b'["copy"]', "no JSON object"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * (1 << 20) + b"{}", "too large"),
    ],
)
def test_a_bad_file_is_a_message(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "keys.json").write_bytes(content)
    found = read_keys_file(tmp_path / "keys.json")
    assert words in found.notice
    assert found.keys == {}
    assert "no file" in read_keys_file(tmp_path).notice
    assert read_keys_file(tmp_path / "other.json") == Keymap()


KEY_LISTS = st.lists(
    st.sampled_from(["y", "d", "q", "ctrl+q", "ctrl+c", "enter", "x", "", "no key"])
)


@given(
    st.dictionaries(
        st.sampled_from(list(ACTIONS)) | st.text(max_size=5),
        KEY_LISTS.map(",".join) | st.none() | st.text(max_size=5),
        max_size=8,
    )
)  # fmt: skip
def test_no_key_does_two_things_and_nothing_printable_acts_in_the_search_box(
    entries: dict[str, object],
) -> None:
    for keymap in (read_keys({}).keys, read_keys(entries).keys):
        for scope in ("table", "search", "anywhere"):
            ids = [one.id for one in ACTIONS.values() if one.scope == scope]
            keys = [key for one in ids for key in keys_of(one, keymap)]
            assert len(keys) == len(set(keys))
            assert all(parse_key(key) == key for key in keys)
            assert scope == "table" or not any(map(is_printable, keys))
        assert keys_of("quit_anywhere", keymap)
