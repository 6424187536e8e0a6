"""The command line: what is read from it, and what is wrong usage."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.cli import parser
from lumenbrowse.errors import UsageError
from lumenbrowse.settings import Options


@pytest.fixture(autouse=True, scope="module")
def on_a_terminal() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "is_terminal", lambda _: True)
        yield


def read(*arguments: str) -> Options:
    options = parser.parse(arguments, "xterm")
    assert isinstance(options, Options)
    return options


SET: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("flux max", {"query": "flux max"}),
    ("-p", {"pick": True}),
    ("--pick flux", {"pick": True, "query": "flux"}),
    ("-m", {"pick": True, "multi": True}),
    ("-0", {"pick": True, "print0": True}),
    ("-1", {"pick": True, "select_1": True}),
    ("--exit-0", {"pick": True, "exit_0": True}),
    ("-pm0", {"pick": True, "multi": True, "print0": True}),
    ("-10", {"pick": True, "select_1": True, "print0": True}),
    ("--ids -0", {"command": "ids", "print0": True}),
    ("--list", {"command": "list"}),
    ("--list --list", {"command": "list"}),
    ("--json", {"command": "json"}),
    ("--jsonl", {"command": "jsonl"}),
    ("--doctor", {"command": "doctor"}),
    ("a --check --offline b", {"command": "check", "ids": ("a", "b"), "offline": True}),
    ("--check -", {"command": "check", "ids": ("-",)}),
    ("--check -- -x --list", {"command": "check", "ids": ("-x", "--list")}),
    ("--check --strict a", {"command": "check", "ids": ("a",), "strict": True}),
    ("--show a b", {"command": "show", "ids": ("a", "b")}),
    ("--json --show a", {"command": "show", "ids": ("a",), "as_json": True}),
    ("--list --columns id,,price", {"command": "list", "columns": ("id", "price")}),
    ("--sort context", {"sort": "context"}),
    ("--owner a --owner=b", {"owners": ("a", "b")}),
    ("--owner=", {"owners": ("",)}),
    ("--owner=-x", {"owners": ("-x",)}),
    ("--base-url=http://x/?a=b", {"base_url": "http://x/?a=b"}),
    ("--server openrouter", {"server": "openrouter"}),
    ("--sort owner --sort id", {"sort": "id"}),
    ("--reverse", {"reverse": True}),
    ("--limit 5", {"limit": 5}),
    ("--new", {"new": True}),
    ("--favourites", {"favourites": True}),
    ("--timeout 0.5", {"timeout": 0.5}),
    ("--max-age 0", {"max_age": 0.0}),
    ("--ca-bundle a.pem", {"ca_bundle": "a.pem"}),
    ("--refresh", {"refresh": True}),
    ("--sample", {"sample": True}),
    ("--clipboard osc52", {"clipboard": "osc52"}),
    ("--theme nord", {"theme": "nord"}),
    ("--no-mouse", {"mouse": False}),
    ("--ascii", {"ascii": True}),
    ("--plain", {"plain": True}),
    ("--no-state", {"keep_state": False}),
    ("flux --list max --limit 3 x", {"command": "list", "query": "flux max x", "limit": 3}),
    ("--ids -- --list -p -- x", {"command": "ids", "query": "--list -p -- x"}),
    ("-", {"query": "-"}),
    ("!pro owner:goo", {"query": "!pro owner:goo"}),
]


@pytest.mark.parametrize(("line", "expected"), SET)
def test_what_is_read(line: str, expected: dict[str, Any]) -> None:
    assert read(*line.split()) == Options(**expected)


def test_an_argument_is_not_split() -> None:
    assert read("flux max", "--owner", "b c") == Options(query="flux max", owners=("b c",))


def test_the_cases_set_every_field() -> None:
    assert {name for _, expected in SET for name in expected} == {
        field.name for field in fields(Options)
    }


WRONG = [
    ("--bogus", "there is no option --bogus"),
    ("--owners x", "there is no option --owners (did you mean --owner?)"),
    ("-x", "there is no option -x"),
    ("-px", "'x'"),
    ("--\x1b[31mx", "there is no option --\\x1b[31mx"),
    ("--list --ids", "--ids: not allowed with argument --list"),
    ("--list -p", "--pick: not allowed with argument --list"),
    ("--refresh --offline", "--offline: not allowed with argument --refresh"),
    ("--server x --base-url http://x", "--base-url: not allowed with argument --server"),
    ("--limit", "--limit: expected one argument"),
    ("--owner --ids", "--owner: expected one argument"),
    ("--list=3", "--list: ignored explicit argument '3'"),
    ("--limit x", "--limit: it takes a whole number, 1 or more, not 'x'"),
    ("--limit 0", "1 or more, not '0'"),
    ("--timeout 0", "--timeout: it takes seconds, more than 0, not '0'"),
    ("--timeout inf", "--timeout: it takes seconds"),
    ("--max-age=-1", "--max-age: it takes seconds, 0 or more"),
    ("--sort name", "--sort: invalid choice: 'name'"),
    ("--clipboard x", "--clipboard: invalid choice: 'x'"),
    ("--completion ksh", "--completion: invalid choice: 'ksh'"),
    ("--check", "--check needs IDs"),
    ("--check x --owner y", "--owner does not go with --check"),
    ("--show x --sort id", "--sort does not go with --show"),
    ("--show", "--show needs IDs"),
    ("--show --ids x", "--show goes with --json alone"),
    ("--show --pick x", "--show goes with --json alone"),
    ("--strict --list", "--strict is for --check"),
    ("--ids --columns id", "--columns is for --list and the browser"),
    ("--columns ,", "--columns: it takes names"),
    ("--doctor --limit 1", "--limit does not go with --doctor"),
    ("--doctor flux", "--doctor takes no QUERY"),
    ("--list -1", "for picking in the browser"),
    ("--json -0", "-0 is for picking and for --ids"),
]


@pytest.mark.parametrize(("line", "words"), WRONG)
def test_wrong_usage(line: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError) as caught:
        read(*line.split())
    assert words in caught.value.line
    assert caught.value.line.isprintable()
    assert capsys.readouterr() == ("", "usage: lumenbrowse [OPTION ...] [QUERY ...]\n")


FLAGS = st.sampled_from(sorted(parser.make_parser().flags))


@given(st.lists(FLAGS | st.text(max_size=8) | st.tuples(FLAGS, st.text(max_size=4)).map("=".join)))
def test_no_command_line_is_an_error_of_the_program(arguments: list[str]) -> None:
    try:
        assert isinstance(parser.parse(arguments, "dumb"), Options | str)
    except UsageError:
        return
