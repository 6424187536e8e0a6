"""The command line, read by argparse; a test holds help, completions and man page (in `data/`) to it."""

import re
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Any, NoReturn, get_args

from lumenbrowse import __version__
from lumenbrowse.catalog.view import SORTS
from lumenbrowse.errors import UsageError
from lumenbrowse.settings import ClipboardMode, Options
from lumenbrowse.terminal.stdio import is_terminal, tell
from lumenbrowse.text.safe import did_you_mean, safe

DATA = Path(__file__).parent.parent / "data"
USAGE = "lumenbrowse [OPTION ...] [QUERY ...]"
_FLAG = re.compile(r"(?<![\w-])--?[a-z0-9][a-z0-9-]*")
_SWITCHES = (
    "--show", "--strict", "-m --multi", "-0 --print0", "-1 --select-1", "--exit-0", "--reverse", "--new",
    "--favourites", "--sample", "--plain", "--ascii",
)  # fmt: skip
_FILTERS = {
    "owners": "--owner", "sort": "--sort", "reverse": "--reverse", "limit": "--limit", "new": "--new",
    "favourites": "--favourites", "columns": "--columns",
}  # fmt: skip


class Parser(ArgumentParser):
    """Raises `UsageError` for wrong usage, once it has told the usage on standard error."""

    def error(self, message: str) -> NoReturn:
        tell(self.format_usage().strip())
        raise UsageError(safe(message), "lumenbrowse --help lists the options")

    @property
    def flags(self) -> frozenset[str]:
        return frozenset(_FLAG.findall(self.format_help().partition("options:")[2]))


def parse(arguments: Sequence[str], term: str) -> Options | str:
    """What is asked for on a terminal of the kind `term`, or a text to be printed. Raises `UsageError`."""
    parser = make_parser()
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    # What is no option and no option's value is left over, in its order.
    namespace, left_over = parser.parse_known_args(arguments[:end])
    if "shown" in namespace:
        return _text(namespace.shown)
    unknown = [one.partition("=")[0] for one in left_over if one.startswith("-") and one != "-"]
    if unknown:
        known = sorted(parser.flags) if unknown[0].startswith("--") else []
        parser.error(f"there is no option {unknown[0]}{did_you_mean(unknown[0], known)}")
    options = _options(parser, vars(namespace), [*left_over, *arguments[end + 1 :]])
    return _where_it_can_show(options, term)


def make_parser() -> Parser:
    """The parser with all options; each sets the field of `Options` that is its `dest`."""
    how: Any = {"allow_abbrev": False, "add_help": False, "argument_default": SUPPRESS}
    parser = Parser("lumenbrowse", USAGE, **how)
    add = parser.add_argument
    for names in _SWITCHES:
        add(*names.split(), action="store_true")
    command, server, network = (parser.add_mutually_exclusive_group() for _ in range(3))
    command.add_argument("-p", "--pick", action="store_true")
    for name in ("list", "ids", "json", "jsonl", "check", "doctor"):
        command.add_argument(f"--{name}", dest="command", action="store_const", const=name)
    add("--owner", dest="owners", action="append", metavar="O")
    add("--sort", choices=SORTS)
    add("--limit", type=_number(int, 1, "a whole number, 1 or more"), metavar="N")
    add("--columns", type=_names, metavar="LIST")
    server.add_argument("--server", metavar="NAME")
    server.add_argument("--base-url", metavar="URL")
    network.add_argument("--offline", action="store_true")
    network.add_argument("--refresh", action="store_true")
    add("--max-age", type=_number(float, 0, "seconds, 0 or more"), metavar="S")
    add("--timeout", type=_number(float, 1e-9, "seconds, more than 0"), metavar="S")
    add("--ca-bundle", metavar="FILE")
    add("--clipboard", choices=get_args(ClipboardMode))
    add("--theme", metavar="NAME")
    add("--no-mouse", dest="mouse", action="store_false")
    add("--no-state", dest="keep_state", action="store_false")
    add("--completion", dest="shown", choices=("bash", "zsh", "fish"))
    add("--version", dest="shown", action="store_const", const="version")
    add("-h", "--help", dest="shown", action="store_const", const="help")
    return parser


def _number(kind: Callable[[str], float], least: float, what: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        with suppress(ValueError):
            if least <= (number := kind(text)) < inf:
                return number
        raise ArgumentTypeError(f"it takes {what}, not {text!r}")

    return read


def _names(text: str) -> tuple[str, ...]:
    if names := tuple(filter(None, map(str.strip, text.split(",")))):
        return names
    raise ArgumentTypeError("it takes names parted by commas")


def _text(shown: str) -> str:
    if shown == "version":
        return f"lumenbrowse {__version__}\n"
    name = "help.txt" if shown == "help" else f"completion.{shown}"
    return (DATA / name).read_text(encoding="ascii")


def _options(parser: Parser, found: dict[str, Any], words: list[str]) -> Options:
    command = found.get("command", "browse")
    if found.pop("show", False):
        if command not in ("browse", "json") or found.get("pick"):
            parser.error("--show goes with --json alone")
        found |= {"command": "show", "as_json": command == "json"}
        command = "show"
    implied = any(found.get(name) for name in ("multi", "select_1", "exit_0"))
    by_id = command in ("check", "show")
    listed = [_FILTERS[name] for name in found if name in _FILTERS]
    wrong = {
        f"{''.join(listed[:1])} does not go with --{command}": listed
        and (by_id or command == "doctor"),
        "--columns is for --list and the browser": "columns" in found
        and command not in ("browse", "list"),
        "--strict is for --check": "strict" in found and command != "check",
        f"--{command} needs IDs, or - for those on standard input": by_id and not words,
        "--doctor takes no QUERY": command == "doctor" and words,
        "-m, -1 and --exit-0 are for picking in the browser": implied and command != "browse",
        "-0 is for picking and for --ids": found.get("print0") and command not in ("browse", "ids"),
    }
    for message in (message for message, is_so in wrong.items() if is_so):
        parser.error(message)
    if command == "browse" and (implied or found.get("print0")):
        found["pick"] = True
    found["owners"] = tuple(found.get("owners", ()))
    return Options(**found, **({"ids": tuple(words)} if by_id else {"query": " ".join(words)}))


def _where_it_can_show(options: Options, term: str) -> Options:
    """What is done instead of the UI where standard output or the terminal can't show it."""
    is_dumb = term == "dumb"
    if options.pick:
        return options._replace(plain=options.plain or is_dumb)
    can_show = is_terminal(sys.stdout) and (options.plain or not is_dumb)
    return options if can_show or options.command != "browse" else options._replace(command="list")
