"""Copies made beside the UI, one after the other in the order they were asked for.

A copy may wait for tmux or for a frozen display; the UI never does. The copy asked for last is the one that
stays, which threads of their own could not promise.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from queue import Queue

from lumenbrowse.clipboard import native as native_clipboard
from lumenbrowse.clipboard.environment import Surroundings, survey
from lumenbrowse.clipboard.routes import Outcome, Route, check_copyable, choose, send
from lumenbrowse.settings import ClipboardMode

Done = Callable[[Outcome], object]

PATIENCE = 0.4
"""Seconds after which the user reads what is known so far."""


class Copier:
    """Copies texts in a thread of its own, which is there only while there is something to copy.

    `write` puts a text on the terminal in one piece; it is called from that thread.
    """

    def __init__(
        self,
        mode: ClipboardMode,
        write: Callable[[str], object],
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._mode = mode
        self._write = write
        self._environ = os.environ if environ is None else environ
        self._jobs: Queue[tuple[str, Done]] = Queue()
        self._pending = 0
        self._is_working = False
        self._is_leaving = False
        self._idle = threading.Condition()
        self._here: Surroundings | None = None

    def copy(self, text: str, done: Done) -> None:
        """Copy `text` soon; `done` gets what is known of it, in the copier's thread.

        It gets a second, final outcome where this machine's clipboard was slow but had it in the end.
        Raises `NotCopyableError`, saying why, for a text that is not copied.
        """
        for line in text.split("\n"):
            check_copyable(line, empty_is_fine=bool(text))
        with self._idle:
            self._pending += 1
            self._jobs.put((text, done))
            self._start_working()

    def finish(self, timeout: float = 1.0) -> bool:
        """Wait until all copies asked for are made, `timeout` seconds at most. Whether they are.

        Call it when the UI has gone. What is not done by then is given up, and nothing of it is left.
        """
        if self._wait_until_idle(timeout):
            return True
        self._is_leaving = True
        self._wait_until_idle(PATIENCE)
        return False

    def _wait_until_idle(self, timeout: float) -> bool:
        with self._idle:
            return self._idle.wait_for(lambda: self._pending == 0, timeout)

    def surroundings(self) -> Surroundings:
        """Where the program runs. Blocks. Asked anew in tmux alone: there the user may have moved."""
        if self._here is None or self._here.in_tmux:
            self._here = survey(self._environ)
        return self._here

    def _start_working(self) -> None:
        if self._pending and not self._is_working:
            self._is_working = True
            threading.Thread(target=self._work, name="copier", daemon=True).start()

    def _work(self) -> None:
        try:
            while not self._jobs.empty():
                self._make(*self._jobs.get())
        finally:
            with self._idle:
                self._is_working = False
                self._start_working()

    def _make(self, text: str, done: Done) -> None:
        try:
            route = choose(self.surroundings(), self._mode)
            outcome = send(text, route, self._write, environ=self._environ)
            if route.native:
                self._copy_natively(text, route, outcome, done)
            else:
                done(outcome)
        finally:
            with self._idle:
                self._pending -= 1
                self._idle.notify_all()

    def _copy_natively(self, text: str, route: Route, sent: Outcome, done: Done) -> None:
        try:
            attempt = native_clipboard.Attempt(text, route.here.child_environment(self._environ))
        except OSError:
            done(sent)
            return
        copied = attempt.wait(PATIENCE, self._is_superseded)
        if copied is None:
            done(sent)
            copied = attempt.wait(native_clipboard.LIMIT - PATIENCE, self._is_superseded)
            if copied and route.conclusive:
                done(replace(sent, confirmed=True))
        else:
            done(replace(sent, confirmed=copied and route.conclusive))
        if not copied:
            attempt.end()

    def _is_superseded(self) -> bool:
        return self._is_leaving or not self._jobs.empty()
