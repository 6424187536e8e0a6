"""The one place where state is read from and written to `state.json`.

A change shows at once in memory; `save` then takes what is not saved yet to the file, under a lock and
on top of what other programs wrote meanwhile. It may wait for a disk or a lock: call it in a thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import read_bounded, set_aside, write_whole
from lumenbrowse.storage.locks import locked
from lumenbrowse.storage.state import State
from lumenbrowse.storage.state_file import (
    NewerStateError,
    Record,
    UnreadableStateError,
    decode,
    encode,
)

Change = Callable[[State], State]

LOCK_SECONDS = 2.0
_LIMIT = 64 << 20
_ATTEMPTS = 3

STATE_NAME = "state.json"


class Store:
    """The state of this run. Without a path (`--no-state`) it lives in memory alone.

    `notice` says in plain words what was wrong with the file (look after `load` and after `save`), and
    is empty where nothing was. A damaged file is kept under another name. One that can't be used (a
    newer version's, one without permission) is left alone: then nothing is saved.
    """

    def __init__(self, path: Path | None, lock_seconds: float = LOCK_SECONDS) -> None:
        self._path = path
        self._lock_seconds = lock_seconds
        self._guard = threading.Lock()
        self._saving = threading.Lock()
        self._state = State()
        self._unsaved: list[Change] = []
        self._in_memory = path is None
        self.notice = ""

    @property
    def state(self) -> State:
        """What is remembered as of now, saved or not."""
        return self._state

    @property
    def keeps(self) -> bool:
        """Whether changes reach the file; if not, `notice` says why (`--no-state` needs no saying)."""
        return not self._in_memory

    def load(self) -> State:
        """The state in the file. Never raises: what is wrong with it is said by `notice`."""
        if self._path is not None:
            try:
                self._state = self._first_read(self._path)
            except FileError as error:
                self._in_memory = True
                self.notice = f"nothing is remembered in this run: {error.line}"
        return self._state

    def change(self, change: Change) -> State:
        """Applies a change in memory, at once, and keeps it for `save`. `change` may run again there."""
        with self._guard:
            self._state = change(self._state)
            if not self._in_memory:
                self._unsaved.append(change)
            return self._state

    def save(self) -> None:
        """Takes the unsaved changes to the file. Raises `FileError`; they are kept and tried next time."""
        if self._path is None:
            return
        with self._saving:
            with self._guard:
                changes = tuple(self._unsaved)
            if changes:
                self._take_over(self._write(self._path, changes), len(changes))

    def _write(self, path: Path, changes: tuple[Change, ...]) -> State:
        with self._locked(path):
            record, before = self._read(path)
            state = before
            for change in changes:
                state = change(state)
            if state != before or not record:
                write_whole(path, _encode(state, record))
            return state

    def _locked(self, path: Path) -> AbstractContextManager[None]:
        return locked(path.with_name(f"{path.name}.lock"), self._lock_seconds)

    def _first_read(self, path: Path) -> State:
        # Files are replaced whole, so reading needs no lock, only moving a damaged one away does.
        try:
            return _decode(path, read_bounded(path, _LIMIT))[1]
        except UnreadableStateError:
            with self._locked(path):
                return self._read(path)[1]

    def _take_over(self, saved: State, count: int) -> None:
        with self._guard:
            del self._unsaved[:count]
            for change in self._unsaved:
                saved = change(saved)
            self._state = saved

    def _read(self, path: Path) -> tuple[Record, State]:
        for _ in range(_ATTEMPTS):
            content = read_bounded(path, _LIMIT)
            try:
                return _decode(path, content)
            except UnreadableStateError:
                aside = set_aside(path, content)
            if aside is not None:
                self.notice = f"{path.name} could not be read; it is kept as {aside.name}"
                return {}, self._state
        raise FileError(f"{path.name} could not be read", "another program keeps changing it")


def _decode(path: Path, content: bytes | None) -> tuple[Record, State]:
    if content is None:
        return {}, State()
    try:
        return decode(content)
    except NewerStateError:
        raise FileError(f"{path.name} is a newer lumenbrowse's", "update this one") from None


def _encode(state: State, record: Record) -> bytes:
    try:
        return encode(state, record)
    except RecursionError:
        raise FileError("the state could not be written", "it is nested too deeply") from None
