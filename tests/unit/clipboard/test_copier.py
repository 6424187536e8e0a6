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


class Kept:
    """What a copier wrote and told, each with when."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.outcomes: list[Outcome] = []

    def copier(self, environ: dict[str, str]) -> Copier:
        return Copier("auto", self.written.append, environ)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy may take as long as it does on a machine that others load."""
    monkeypatch.setattr("lumenbrowse.clipboard.native.LIMIT", UNHURRIED)


@pytest.mark.usefixtures("_unhurried")
def test_a_copy_is_sent_then_read_back(kept: Kept, desktop: Desktop) -> None:
    copier = kept.copier(desktop(KEEPS))
    copier.copy("flux", kept.outcomes.append)
    assert copier.finish(UNHURRIED)
    assert kept.written == [osc52("flux")]
    # Where it took long, it was said before that it was sent.
    assert kept.outcomes[-1] == Outcome(confirmed=True, sent=True)
    assert kept.outcomes[:-1] in ([], [Outcome(sent=True)])


def test_copies_are_made_in_the_order_asked_for(kept: Kept) -> None:
    """Also where the first one takes long."""
    texts = [osc52(f"model-{number}") for number in range(20)]

    def write(sequence: str) -> None:
        if sequence == texts[0]:
            threading.Event().wait(0.2)
        kept.written.append(sequence)

    copier = Copier("auto", write, {"TERM": "xterm", "PATH": ""})
    for number in range(20):
        copier.copy(f"model-{number}", kept.outcomes.append)
    assert copier.finish(UNHURRIED)
    assert kept.written == texts
    assert len(kept.outcomes) == 20


def is_longer(values: list[str], length: int) -> bool:
    """Whether there are more values than `length` by now."""
    return len(values) > length


def test_on_a_frozen_display_each_copy_is_sent_at_once_and_leaving_ends_what_hangs(
    kept: Kept, desktop: Desktop, tmp_path: Path
) -> None:
    """A newer copy does not wait for the limit of the one before."""
    copier = kept.copier(desktop('echo $$ >"$PID"; exec sleep 30\n'))
    before = time.monotonic()
    for number in range(5):
        copier.copy(f"{number}", kept.outcomes.append)
        wait_until(partial(is_longer, kept.written, number))
    assert time.monotonic() - before < 1.5
    wait_until(lambda: len(kept.outcomes) == 5)
    assert kept.outcomes == [Outcome(sent=True)] * 5
    copier.finish(0.1)
    wait_until(lambda: not runs(tmp_path / "pid"))
