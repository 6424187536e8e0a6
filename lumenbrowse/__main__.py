"""The entry: reads the command line and routes it to a list, a check, plain mode or the UI; imports late."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # importing typing, or collections, takes longer than the first screen may
if TYPE_CHECKING:
    from collections.abc import Sequence

    from lumenbrowse.settings import Settings
    from lumenbrowse.terminal.first_screen import FirstScreen


def main() -> int:
    """The entry of the process: runs the program with its arguments; returns the exit code."""
    # Rows before anything else, where the last run left them.
    from lumenbrowse.terminal.first_screen import show

    return run(sys.argv[1:], show(sys.argv[1:]))


def run(arguments: Sequence[str], first_screen: FirstScreen | None = None) -> int:
    """Runs the program; returns its exit code, nothing else leaves it. `first_screen` shows already."""
    from lumenbrowse.errors import CANCELLED, PROGRAM_ERROR, LumenbrowseError
    from lumenbrowse.terminal.stdio import CLOSED_PIPE, complain, leave_on_signals

    try:
        try:
            leave_on_signals()
            return _route(arguments, first_screen)
        finally:
            if first_screen is not None:
                first_screen.leave()
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


def _route(arguments: Sequence[str], first_screen: FirstScreen | None) -> int:
    import os

    from lumenbrowse.cli import run_command
    from lumenbrowse.cli.parser import parse
    from lumenbrowse.storage.config import CONFIG_NAME, read_config, resolve
    from lumenbrowse.storage.files import find_home, find_paths
    from lumenbrowse.terminal.stdio import put

    options = parse(arguments, os.environ.get("TERM", ""))
    if isinstance(options, str):
        put(options)
        return 0
    config = read_config(find_paths().config / CONFIG_NAME)
    settings = resolve(options, os.environ, find_home(), config)
    code = run_command(settings)
    return _browse(settings, arguments, first_screen) if code is None else code


def _browse(settings: Settings, arguments: Sequence[str], first_screen: FirstScreen | None) -> int:
    import gc
    import os

    from lumenbrowse.terminal.stdio import complain
    from lumenbrowse.terminal.tty import take_over

    # What a start and a list make stays: looking among it for garbage would take a sixth of the start.
    gc.set_threshold(100_000)
    terminal = take_over(os.environ)
    try:
        # Textual must not see the streams as they were.
        from lumenbrowse.tui.launch import run

        left = run(settings, terminal, arguments, first_screen)
    finally:
        terminal.give_back()
        gc.freeze()  # Python would look through it all once more before it ends
    if left.notice:
        complain(left.notice)
    if left.printed:
        terminal.write_pick(left.printed, end="\0" if settings.options.print0 else "\n")
    return left.code


if __name__ == "__main__":
    sys.exit(main())
