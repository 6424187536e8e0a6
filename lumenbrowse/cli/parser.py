"""The command line: parsed into `Options`, by the table of options.

Options and the words of the QUERY may come in any order. argparse, which is not at its best there, would
take a tenth of the time of a whole `lumenbrowse --ids`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from lumenbrowse.cli.options import COMMAND, FILTER, OPTIONS, Option
from lumenbrowse.errors import UsageError
from lumenbrowse.settings import Options
from lumenbrowse.text.safe import safe

_Number = TypeVar("_Number", int, float)
_IMPLY_PICK = ("multi", "select_1", "exit_0")
_BY_FLAG = {flag: option for option in OPTIONS for flag in option.flags}
_FILTERS = tuple(option for option in OPTIONS if option.group == FILTER)


def parse(arguments: Sequence[str]) -> Options | str:
    """What the arguments ask for; or the text that is to be printed (`--help`, `--version`, `--completion`).

    Raises `UsageError`.
    """
    reader = _Reader(arguments)
    reader.read()
    if "shown" in reader.found:
        return _text(reader.found["shown"])
    return _options(reader.found, reader.words)


class _Reader:
    """Reads arguments from left to right: `found` is by the fields of `Options`, `words` is the rest."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.found: dict[str, Any] = {}
        self.words: list[str] = []
        self._left = list(reversed(arguments))
        self._chosen: dict[str, Option] = {}

    def read(self) -> None:
        """Reads all there is, or up to the first that asks for a text."""
        while self._left and "shown" not in self.found:
            argument = self._left.pop()
            if argument == "--":
                self.words += reversed(self._left)
                return
            if argument.startswith("--"):
                flag, equals, value = argument.partition("=")
                self._take(flag, value if equals else None)
            elif _looks_like_an_option(argument):
                for letter in argument[1:]:
                    self._take(f"-{letter}", None)
            else:
                self.words.append(argument)

    def _take(self, flag: str, value: str | None) -> None:
        option = _BY_FLAG.get(flag)
        if option is None:
            raise _wrong(f"there is no option {safe(flag)}{_meant(flag)}")
        self._exclude(option)
        if option.takes in ("nothing", "ids"):
            if value is not None:
                raise _wrong(f"{flag} takes no value")
            self.found[option.field] = option.value
            return
        read = _value(option, flag, self._value_of(flag) if value is None else value)
        if option.takes == "several":
            self.found[option.field] = (*self.found.get(option.field, ()), read)
        else:
            self.found[option.field] = read

    def _exclude(self, option: Option) -> None:
        if not option.only_one:
            return
        other = self._chosen.setdefault(option.only_one, option)
        if other is not option:
            raise _wrong(f"{other.long} and {option.long} do not go together")

    def _value_of(self, flag: str) -> str:
        # A forgotten value shall not swallow the next option.
        if not self._left or _looks_like_an_option(self._left[-1]):
            raise _wrong(f"{flag} needs a value ({_BY_FLAG[flag].named})")
        return self._left.pop()


def _looks_like_an_option(argument: str) -> bool:
    return argument.startswith("-") and argument != "-"


def _meant(flag: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(flag, _BY_FLAG, 1) if flag.startswith("--") else []
    return f" (did you mean {near[0]}?)" if near else ""


def _wrong(message: str) -> UsageError:
    return UsageError(message, "lumenbrowse --help lists the options")


def _value(option: Option, flag: str, text: str) -> object:
    if option.choices and text not in option.choices:
        raise _wrong(f"{flag} takes {', '.join(option.choices)}, not {_quoted(text)}")
    return _READERS[option.takes](flag, text)


def _text_value(_flag: str, text: str) -> str:
    return text


def _count(flag: str, text: str) -> int:
    number = _number(flag, text, int)
    if number < 1:
        raise _wrong(f"{flag} takes 1 or more, not {_quoted(text)}")
    return number


def _seconds(flag: str, text: str) -> float:
    number = _number(flag, text, float)
    if not 0 <= number < float("inf"):
        raise _wrong(f"{flag} takes seconds, 0 or more, not {_quoted(text)}")
    return number


def _duration(flag: str, text: str) -> float:
    number = _seconds(flag, text)
    if number == 0:
        raise _wrong(f"{flag} takes more than 0 seconds")
    return number


def _number(flag: str, text: str, kind: Callable[[str], _Number]) -> _Number:
    try:
        return kind(text)
    except ValueError:
        raise _wrong(f"{flag} takes a number, not {_quoted(text)}") from None


def _quoted(text: str) -> str:
    return f'"{safe(text)}"'


_READERS: dict[str, Callable[[str, str], object]] = {
    "text": _text_value,
    "several": _text_value,
    "count": _count,
    "seconds": _seconds,
    "duration": _duration,
}


def _options(found: dict[str, Any], words: list[str]) -> Options:
    command = found.get(COMMAND, "browse")
    if command in ("check", "doctor"):
        _refuse_filters(found, command)
    if command == "check":
        if not words:
            raise _wrong("--check needs IDs, or - for those on standard input")
        return Options(**found, check_ids=tuple(words))
    if command == "doctor" and words:
        raise _wrong("--doctor takes no QUERY")
    implied = any(found.get(name) for name in _IMPLY_PICK)
    if implied and command != "browse":
        raise _wrong("-m, -1 and --exit-0 are for picking in the browser")
    if found.get("print0") and command not in ("browse", "ids"):
        raise _wrong("-0 is for picking and for --ids")
    if command == "browse" and (implied or found.get("print0")):
        found["pick"] = True
    return Options(**found, query=" ".join(words))


def _refuse_filters(found: dict[str, Any], command: str) -> None:
    for option in _FILTERS:
        if option.field in found:
            raise _wrong(f"{option.long} does not go with --{command}")


def _text(shown: str) -> str:
    """What is printed instead of a run: the help, the version, or the completions of a shell."""
    if shown == "help":
        from lumenbrowse.cli.manual import help_text

        return help_text()
    if shown == "version":
        from lumenbrowse import __version__

        return f"lumenbrowse {__version__}\n"
    from lumenbrowse.cli.completion import completion

    return completion(shown)
