"""The command line: what is read from it, and what is wrong usage."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.cli import parser
from lumenbrowse.errors import UsageError
from lumenbrowse.settings import Options
from tests.unit.cli import CASES


@pytest.fixture(autouse=True, scope="module")
def on_a_terminal() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "is_terminal", lambda _: True)
        yield


def read(*arguments: str) -> Options:
    options = parser.parse(arguments, "xterm")
    assert isinstance(options, Options)
    return options


@pytest.mark.parametrize(("line", "expected"), CASES["read"])
def test_what_is_read(line: str, expected: dict[str, Any]) -> None:
    told: Any = {name: tuple(x) if isinstance(x, list) else x for name, x in expected.items()}
    assert read(*line.split()) == Options(**told)


def test_an_argument_is_not_split() -> None:
    assert read("flux max", "--owner", "b c") == Options(query="flux max", owners=("b c",))


def test_the_cases_set_every_field() -> None:
    assert {name for _, expected in CASES["read"] for name in expected} == {*Options._fields}


@pytest.mark.parametrize(("line", "words"), CASES["wrong"])
def test_wrong_usage(line: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError) as caught:
        read(*line.split())
    assert words in caught.value.line
    assert caught.value.line.isprintable()
    assert capsys.readouterr() == ("", "usage: lumenbrowse [OPTION ...] [QUERY ...]\n")


FLAGS = st.sampled_from(sorted(parser.make_parser().flags))


@given(st.lists(FLAGS | st.text(max_size=8) | st.tuples(FLAGS, st.text(max_size=4)).map("=".join)))
def test_no_command_line_is_an_error_of_the_program(arguments: list[str]) -> None:
    with suppress(UsageError):
        assert isinstance(parser.parse(arguments, "dumb"), Options | str)
