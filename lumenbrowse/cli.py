"""The command line: parsed into `Options`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from lumenbrowse.options import COMMAND, OPTIONS, SYNOPSIS, Option
from lumenbrowse.settings import Options

_Number = TypeVar("_Number", int, float)
_IMPLY_PICK = ("multi", "select_1", "exit_0")


def parse(arguments: Sequence[str]) -> Options | str:
    """What the arguments ask for; or the text that is to be printed (`--help`, `--version`, `--completion`).

    Wrong usage is printed on standard error, and leaves with 2 (`SystemExit`), as argparse does.
    """
    # A formatter without a width asks for the terminal's, and imports a lot for it.
    formatter = partial(argparse.HelpFormatter, width=80)
    parser = _Parser(
        prog="lumenbrowse",
        usage=SYNOPSIS,
        add_help=False,
        allow_abbrev=False,
        formatter_class=formatter,
    )
    _add_options(parser)
    found = vars(parser.parse_intermixed_args(list(arguments)))
    return _text(**found) if "shown" in found else _options(parser, found)


def _options(parser: argparse.ArgumentParser, found: dict[str, Any]) -> Options:
    query = found.pop("query", [])
    if "check_ids" in found:
        if query:
            parser.error("a QUERY does not go with --check")
        found |= {COMMAND: "check", "check_ids": tuple(found["check_ids"])}
    command = found.get(COMMAND, "browse")
    if command == "doctor" and query:
        parser.error("a QUERY does not go with --doctor")
    implied = any(found.get(name) for name in _IMPLY_PICK)
    if implied and command != "browse":
        parser.error("-m, -1 and --exit-0 are for picking in the browser")
    if found.get("print0") and command not in ("browse", "ids"):
        parser.error("-0 is for picking and for --ids")
    if implied or (found.get("print0") and command == "browse"):
        found["pick"] = True
    if "owners" in found:
        found["owners"] = tuple(found["owners"])
    return Options(**found, query=" ".join(query))


def _add_options(parser: argparse.ArgumentParser) -> None:
    exclusive: dict[str, Any] = {"": parser}
    for option in OPTIONS:
        if option.only_one not in exclusive:
            exclusive[option.only_one] = parser.add_mutually_exclusive_group()
        exclusive[option.only_one].add_argument(*option.flags, **_how(option))
    parser.add_argument("query", nargs="*", metavar="QUERY")


def _how(option: Option) -> dict[str, Any]:
    how: dict[str, Any] = {"dest": option.field, "default": argparse.SUPPRESS}
    if option.takes == "nothing":
        return how | {"action": "store_const", "const": option.value}
    how |= {"metavar": option.metavar} | _choices(option)
    if option.takes == "several":
        return how | {"action": "append"}
    if option.takes == "ids":
        return how | {"nargs": "+", "metavar": "ID"}
    return how | {"type": _TYPES[option.takes]}


def _choices(option: Option) -> dict[str, Any]:
    return {"choices": option.choices, "metavar": option.metavar} if option.choices else {}


def _count(text: str) -> int:
    number = _number(text, int)
    if number < 1:
        raise argparse.ArgumentTypeError("it has to be 1 or more")
    return number


def _seconds(text: str) -> float:
    number = _number(text, float)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError("it has to be 0 or more")
    return number


def _duration(text: str) -> float:
    number = _seconds(text)
    if number == 0:
        raise argparse.ArgumentTypeError("it has to be more than 0")
    return number


def _number(text: str, kind: Callable[[str], _Number]) -> _Number:
    try:
        return kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number it takes") from None


_TYPES: dict[str, Callable[[str], object]] = {
    "text": str,
    "count": _count,
    "seconds": _seconds,
    "duration": _duration,
}


def _text(shown: str, **_: object) -> str:
    """What is printed instead of a run: the help, the version, or the completions of a shell."""
    if shown == "help":
        from lumenbrowse.manual import help_text

        return help_text()
    if shown == "version":
        from lumenbrowse import __version__

        return f"lumenbrowse {__version__}\n"
    from lumenbrowse.completion import completion

    return completion(shown)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in two lines, safely: an argument may hold anything."""

    def error(self, message: str) -> Any:
        from lumenbrowse.errors import USAGE as WRONG_USAGE
        from lumenbrowse.streams import complain, tell
        from lumenbrowse.text import safe

        tell(f"usage: {SYNOPSIS}")
        complain(f"{safe(message)} (lumenbrowse --help lists the options)")
        raise SystemExit(WRONG_USAGE)
