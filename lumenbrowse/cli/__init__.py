"""The commands without a UI: lists, cards, checks, `--doctor`, plain mode."""

from __future__ import annotations

from lumenbrowse.settings import Settings
from lumenbrowse.terminal.stdio import complain


def run_command(settings: Settings) -> int | None:
    """Does what the options ask for; the exit code, or None where the UI is to. Raises `LumenbrowseError`."""
    options = settings.options
    is_for_ui = options.command == "browse" and not options.plain
    for note in () if is_for_ui else settings.config_notes:
        complain(note)
    if options.select_1 or options.exit_0:
        from lumenbrowse.cli.list import pick_at_once

        code = pick_at_once(settings)
        if code is not None:
            return code
    if is_for_ui:
        return None
    if options.command == "check":
        from lumenbrowse.cli.check import run
    elif options.command == "show":
        from lumenbrowse.cli.show import run
    elif options.command == "doctor":
        from lumenbrowse.cli.doctor import run
    elif options.command == "browse":
        from lumenbrowse.cli.plain import run
    else:
        from lumenbrowse.cli.list import run
    return run(settings)
