"""Copies made beside the UI in the order asked for, each in a thread that waits for the one before."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from threading import Thread, current_thread

from lumenbrowse.clipboard import native
from lumenbrowse.clipboard.environment import find_environment, run_in
from lumenbrowse.clipboard.routes import Outcome, Write, choose, send
from lumenbrowse.settings import ClipboardMode
from lumenbrowse.text.safe import check_copyable

Done = Callable[[Outcome], object]

PATIENCE = 0.4  # seconds after which the user reads what is known so far


class Copier:
    """Copies texts in threads, where `write` is called too; `environ` holds no keys."""

    def __init__(self, mode: ClipboardMode, write: Write, environ: Mapping[str, str]) -> None:
        self._mode, self._write, self._environ = mode, write, environ
        self._last: Thread | None = None
        self._is_leaving = False

    def copy(self, text: str, done: Done) -> None:
        """Copies `text` soon; `done` gets what is known of it, in a thread. Raises `NotCopyableError`."""
        check_copyable(*text.split("\n"))
        self._last = Thread(target=self._copy, args=(text, done, self._last), daemon=True)
        self._last.start()

    def finish(self, timeout: float = 1.0) -> bool:
        """Whether all copies asked for are made within `timeout` seconds; what is not is given up."""
        if self._last is None:
            return True
        self._last.join(timeout)
        self._is_leaving = self._last.is_alive()
        if self._is_leaving:
            self._last.join(PATIENCE)
        return not self._is_leaving

    def _copy(self, text: str, done: Done, before: Thread | None) -> None:
        if before is not None:
            before.join()
        # Each time anew: in tmux the user may have moved to another terminal.
        route = choose(find_environment(self._environ), self._mode)
        sent = send(text, route, self._write, partial(run_in, self._environ))
        attempt = None
        if route.native:
            with suppress(OSError):
                attempt = native.Attempt(text, route.here.with_displays(self._environ))
        if attempt is None:
            done(sent)
            return
        copied = attempt.wait(PATIENCE, self._is_superseded)
        done(sent._replace(confirmed=bool(copied) and route.conclusive))
        if copied is None:
            copied = attempt.wait(native.LIMIT - PATIENCE, self._is_superseded)
            if copied and route.conclusive:
                done(sent._replace(confirmed=True))
        if not copied:
            attempt.end()

    def _is_superseded(self) -> bool:
        return self._is_leaving or self._last is not current_thread()
