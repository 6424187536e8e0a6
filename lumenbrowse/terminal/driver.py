"""The driver between Textual and the terminal: Textual's own, sending less, and open to clipboard sequences."""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.dom import DOMNode
from textual.geometry import Size
from textual.message import Message
from textual.message_pump import MessagePump

from lumenbrowse.terminal.first_screen import FirstScreen
from lumenbrowse.terminal.frame_diff import FrameDiff
from lumenbrowse.terminal.input import StopEvent, Token, read_tokens
from lumenbrowse.terminal.stdio import LEAVING_SIGNALS
from lumenbrowse.terminal.tty import mend_attributes
from lumenbrowse.text.glyphs import in_ascii

if sys.platform == "win32":
    from textual.drivers.windows_driver import WindowsDriver as PlatformDriver
else:
    import termios
    import tty

    from textual.drivers.linux_driver import LinuxDriver as PlatformDriver

_WRITING_THREAD = "textual-output"  # Textual's
_HUNG_UP = 129  # 128 + SIGHUP, as a shell has it
_LONGEST_WAIT = 1.0  # seconds in which a key that is still being handled holds the next one up
_LOOK_AGAIN = 0.05
_HAND_OVER = 0.00005  # seconds in which the writing thread gets its turn before the loop goes on
_ALTERNATE_SCREEN = "\x1b[?1049h"
_BEGIN_FRAME, _END_FRAME = "\x1b[?2026h", "\x1b[?2026l"  # where the terminal knows them
_SIGNALS = [] if sys.platform == "win32" else [getattr(signal, name) for name in LEAVING_SIGNALS]
_NO_MOUSE_PIXELS = "\x1b[?1016l"
_NO_KITTY_KEYS = "\x1b[<9u"  # what programs that were killed have left on kitty's stack too


