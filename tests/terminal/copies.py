"""What the tests of copies share: the words of the program, and how a copy is made and checked."""

import time
from contextlib import suppress

from lumenbrowse.catalog.sort import sort_models
from lumenbrowse.clipboard.copier import PATIENCE
from lumenbrowse.clipboard.native import LIMIT
from lumenbrowse.storage.sample import sample_catalog
from tests.terminal.conftest import Start
from tests.terminal.harness import Terminal

IDS = [model.id for model in sort_models(sample_catalog().models, "added", reverse=True)]
ID = IDS[0]
"""The model that the cursor is on at first: the newest."""
UNSURE = f"Sent {ID}"
SENT = f"{UNSURE} to the terminal's clipboard (it can't confirm)"
COPIED = f"Copied {ID}"
LOST = f"{UNSURE}, but probably lost: "
OUTER = f"{LOST}an outer tmux needs: set -s set-clipboard on"
PASTES = "; prefix ] pastes it"


def run(start: Start, line: str, **options: object) -> Terminal:
    """`line`, which leads to lumenbrowse, on a new terminal, once it shows its list."""
    terminal = start(command=["sh", "-c", line], columns=130, rows=14, **options)
    terminal.wait_for(ID)
    return terminal


def press_and_read(terminal: Terminal, key: str, message: str) -> None:
    """Presses a key that copies, until the program says `message` of it.

    The program gives a desktop `LIMIT` seconds to confirm, and says what it knows after `PATIENCE`. Where
    others load the machine, even a desktop that works may take longer: then the key is pressed again.
    """
    begun = time.monotonic()
    terminal.send(key)
    if message.startswith(COPIED):
        terminal.wait_for(lambda terminal: COPIED in terminal.text() or UNSURE in terminal.text())
        in_time = COPIED in terminal.text() or time.monotonic() - begun >= PATIENCE
        assert in_time, f"given up at once\n{terminal.text()}"
        for _ in range(3):
            with suppress(AssertionError):
                terminal.wait_for(COPIED, timeout=LIMIT)
                break
            terminal.send(key)
    terminal.wait_for(message)


def copy(terminal: Terminal, message: str, text: str = ID) -> None:
    """Copies the current id; checks that it arrives, exactly, and what the program says of it."""
    before = len(terminal.osc52())
    press_and_read(terminal, "y", message)
    terminal.wait_for(lambda terminal: len(terminal.osc52()) > before)
    assert set(terminal.osc52()[before:]) == {text}
