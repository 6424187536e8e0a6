"""Copies beside the UI: in order, never late because of a frozen display, nothing left behind."""

import threading
import time
from functools import partial
from pathlib import Path

import pytest

from lumenbrowse.clipboard.copier import Copier
from lumenbrowse.clipboard.routes import Outcome, osc52
from tests.terminal.places import wait_until
from tests.unit.clipboard.conftest import Desktop
from tests.unit.clipboard.test_native import KEEPS, UNHURRIED, runs


def test_a_copy_is_sent_then_read_back(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    # A copy may take as long as it does on a machine that others load.
    monkeypatch.setattr("lumenbrowse.clipboard.native.LIMIT", UNHURRIED)
    written, outcomes = list[str](), list[Outcome]()
    copier = Copier("auto", written.append, desktop(KEEPS))
    copier.copy("flux", outcomes.append)
    assert copier.finish(UNHURRIED)
    assert written == [osc52("flux")]
    # Where it took long, it was said before that it was sent.
    assert outcomes[-1] == Outcome(confirmed=True, sent=True)
    assert outcomes[:-1] in ([], [Outcome(sent=True)])


def test_copies_are_made_in_the_order_asked_for() -> None:
    """Also where the first one takes long."""
    written, outcomes = list[str](), list[Outcome]()
    texts = [osc52(f"model-{number}") for number in range(20)]

    def write(sequence: str) -> None:
        if sequence == texts[0]:
            threading.Event().wait(0.2)
        written.append(sequence)

    copier = Copier("auto", write, {"TERM": "xterm", "PATH": ""})
    for number in range(20):
        copier.copy(f"model-{number}", outcomes.append)
    assert copier.finish(UNHURRIED)
    assert written == texts
    assert len(outcomes) == 20


def test_on_a_frozen_display_each_copy_is_sent_at_once_and_leaving_ends_what_hangs(
    desktop: Desktop, tmp_path: Path
) -> None:
    """A newer copy does not wait for the limit of the one before."""
    written, outcomes = list[str](), list[Outcome]()
    copier = Copier("auto", written.append, desktop('echo $$ >"$PID"; exec sleep 30\n'))
    before = time.monotonic()
    for number in range(5):
        copier.copy(f"{number}", outcomes.append)
        wait_until(partial(written.__contains__, osc52(f"{number}")))
    assert time.monotonic() - before < 1.5
    wait_until(lambda: len(outcomes) == 5)
    assert outcomes == [Outcome(sent=True)] * 5
    copier.finish(0.1)
    wait_until(lambda: not runs(tmp_path / "pid"))
