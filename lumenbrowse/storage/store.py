"""The one place where state is read from and written to `state.json`.

A change shows at once in memory; `save` then takes what is not saved yet to the file, under a lock and
on top of what other programs wrote meanwhile. It may wait for a disk or a lock: call it in a thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import reduce
from pathlib import Path

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import locked, read_bounded, set_aside, write_whole
from lumenbrowse.storage.state import Record, State, UnreadableStateError, decode, encode

Change = Callable[[State], State]

STATE_NAME = "state.json"
_LIMIT = 64 << 20


class Store:
    """The state of this run. Without a path (`--no-state`) it lives in memory alone.

    `notice` says in plain words what was wrong with the file (look after `load` and after `save`), and
    is empty where nothing was. A damaged file is kept under another name. One that can't be used (a
    newer version's, one without permission) is left alone: then nothing is saved.
    """

    def __init__(self, path: Path | None, lock_seconds: float = 2.0) -> None:
        self._path = path
        self._lock_seconds = lock_seconds
        self._guard = threading.Lock()
        self._saving = threading.Lock()
        self._unsaved: list[Change] = []
        self.state = State()
        """What is remembered as of now, saved or not."""
        self.notice = ""

    def load(self) -> State:
        """The state in the file. Never raises: what is wrong with it is said by `notice`."""
        if self._path is not None:
            try:
                self.state = self._first_read(self._path)
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
        """Takes the unsaved changes to the file. Raises `FileError`; they are kept and tried next time."""
        with self._saving:
            with self._guard:
                changes = tuple(self._unsaved)
            if self._path is None or not changes:
                return
            with self._locked(self._path):
                record, before = self._read(self._path)
                saved = _applied(before, changes)
                if saved != before or not record:
                    write_whole(self._path, encode(saved, record))
            with self._guard:
                del self._unsaved[: len(changes)]
                self.state = _applied(saved, self._unsaved)

    def _locked(self, path: Path) -> AbstractContextManager[None]:
        return locked(path.with_name(f"{path.name}.lock"), self._lock_seconds)

    def _first_read(self, path: Path) -> State:
        # Files are replaced whole, so reading needs no lock, only moving a damaged one away does.
        try:
            return decode(_content(path))[1]
        except UnreadableStateError:
            with self._locked(path):
                return self._read(path)[1]

    def _read(self, path: Path) -> tuple[Record, State]:
        content = _content(path)
        try:
            return decode(content)
        except UnreadableStateError:
            said, aside = f"{path.name} could not be read", set_aside(path, content)
        if aside is None:
            raise FileError(said, "another program keeps changing it")
        self.notice = f"{said}; it is kept as {aside.name}"
        return {}, self.state


def _content(path: Path) -> bytes:
    content = read_bounded(path, _LIMIT)
    return b"{}" if content is None else content


def _applied(state: State, changes: Iterable[Change]) -> State:
    return reduce(lambda before, change: change(before), changes, state)
