"""What can be copied: an id, marked ids, a selection, a query; and an id that is not copied."""

from __future__ import annotations

from tests.scenarios import Scenario, entry, listing
from tests.server import ModelServer
from tests.terminal.conftest import Start
from tests.terminal.copies import ID, IDS

SHIFT_HOME, CTRL_X, CTRL_C = "\x1b[1;2H", "\x18", "\x03"


def mouse(button: int, x: int, y: int, *, up: bool = False) -> str:
    """A mouse event as SGR mode reports it; columns and rows from 1."""
    return f"\x1b[<{button};{x};{y}{'m' if up else 'M'}"


def test_marked_ids_are_copied_one_a_line(start: Start) -> None:
    terminal = start("--sample", columns=100)
    terminal.wait_for(ID)
    terminal.send(" j")
    terminal.send(" y")
    terminal.wait_for("Sent 2 ids")
    [copied] = terminal.osc52()
    assert copied.split("\n")[0] == ID
    assert len(copied.split("\n")) == 2
    assert set(copied.split("\n")) <= set(IDS)


def test_what_is_cut_from_the_search_box_arrives(start: Start) -> None:
    terminal = start("--sample", columns=100)
    terminal.wait_for(ID)
    terminal.send("/grok build")
    terminal.wait_for("/ grok build")
    terminal.send(SHIFT_HOME)
    terminal.send(CTRL_X)
    terminal.wait_for(lambda terminal: terminal.osc52() == ["grok build"])
    terminal.wait_for(lambda terminal: "grok build" not in terminal.screen()[1])


def test_what_is_selected_with_the_mouse_arrives(start: Start) -> None:
    terminal = start("--sample", columns=120)
    terminal.wait_for("Owner   ")
    row = next(y for y, line in enumerate(terminal.screen(), 1) if "Owner   " in line)
    column = terminal.screen()[row - 1].index("Owner   ") + 1
    terminal.send(mouse(0, column, row))
    terminal.send(mouse(32, column + 3, row) + mouse(32, column + 20, row))
    terminal.send(mouse(0, column + 20, row, up=True))
    terminal.send(CTRL_C)
    terminal.wait_for(lambda terminal: terminal.osc52())
    assert terminal.osc52()[0].startswith("Owner   ")
    terminal.leave("q")


def test_an_id_that_hides_something_is_not_copied(start: Start, model_server: ModelServer) -> None:
    model_server.play(Scenario(listing(entry("evil\x1b]0;x\x07\u202emodel"))))
    terminal = start("--base-url", model_server.base_url, columns=120)
    terminal.wait_for("evil\\x1b]0;x\\x07\\u202emodel")
    terminal.send("y")
    terminal.wait_for("Nothing copied: it holds a control character (\\x1b)")
    assert terminal.osc52() == []
    terminal.send("q")
    assert terminal.wait_exit() == 0


def test_a_terminal_that_goes_takes_the_program_with_it(start: Start) -> None:
    terminal = start("--sample")
    terminal.wait_for(ID)
    terminal.send("y")
    assert terminal.hang_up() in (129, -1)
