"""The one place where state is read from and written to `state.json`."""

import threading
from collections.abc import Callable, Iterable
from functools import reduce
from pathlib import Path

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import locked, read_bounded, set_aside, write_whole
from lumenbrowse.storage.state import State, decode, encode

Change = Callable[[State], State]

STATE_NAME = "state.json"
_LIMIT = 64 << 20


class Store:
    """The state of this run; `notice` says what was wrong with its file. Without one it lives in memory."""

    def __init__(self, path: Path | None, lock_seconds: float = 2.0) -> None:
        self._path, self._lock_seconds = path, lock_seconds
        self._guard, self._saving = threading.Lock(), threading.Lock()
        self._unsaved: list[Change] = []
        self.state = State()  # as of now, saved or not
        self.notice = ""

    def load(self) -> State:
        """The state in the file. Never raises: what is wrong with it is said by `notice`."""
        if self._path is not None:
            try:
                self.state = self._read(self._path)
            except FileError as error:
                self._path = None
                self.notice = f"nothing is remembered in this run: {error.line}"
        return self.state

    def change(self, change: Change) -> State:
        """Applies a change in memory, at once, and keeps it for `save`. `change` may run again there."""
        with self._guard:
            self.state = change(self.state)
            self._unsaved.append(change)
            return self.state

    def save(self) -> None:
        """Takes the unsaved changes to the file, on top of what others wrote. Blocks; raises `FileError`."""
        if self._path is None or not self._unsaved:
            return
        lock = self._path.with_name(f"{self._path.name}.lock")
        with self._saving, locked(lock, self._lock_seconds):
            before, changes = self._read(self._path), tuple(self._unsaved)
            saved = _applied(before, changes)
            if saved != before or not self._path.exists():
                write_whole(self._path, encode(saved))
            with self._guard:
                del self._unsaved[: len(changes)]
                self.state = _applied(saved, self._unsaved)

    def _read(self, path: Path) -> State:
        content = read_bounded(path, _LIMIT)
        try:
            return State() if content is None else decode(content)
        except (ValueError, RecursionError):
            said, aside = f"{path.name} could not be read", set_aside(path, content or b"")
        if aside is None:
            raise FileError(said, "another program keeps changing it")
        self.notice = f"{said}; it is kept as {aside.name}"
        return self.state


def _applied(state: State, changes: Iterable[Change]) -> State:
    return reduce(lambda before, change: change(before), changes, state)
