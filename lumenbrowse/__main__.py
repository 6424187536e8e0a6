"""The entry: reads the command line and routes it to a list, a check, plain mode or the UI; imports late."""

from __future__ import annotations

import gc
import sys

from lumenbrowse import __version__
from lumenbrowse.errors import CANCELLED, DONE, PROGRAM_ERROR, LumenbrowseError
from lumenbrowse.terminal.stdio import CLOSED_PIPE, complain, put

TYPE_CHECKING = False  # to import typing, or collections, takes longer than `--version` may take
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lumenbrowse.settings import Options, Settings
    from lumenbrowse.terminal.first_screen import Instant


def main() -> int:
    """The entry of the process: runs the program with its arguments; returns the exit code."""
    # What is made while starting stays, and at the end all goes at once: looking through it for garbage
    # would take a sixth of the time of a list. The UI turns the collector on again when it is there.
    gc.disable()
    try:
        return run(sys.argv[1:], _show(sys.argv[1:]))
    finally:
        gc.freeze()


def _show(arguments: Sequence[str]) -> Instant | None:
    """Rows before anything else, where the last run left them."""
    from lumenbrowse.terminal.first_screen import show

    return show(arguments)


def run(arguments: Sequence[str], instant: Instant | None = None) -> int:
    """Runs the program with these arguments; returns the exit code. Nothing but that leaves it.

    `instant` is what the terminal shows already.
    """
    try:
        try:
            return _run(arguments, instant)
        finally:
            if instant is not None:
                instant.leave()
    except LumenbrowseError as error:
        complain(error.line)
        return error.exit_code
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else PROGRAM_ERROR
    except KeyboardInterrupt:
        return CANCELLED
    except BrokenPipeError:
        return CLOSED_PIPE
    except Exception as error:  # noqa: BLE001 - the outermost edge: never a traceback
        from lumenbrowse.terminal.reports import describe, write_report

        complain(describe(error, write_report(error)))
        return PROGRAM_ERROR


def _run(arguments: Sequence[str], instant: Instant | None) -> int:
    if list(arguments) == ["--version"]:
        put(f"lumenbrowse {__version__}\n")
        return DONE
    from lumenbrowse.cli.parser import parse
    from lumenbrowse.terminal.stdio import leave_on_signals

    leave_on_signals()
    parsed = parse(arguments)
    if isinstance(parsed, str):
        put(parsed)
        return DONE
    return _route(parsed, arguments, instant)


def _route(options: Options, arguments: Sequence[str], instant: Instant | None) -> int:
    import os

    from lumenbrowse.storage.config import CONFIG_NAME, read_config, resolve
    from lumenbrowse.storage.files import find_paths

    options = _without_a_screen(options, os.environ.get("TERM", ""))
    config = read_config(find_paths().config / CONFIG_NAME)
    settings = resolve(options, os.environ, _home(), config)
    if options.command != "browse" or options.plain:
        for note in settings.config_notes:
            complain(note)
    if options.command == "check":
        from lumenbrowse.cli.check import run as check

        return check(settings)
    if options.command == "doctor":
        from lumenbrowse.cli.doctor import run as doctor

        return doctor(settings)
    if options.command != "browse":
        from lumenbrowse.cli.list import run as print_list

        return print_list(settings)
    if options.plain:
        from lumenbrowse.cli.plain import run as ask

        return ask(settings)
    return _browse(settings, arguments, instant)


def _home() -> Path:
    import os
    from pathlib import Path

    try:
        return Path.home()
    except RuntimeError:
        # No HOME, and nobody knows this user: nothing lies below it.
        return Path(os.devnull)


def _without_a_screen(options: Options, term: str) -> Options:
    """What is done instead of the UI where standard output or the terminal can't show it."""
    from dataclasses import replace

    from lumenbrowse.terminal.stdio import is_terminal

    if options.command != "browse":
        return options
    if options.pick:
        return replace(options, plain=True) if term == "dumb" else options
    if not is_terminal(sys.stdout) or (term == "dumb" and not options.plain):
        return replace(options, command="list")
    return options


def _browse(settings: Settings, arguments: Sequence[str], instant: Instant | None) -> int:
    if settings.options.select_1 or settings.options.exit_0:
        from lumenbrowse.cli.list import pick_at_once

        code = pick_at_once(settings)
        if code is not None:
            return code
    import os

    from lumenbrowse.terminal.tty import take_over

    terminal = take_over(os.environ)
    try:
        from lumenbrowse.tui.launch import run

        left = run(settings, terminal, arguments, instant)
    finally:
        terminal.give_back()
    if left.notice:
        complain(left.notice)
    if left.printed:
        terminal.write_pick(left.printed, end="\0" if settings.options.print0 else "\n")
    return left.code


if __name__ == "__main__":
    sys.exit(main())
