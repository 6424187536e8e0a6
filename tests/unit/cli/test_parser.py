"""The command line: what is read from it, and what is wrong usage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.cli.options import OPTIONS
from lumenbrowse.cli.parser import parse
from lumenbrowse.errors import UsageError
from lumenbrowse.settings import Options


def read(*arguments: str) -> Options:
    options = parse(arguments)
    assert isinstance(options, Options)
    return options


def wrong(*arguments: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse(arguments)
    return caught.value.line


SET: dict[str, tuple[Sequence[str], dict[str, object]]] = {
    "nothing": ((), {}),
    "a query": (("flux", "max"), {"query": "flux max"}),
    "a query of one argument": (("flux max",), {"query": "flux max"}),
    "pick": (("-p",), {"pick": True}),
    "pick, long": (("--pick", "flux"), {"pick": True, "query": "flux"}),
    "multi implies pick": (("-m",), {"pick": True, "multi": True}),
    "print0 implies pick": (("-0",), {"pick": True, "print0": True}),
    "select-1 implies pick": (("-1",), {"pick": True, "select_1": True}),
    "exit-0 implies pick": (("--exit-0",), {"pick": True, "exit_0": True}),
    "several letters": (("-pm0",), {"pick": True, "multi": True, "print0": True}),
    "print0 with ids picks nothing": (("--ids", "-0"), {"command": "ids", "print0": True}),
    "list": (("--list",), {"command": "list"}),
    "ids": (("--ids",), {"command": "ids"}),
    "json": (("--json",), {"command": "json"}),
    "jsonl": (("--jsonl",), {"command": "jsonl"}),
    "the same twice": (("--list", "--list"), {"command": "list"}),
    "doctor": (("--doctor",), {"command": "doctor"}),
    "check": (("--check", "a", "b"), {"command": "check", "check_ids": ("a", "b")}),
    "check with options": (
        ("--check", "a", "--offline", "b"),
        {"command": "check", "check_ids": ("a", "b"), "offline": True},
    ),
    "check of standard input": (("--check", "-"), {"command": "check", "check_ids": ("-",)}),
    "check of odd ids": (
        ("--check", "--", "-x", "--list"),
        {"command": "check", "check_ids": ("-x", "--list")},
    ),
    "owners": (("--owner", "a", "--owner=b c"), {"owners": ("a", "b c")}),
    "an empty value": (("--owner=",), {"owners": ("",)}),
    "a value like an option": (("--owner=-x",), {"owners": ("-x",)}),
    "a value with an equals sign": (("--base-url=http://x/?a=b",), {"base_url": "http://x/?a=b"}),
    "sort": (("--sort", "owner"), {"sort": "owner"}),
    "the last one counts": (("--sort", "owner", "--sort", "id"), {"sort": "id"}),
    "reverse": (("--reverse",), {"reverse": True}),
    "limit": (("--limit", "5"), {"limit": 5}),
    "new": (("--new",), {"new": True}),
    "favourites": (("--favourites",), {"favourites": True}),
    "timeout": (("--timeout", "0.5"), {"timeout": 0.5}),
    "max-age": (("--max-age", "0"), {"max_age": 0.0}),
    "ca-bundle": (("--ca-bundle", "a b.pem"), {"ca_bundle": "a b.pem"}),
    "offline": (("--offline",), {"offline": True}),
    "refresh": (("--refresh",), {"refresh": True}),
    "sample": (("--sample",), {"sample": True}),
    "clipboard": (("--clipboard", "osc52"), {"clipboard": "osc52"}),
    "theme": (("--theme", "nord"), {"theme": "nord"}),
    "no-mouse": (("--no-mouse",), {"mouse": False}),
    "ascii": (("--ascii",), {"ascii": True}),
    "plain": (("--plain",), {"plain": True}),
    "no-state": (("--no-state",), {"keep_state": False}),
    "options among the words": (
        ("flux", "--list", "max", "--limit", "3", "pro"),
        {"command": "list", "query": "flux max pro", "limit": 3},
    ),
    "all after two hyphens": (
        ("--ids", "--", "--list", "-p"),
        {"command": "ids", "query": "--list -p"},
    ),
    "a lone hyphen": (("-",), {"query": "-"}),
    "excluding and by owner": (("!pro", "owner:goo"), {"query": "!pro owner:goo"}),
}


@pytest.mark.parametrize("name", SET)
def test_what_is_read(name: str) -> None:
    arguments, expected = SET[name]
    assert read(*arguments) == Options(**expected)  # type: ignore[arg-type]


def test_every_option_is_among_the_cases() -> None:
    given_somewhere = {
        argument.partition("=")[0] for arguments, _ in SET.values() for argument in arguments
    }
    for option in OPTIONS:
        if option.field != "shown":
            assert given_somewhere.intersection(option.flags), option.long


def test_every_option_sets_a_field_that_there_is() -> None:
    known = {field.name for field in fields(Options)} | {"shown"}
    assert {option.field for option in OPTIONS} <= known
    assert len({flag for option in OPTIONS for flag in option.flags}) == sum(
        len(option.flags) for option in OPTIONS
    )


WRONG: dict[str, tuple[Sequence[str], str]] = {
    "unknown": (("--bogus",), "there is no option --bogus"),
    "nearly right": (("--owners", "x"), "there is no option --owners (did you mean --owner?)"),
    "no shortening": (("--ver",), "--ver"),
    "unknown letter": (("-px",), "there is no option -x"),
    "hostile": (("--\x1b[31mx",), "there is no option --\\x1b[31mx"),
    "two commands": (("--list", "--ids"), "--list and --ids do not go together"),
    "pick and list": (("--list", "-p"), "--list and --pick do not go together"),
    "offline and refresh": (("--refresh", "--offline"), "--refresh and --offline do not go"),
    "no value": (("--limit",), "--limit needs a value (--limit N)"),
    "an option for a value": (("--owner", "--ids"), "--owner needs a value"),
    "a value too many": (("--list=3",), "--list takes no value"),
    "no number": (("--limit", "x"), '--limit takes a number, not "x"'),
    "no whole number": (("--limit", "1.5"), "--limit takes a number"),
    "nothing to show": (("--limit", "0"), "--limit takes 1 or more"),
    "no time": (("--timeout", "0"), "--timeout takes more than 0 seconds"),
    "negative": (("--max-age=-1",), "--max-age takes seconds, 0 or more"),
    "not a number": (("--max-age", "nan"), "--max-age takes seconds"),
    "endless": (("--timeout", "inf"), "--timeout takes seconds"),
    "no such column": (("--sort", "name"), '--sort takes id, owner, added, not "name"'),
    "no such route": (("--clipboard", "x"), "--clipboard takes auto, native"),
    "no such shell": (("--completion", "ksh"), "--completion takes bash, zsh, fish"),
    "nothing to check": (("--check",), "--check needs IDs"),
    "check with a filter": (("--check", "x", "--owner", "y"), "--owner does not go with --check"),
    "doctor with a filter": (("--doctor", "--limit", "1"), "--limit does not go with --doctor"),
    "doctor with a query": (("--doctor", "flux"), "--doctor takes no QUERY"),
    "picking without the browser": (("--list", "-1"), "for picking in the browser"),
    "nul in JSON": (("--json", "-0"), "-0 is for picking and for --ids"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_said_in_one_line(name: str) -> None:
    arguments, words = WRONG[name]
    line = wrong(*arguments)
    assert words in line
    assert line.isprintable()
    assert UsageError.exit_code == 2


ARGUMENTS = st.sampled_from([flag for option in OPTIONS for flag in option.flags]) | st.text(
    max_size=8
)


@given(st.lists(ARGUMENTS | st.tuples(ARGUMENTS, st.text(max_size=4)).map("=".join), max_size=6))
def test_no_command_line_is_an_error_of_the_program(arguments: list[str]) -> None:
    try:
        found: Options | str = parse(arguments)
    except UsageError as error:
        found = error.line
    assert isinstance(found, Options) or "\x1b" not in found
