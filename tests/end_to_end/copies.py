"""What the tests of copies share: the words of the program, and how a copy is made and checked."""

from __future__ import annotations

from lumenbrowse.sample import sample_catalogue
from tests.end_to_end.conftest import Start
from tests.end_to_end.harness import Terminal

ID = sample_catalogue().ids[0]
"""The model that the cursor is on at first."""
SENT = f"Sent {ID} to the terminal's clipboard (it can't confirm)"
COPIED = f"Copied {ID}"
LOST = f"Sent {ID}, but probably lost: "
OUTER = f"{LOST}an outer tmux needs: set -s set-clipboard on"
PASTES = "; prefix ] pastes it"
ON = "set -s set-clipboard on"


def run(start: Start, line: str, **options: object) -> Terminal:
    """`line`, which leads to lumenbrowse, on a new terminal, once it shows its list."""
    terminal = start(command=["sh", "-c", line], columns=130, rows=14, **options)
    terminal.wait_for(ID)
    return terminal


def copy(terminal: Terminal, message: str) -> None:
    """Copy the current id; check that it arrives, exactly, and what the program says of it."""
    terminal.send("y")
    terminal.wait_for(message)
    terminal.wait_for(lambda terminal: terminal.osc52())
    assert set(terminal.osc52()) == {ID}