class TerminalDriver(PlatformDriver):
    """Textual's driver for this system; give it to the app as `driver_class`."""

    def __init__(self, app: App[Any], *, mouse: bool = True, **how: Any) -> None:
        self.first_screen: FirstScreen | None = None  # on the terminal until the UI has started
        self.frames = FrameDiff()  # what it shows; once forgotten, the next frame is sent whole
        self._served, self._loop_of_app = app, asyncio.get_running_loop()
        self._reports_mouse, self._only_ascii = mouse, False
        self._sending = threading.Lock()
        self._is_gone = False  # nobody takes what is written any more: its queue would fill up
        self._runs = False
        self._is_away = False  # the terminal is not the UI's now: it was suspended, or has left
        self._synchronizes = self._begins_frame = False
        self._attributes_at_first: list[Any] | None = None
        self._reports = XTermParser()  # for reports alone: it holds what is known of the mouse
        super().__init__(app, mouse=mouse, **how)
        if callable(ready := getattr(app, "driver_ready", None)):
            ready(self)
        if sys.platform != "win32":
            self.exit_event = self._stop_reading = StopEvent()
            # By the loop, between two writes: Textual's would come in the midst of one, and wait for it.
            self._loop_of_app.add_signal_handler(signal.SIGTSTP, self._sigtstp_application)
            self._loop_of_app.add_signal_handler(signal.SIGCONT, self._continued)

    def guard(
        self, leave: Callable[[int], object], crashed: Callable[[BaseException | None], object]
    ) -> None:
        """From here on `leave` gets the exit code of what asks to leave, and `crashed` what broke a thread."""

        def failed(broken: threading.ExceptHookArgs) -> None:
            # Python would say it on the screen, and leave it at that.
            name = broken.thread.name if broken.thread is not None else ""
            if name == _WRITING_THREAD and isinstance(broken.exc_value, OSError):
                # There is no terminal any more, and perhaps no SIGHUP to say so (nohup).
                self._is_gone = True
            else:
                crashed(broken.exc_value)
            with suppress(RuntimeError):
                self._loop_of_app.call_soon_threadsafe(leave, _HUNG_UP)

        threading.excepthook = failed
        # Ignored ones too (nohup): without its terminal a UI is nothing.
        for number in _SIGNALS:
            self._loop_of_app.add_signal_handler(number, leave, 128 + number)

    def ignore_signals(self) -> None:
        """From here on no signal stops what is being tidied up."""
        for number in _SIGNALS:
            with suppress(ValueError, RuntimeError):
                self._loop_of_app.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)

    def limit(self, *, only_ascii: bool, colours: bool) -> None:
        """Limits what the terminal is sent, whatever widgets draw: to ASCII, to no colours."""
        self._only_ascii, self.frames = only_ascii, FrameDiff(colours=colours)

    def send(self, sequence: str) -> None:
        """Puts a control sequence on the terminal, between two frames or after the last (from any thread)."""
        with self._sending:
            if self._runs:
                super().write(sequence)
            elif sys.__stderr__ is not None:
                sys.__stderr__.write(sequence)
                sys.__stderr__.flush()

    def draw(self, frame: str) -> bool:
        """Writes a frame that is none of Textual's; False where the UI has not got the terminal now."""
        if not self._runs or self._is_away or self.first_screen is not None:
            return False
        for part in (_BEGIN_FRAME, frame, _END_FRAME) if self._synchronizes else (frame,):
            self.write(part)
        time.sleep(_HAND_OVER)
        return True

    def write(self, data: str) -> None:
        """Writes to the terminal what belongs to the UI: of a frame, what changes."""
        if self._is_gone:
            return
        # Starting, and coming back from being suspended, begin with a write.
        self._runs = True
        if data == _ALTERNATE_SCREEN and self.first_screen is not None:
            # Entering it once more would clear it.
            self.frames.encode(self.first_screen.frame)
            self._attributes_at_first = self.first_screen.take_over()
            return
        if data in (_BEGIN_FRAME, _END_FRAME):
            self._synchronizes = True
            if self._begins_frame or data == _BEGIN_FRAME:
                # It is sent with what follows; where nothing does, neither is its end.
                self._begins_frame = data == _BEGIN_FRAME
                return
        changes = self.frames.encode(in_ascii(data) if self._only_ascii else data)
        if not self._fits():
            # Drawn for the size before: where a terminal of another size puts that is not known.
            self.frames.forget()
        if changes:
            super().write(f"{_BEGIN_FRAME}{changes}" if self._begins_frame else changes)
            self._begins_frame = False

    @property
    def size(self) -> Size | None:
        """The size that the terminal has now; None where it tells none."""
        with suppress(OSError, ValueError):
            return Size(*os.get_terminal_size(sys.__stderr__.fileno())) if sys.__stderr__ else None
        return None

    def _fits(self) -> bool:
        # Before the first layout a screen has no size, and nothing was drawn for one.
        drawn = self._served.screen_stack and self._served.screen.outer_size
        return not drawn or self.size in (None, drawn)

    def resized(self) -> None:
        """Forgets what the terminal shows, unless its first screen still has the size that is told."""
        if self.first_screen is None or self.size != self.first_screen.size:
            self.frames.forget()

    def run_input_thread(self) -> None:
        """Reads what is typed (called by Textual, in a thread)."""
        try:
            for token in read_tokens(self.fileno, self._stop_reading, constants.ESCAPE_DELAY):
                for message in self._parse(token):
                    self.process_message(message)
        except OSError:
            # Hung up: SIGHUP says so to the app.
            self._is_gone = True

    def _parse(self, token: Token) -> list[Message]:
        """What Textual makes of a token: nothing of a sequence that it doesn't know."""
        if token.kind == "paste":
            return [events.Paste(token.text)]
        # What is no key after all, or waits for more, ends with its parser.
        parser = self._reports if token.kind == "report" else XTermParser()
        try:
            messages = list(parser.feed(token.text))
            return messages + list(parser.feed("")) if token.kind == "escape" else messages
        except (ValueError, OverflowError, ZeroDivisionError):
            # Numbers that are no character's and no size's.
            self._reports = XTermParser() if token.kind == "report" else self._reports
            return []

    def process_message(self, message: Message) -> None:
        """Hands the app what comes from the terminal; a key has been handled then: `/q` at once types a q."""
        super().process_message(message)
        if not isinstance(message, events.Key):
            return
        # Textual hands a key from queue to queue, to what has the focus at that time.
        handled = threading.Event()
        # A task, as Textual's own posting of the key is: it starts after that.
        asyncio.run_coroutine_threadsafe(self._follow(handled), self._loop_of_app)
        deadline = time.monotonic() + _LONGEST_WAIT
        while not handled.wait(_LOOK_AGAIN) and not self.exit_event.is_set():
            if time.monotonic() > deadline:
                return

    async def _follow(self, handled: threading.Event) -> None:
        app = self._served

        def climb(node: MessagePump | None) -> None:
            # The way of a key that nobody takes: from the widget upwards, to the app at last.
            if node is app or not isinstance(node, DOMNode):
                app.call_later(handled.set)
            elif not node.call_later(climb, node.parent):
                climb(node.parent)

        app.call_later(lambda: climb(app.focused or (app.screen if app.screen_stack else None)))

    def _continued(self) -> None:
        """SIGCONT, which comes without a stop too: from whoever hangs up (tmux, the kernel: setpgid(2))."""
        if self._runs and not self._is_away and self._was_taken_away():
            # Stopped from outside (SIGSTOP), and a shell used the terminal meanwhile.
            self.suspend_application_mode()
        if self._is_away and self._served.is_running:
            self.resume_application_mode()
        self.draw_again()

    def _was_taken_away(self) -> bool:
        with suppress(termios.error):
            return bool(termios.tcgetattr(self.fileno)[tty.LFLAG] & termios.ICANON)
        return False  # it hung up: there is nothing left to draw on

    def draw_again(self) -> None:
        self.frames.forget()
        if self._runs and self._served.screen_stack:
            self._served.screen.refresh()

    def suspend_application_mode(self) -> None:
        self._is_away = True
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        super().resume_application_mode()
        # After `bg` nothing begins: the terminal is a shell's, and the next SIGCONT tries again.
        self._is_away = not self._runs

    def stop_application_mode(self) -> None:
        if sys.platform != "win32" and not self._is_away:
            # Left for good: no signal may start the modes again.
            for number in (signal.SIGCONT, signal.SIGTSTP):
                self._loop_of_app.remove_signal_handler(number)
        self._is_away = True
        # Textual switches pixel coordinates on where the terminal resizes in band, and never off again.
        if self._reports_mouse:
            self.write(_NO_MOUSE_PIXELS)
        if self._attributes_at_first is not None:
            self.attrs_before = self._attributes_at_first
        if sys.platform != "win32" and self.attrs_before and mend_attributes(self.attrs_before):
            self.write(_NO_KITTY_KEYS)
        super().stop_application_mode()

    def close(self) -> None:
        with self._sending:
            self._runs = False
        super().close()
