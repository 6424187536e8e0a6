"""`--show`: what the detail pane says of models, as text; several side by side where there is room."""

import os
import sys
import time
from collections.abc import Sequence
from shutil import get_terminal_size

from lumenbrowse.catalog.model import Model
from lumenbrowse.cli.check import look_up
from lumenbrowse.cli.list import left_out, printable
from lumenbrowse.cli.output import json_array
from lumenbrowse.errors import DONE, NOTHING
from lumenbrowse.settings import Settings
from lumenbrowse.terminal.stdio import complain, is_terminal, put
from lumenbrowse.terminal.tty import speaks_utf8
from lumenbrowse.text.comparison import as_text, compare
from lumenbrowse.text.dates import LOCAL
from lumenbrowse.text.details import Circumstances, card_text
from lumenbrowse.text.glyphs import glyphs_for
from lumenbrowse.text.safe import mask_whole, width

_PIPED = 80  # cells of a line that no terminal shows


def run(settings: Settings) -> int:
    """Prints the models of the given ids; returns the exit code, as `--check`. Raises `FetchError`."""
    named, lines, code = look_up(settings)
    models = printable(named, settings.secrets)
    secret = len(named) - len(models)
    for line in (*lines, *([left_out(secret)] if secret else ())):
        complain(mask_whole(line, settings.secrets))
    text = json_array(models) if settings.options.as_json else _text(models, settings)
    put(mask_whole(text, settings.secrets))
    return code or (NOTHING if secret else DONE)


def _text(models: Sequence[Model], settings: Settings) -> str:
    on_terminal = is_terminal(sys.stdout)
    only_ascii = settings.options.ascii or (on_terminal and not speaks_utf8(os.environ))
    glyphs = glyphs_for(only_ascii=only_ascii, term=os.environ.get("TERM", ""))
    around = Circumstances(settings.base, time.time(), LOCAL, (), glyphs, settings.secrets)
    cells = get_terminal_size().columns if on_terminal else _PIPED
    if on_terminal and len(models) > 1:
        beside = as_text(compare(models, around))
        if max(map(width, beside.split("\n"))) <= cells:
            return f"{beside}\n"
    cards = ("\n".join(card_text(model, around, cells)) for model in models)
    return "\n\n".join(cards) + "\n" if models else ""
