"""The commands without a UI: lists, cards, checks, `--doctor`, plain mode."""

from importlib import import_module

from lumenbrowse.settings import Settings
from lumenbrowse.terminal.stdio import complain
from lumenbrowse.text.safe import mask

# What answers each command; the others are lists.
_MODULES = {"check": "check", "show": "show", "doctor": "doctor", "browse": "plain"}


def run_command(settings: Settings) -> int | None:
    """Does what the options ask for; the exit code, or None where the UI is to. Raises `LumenbrowseError`."""
    options, code = settings.options, None
    is_for_ui = options.command == "browse" and not options.plain
    for note in () if is_for_ui else settings.config.notes:
        complain(mask(note, settings.secrets))
    if options.select_1 or options.exit_0:
        from lumenbrowse.cli.list import pick_at_once

        code = pick_at_once(settings)
    if code is None and not is_for_ui:
        command = import_module(f"lumenbrowse.cli.{_MODULES.get(options.command, 'list')}")
        code = command.run(settings)
    return code
