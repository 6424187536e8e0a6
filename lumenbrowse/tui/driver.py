"""The driver between Textual and the terminal: Textual's own, and a way in for clipboard sequences.

Nothing here asks the terminal anything while the UI runs: the answer would arrive as keys. What Textual
asks at its start (`?2026$p`, `?2048$p`: synchronized output, resizing in band) its parser understands.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from textual.app import App

from lumenbrowse.tui.frames import FrameDiff

if sys.platform == "win32":
    from textual.drivers.windows_driver import WindowsDriver as PlatformDriver
else:
    from textual.drivers.linux_driver import LinuxDriver as PlatformDriver

_NO_MOUSE_PIXELS = "\x1b[?1016l"


class TerminalDriver(PlatformDriver):
    """Textual's driver for this system; give it to the app as `driver_class`."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        self._sending = threading.Lock()
        self._runs = False
        self._frames = FrameDiff()
        super().__init__(app, debug=debug, mouse=mouse, size=size)

    def send(self, sequence: str) -> None:
        """Put a control sequence on the terminal in one piece, between two frames or after the last.

        Any thread may call it. Once the UI has left, call it before the original streams are given back.
        """
        with self._sending:
            if self._runs:
                self.write(sequence)
            elif sys.__stderr__ is not None:
                sys.__stderr__.write(sequence)
                sys.__stderr__.flush()

    def write(self, data: str) -> None:
        """Write to the terminal what belongs to the UI: of a frame, what changes."""
        # Starting, and coming back from being suspended, begin with a write.
        self._runs = True
        changes = self._frames.encode(data)
        if changes:
            super().write(changes)

    def forget(self) -> None:
        """The terminal may show something else than was written: the next frame is sent whole."""
        self._frames.forget()

    def stop_application_mode(self) -> None:
        """Restore the terminal."""
        # Textual switches pixel coordinates on where the terminal resizes in band, and never off again.
        self.write(_NO_MOUSE_PIXELS)
        super().stop_application_mode()

    def close(self) -> None:
        """Write what is left to write, and end the writing thread."""
        with self._sending:
            self._runs = False
        super().close()
