"""Ending a fetch from another thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lumenbrowse.errors import CANCELLED, LumenbrowseError


class FetchCancelledError(LumenbrowseError):
    """The fetch was ended on purpose: nothing to tell the user."""

    exit_code = CANCELLED


class Cancellation:
    """Handed to a fetch; `cancel()`, from any thread and at any time, ends it at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], object]] = []
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        """Whether `cancel()` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """Ends whatever was handed this; calling it again does nothing."""
        with self._lock:
            self._cancelled = True
            callbacks, self._callbacks = self._callbacks, []
            for callback in callbacks:
                callback()

    def check(self) -> None:
        """Raises `FetchCancelledError` where it was cancelled."""
        if self._cancelled:
            raise FetchCancelledError("cancelled")

    @contextmanager
    def calling(self, callback: Callable[[], object]) -> Iterator[None]:
        """Calls `callback` once when it is cancelled, now or while the block runs, and never after."""
        with self._lock:
            if self._cancelled:
                callback()
            else:
                self._callbacks.append(callback)
        try:
            yield
        finally:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)
