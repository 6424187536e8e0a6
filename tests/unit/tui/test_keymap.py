"""keys.json: what it can say, and that nothing in it is ever more than a message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import KEY_NAME_REPLACEMENTS, format_key

from lumenbrowse.tui.actions import ACTIONS, GROUPS
from lumenbrowse.tui.key_names import is_printable, key_label, parse_key
from lumenbrowse.tui.keymap import (
    Keymap,
    keys_of,
    known_ids,
    labels_of,
    parse_keymap,
    read_keymap,
)


def keymap(**entries: object) -> Keymap:
    return parse_keymap(
        json.dumps({one.replace("__", "."): keys for one, keys in entries.items()}).encode()
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("y", "y"),
        ("Y", "Y"),
        ("shift+y", "Y"),
        ("é", "é"),
        (" ctrl+k ", "ctrl+k"),
        ("Ctrl+K", "ctrl+k"),
        ("Control + K", "ctrl+k"),
        ("shift+ctrl+Up", "ctrl+shift+up"),
        ("option+x", "alt+x"),
        ("F5", "f5"),
        ("PgUp", "pageup"),
        ("page_down", "pagedown"),
        ("Page Down", "pagedown"),
        ("Esc", "escape"),
        ("return", "enter"),
        ("⏎", "enter"),
        ("↑", "up"),
        ("Space", "space"),
        ("?", "question_mark"),
        ("question_mark", "question_mark"),
        ("/", "slash"),
        ("slash", "slash"),
        ("-", "minus"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("[", "left_square_bracket"),
        ("@", "at"),
        ("comma", "comma"),
        ("ctrl+i", "tab"),
        ("ctrl+m", "enter"),
        ("ctrl+[", "escape"),
    ],
)  # fmt: skip
def test_keys_as_people_write_them(text: str, key: str) -> None:
    assert parse_key(text) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "ctl+k",
        "ctrl+",
        "yy",
        "f99",
        "\x1b",
        "ctrl+shift",
        "hyper",
        "shift+1",
        "shift+ß",
        "😍",
        "\u202e",
    ],
)
def test_what_is_no_key(text: str) -> None:
    assert parse_key(text) is None


@pytest.mark.parametrize(
    ("key", "label"),
    [("enter", "⏎"), ("ctrl+r", "Ctrl+R"), ("Y", "Y"), ("f1", "F1"), ("slash", "/"), ("pageup", "PgUp"),
     ("alt+left", "Alt+←"), ("full_stop", "."), ("ctrl+underscore", "Ctrl+_"), ("space", "Space")],
)  # fmt: skip
def test_labels(key: str, label: str) -> None:
    assert key_label(key) == label


def test_every_ascii_sign_has_textuals_name() -> None:
    for code in range(0x21, 0x7F):
        name = parse_key(chr(code))
        assert name is not None
        assert is_printable(name)
        assert name not in KEY_NAME_REPLACEMENTS
        assert format_key(name) == chr(code)
        assert key_label(name) == chr(code)
        assert parse_key(name) == name


@given(
    st.text(max_size=12)
    | st.builds("{}+{}".format, st.sampled_from(["ctrl", "shift", "alt"]), st.characters())
    | st.characters()
)
def test_a_key_read_is_read_again(text: str) -> None:
    key = parse_key(text)
    if key is not None:
        assert parse_key(key) == key
        assert parse_key(key_label(key)) == key


def test_the_usual_keys_are_well_named_and_given_once_in_each_place() -> None:
    for action in ACTIONS.values():
        for key in action.keys.split(","):
            assert parse_key(key) == key, action.id
            assert action.scope == "table" or not is_printable(key), action.id
    for scope in ("table", "search"):
        keys = [
            key for one in ACTIONS.values() if one.scope == scope for key in one.keys.split(",")
        ]
        assert len(keys) == len(set(keys))


def test_ids_are_known_once() -> None:
    ids = known_ids()
    assert len(ids) == sum(len(group.actions) for group in GROUPS)
    assert {"copy", "search.copy", "quit_anywhere", "palette"} <= set(ids)


def test_an_entry_replaces_the_usual_keys() -> None:
    found = keymap(copy="y, Ctrl+K")
    assert found.problems == ()
    assert keys_of("copy", found.keys) == ["y", "ctrl+k"]
    assert labels_of("copy", found.keys) == ["y", "Ctrl+K"]
    assert keys_of("quit", found.keys) == ["q"]


def test_an_empty_entry_leaves_no_key() -> None:
    found = keymap(quit="")
    assert found.problems == ()
    assert keys_of("quit", found.keys) == []


def test_a_usual_key_given_away_is_gone_from_where_it_was() -> None:
    found = keymap(copy="d", favourite="j")
    assert found.problems == ()
    assert keys_of("detail", found.keys) == []
    assert keys_of("down", found.keys) == ["down"]


def test_two_actions_can_change_places() -> None:
    found = keymap(mark="f", favourite="space")
    assert found.problems == ()
    assert keys_of("mark", found.keys) == ["f"]
    assert keys_of("favourite", found.keys) == ["space"]


def test_the_table_and_the_search_box_are_two_places() -> None:
    found = keymap(copy="ctrl+n", search__copy="ctrl+t")
    assert found.problems == ()
    assert keys_of("search.down", found.keys) == ["down", "ctrl+n"]


def test_the_palettes_key_is_the_tables() -> None:
    assert keys_of("palette", keymap(copy=":").keys) == ["ctrl+p"]


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"cpoy": "y"}, "no action “cpoy”, did you mean copy?"),
        ({"\x1b[31m": "y"}, "no action “\\x1b[31m”; ? lists the ids"),
        ({"copy": 5}, 'copy needs a text of keys, like "y,ctrl+k"'),
        ({"copy": ["y"]}, "copy needs a text of keys"),
        ({"copy": None}, "copy needs a text of keys"),
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
    found = parse_keymap(json.dumps({**entries, "refresh": "f5"}).encode())
    assert len(found.problems) == 1
    assert words in found.notice
    assert found.notice.startswith("keys.json: ")
    assert keys_of("refresh", found.keys) == ["f5"]
    assert found.notice.isprintable()


def test_of_a_list_with_a_bad_key_the_good_ones_count() -> None:
    found = keymap(copy="ctl+k,u")
    assert keys_of("copy", found.keys) == ["u"]
    assert keys_of("copy", keymap(copy="ctl+k").keys) == ["y", "c"]


def test_ctrl_q_is_free_where_another_key_quits() -> None:
    found = keymap(quit_anywhere="f10", copy="ctrl+q")
    assert found.problems == ()


def test_several_problems_are_counted() -> None:
    assert keymap(cpoy="y", mark=1, quit="no key").notice.endswith("(and 2 more)")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b'{"copy": "y"', "not JSON (line 1, column 13)"),
        (b"\xff\xfe\xfa", "not JSON"),
        (b'["copy"]', "no JSON object"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_file_is_a_message(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(content)
    found = read_keymap(path)
    assert words in found.notice
    assert found.keys == {}


def test_no_file_is_no_keymap(tmp_path: Path) -> None:
    assert read_keymap(tmp_path / "keys.json") == Keymap()


def test_what_is_no_file_is_a_message(tmp_path: Path) -> None:
    assert "it is no file" in read_keymap(tmp_path).notice


def test_a_file_that_is_too_large_is_a_message(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(b" " * (1 << 20) + b"{}")
    assert "too large" in read_keymap(path).notice


@given(
    st.dictionaries(
        st.sampled_from(known_ids()) | st.text(max_size=5),
        st.one_of(
            st.lists(
                st.sampled_from(["y", "d", "q", "ctrl+q", "ctrl+c", "enter", "x", "", "no key"])
            ).map(",".join),
            st.none(),
            st.text(max_size=5),
        ),
        max_size=8,
    )
)
def test_whatever_it_says_no_key_does_two_things_and_nothing_printable_acts_in_the_search_box(
    entries: dict[str, object],
) -> None:
    found = parse_keymap(json.dumps(entries).encode())
    for scope in ("table", "search", "anywhere"):
        keys = [
            key
            for one in ACTIONS.values()
            if one.scope == scope
            for key in keys_of(one.id, found.keys)
        ]
        assert len(keys) == len(set(keys))
        assert scope == "table" or not any(map(is_printable, keys))
    assert keys_of("quit_anywhere", found.keys)
