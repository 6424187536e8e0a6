"""The one place where state is read from and written to `state.json`.

A change shows at once in memory; `save` then takes what is not saved yet to the file, under a lock and
on top of what other programs wrote meanwhile. It may wait for a disk or a lock: call it in a thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import locked, read_bounded, set_aside, write_whole
from lumenbrowse.storage.state import (
    NewerStateError,
    Record,
    State,
    UnreadableStateError,
    decode,
    encode,
)

Change = Callable[[State], State]

STATE_NAME = "state.json"
LOCK_SECONDS = 2.0
_LIMIT = 64 << 20


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
        self._unsaved: list[Change] = []
        self.state = State()
        """What is remembered as of now, saved or not."""
        self.keeps = path is not None
        """Whether changes reach the file; if not, `notice` says why (`--no-state` needs no saying)."""
        self.notice = ""

    def load(self) -> State:
        """The state in the file. Never raises: what is wrong with it is said by `notice`."""
        if self._path is not None:
            try:
                self.state = self._first_read(self._path)
            except FileError as error:
                self.keeps = False
                self.notice = f"nothing is remembered in this run: {error.line}"
        return self.state

    def change(self, change: Change) -> State:
        """Applies a change in memory, at once, and keeps it for `save`. `change` may run again there."""
        with self._guard:
            self.state = change(self.state)
            if self.keeps:
                self._unsaved.append(change)
            return self.state

    def save(self) -> None:
        """Takes the unsaved changes to the file. Raises `FileError`; they are kept and tried next time."""
        with self._saving:
            with self._guard:
                changes = tuple(self._unsaved)
            if self._path is None or not changes:
                return
            saved = self._write(self._path, changes)
            with self._guard:
                del self._unsaved[: len(changes)]
                self.state = _changed(saved, self._unsaved)

    def _write(self, path: Path, changes: tuple[Change, ...]) -> State:
        with self._locked(path):
            record, before = self._read(path)
            state = _changed(before, changes)
            if state != before or not record:
                try:
                    write_whole(path, encode(state, record))
                except RecursionError:
                    said = "the state could not be written"
                    raise FileError(said, "it is nested too deeply") from None
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

    def _read(self, path: Path) -> tuple[Record, State]:
        content = read_bounded(path, _LIMIT)
        try:
            return _decode(path, content)
        except UnreadableStateError:
            aside = set_aside(path, content)
        if aside is None:
            said = f"{path.name} could not be read"
            raise FileError(said, "another program keeps changing it") from None
        self.notice = f"{path.name} could not be read; it is kept as {aside.name}"
        return {}, self.state


def _changed(state: State, changes: Iterable[Change]) -> State:
    for change in changes:
        state = change(state)
    return state


def _decode(path: Path, content: bytes | None) -> tuple[Record, State]:
    try:
        return ({}, State()) if content is None else decode(content)
    except NewerStateError:
        raise FileError(f"{path.name} is a newer lumenbrowse's", "update this one") from None
