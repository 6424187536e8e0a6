"""The terminal's input, split into what somebody typed or pasted and what nobody did: answers act on nothing.

Textual types what it doesn't know into the app: only keys and the reports that it asked for reach it. Forms:
ECMA-48 5.4 and 5.6; invisible-island.net/xterm/ctlseqs/ctlseqs.html; sw.kovidgoyal.net/kitty/keyboard-protocol
"""

import os
import re
import select
import threading
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Literal, NamedTuple

# A whole one: CSI (also the Linux console's F1, X10's mouse, rxvt's `ESC [ 3 $`), SS3, a string, a lost ST.
_SEQUENCE = re.compile(
    rb"\x1b(?:\[(?:\[[A-E]|M[^\x00-\x1f]{3}|\d+\$\Z|(?!M)[ -?]*[@-Z\\-~])"
    rb"|O[\d;]*[@-~]|[]PX^_][^\x00-\x1f\x7f]*(?:\x07|\x1b\\)|\\)"
)
# One that its end is missing of.
_BEGUN = re.compile(
    rb"\x1b(?:\[(?:\[|M[^\x00-\x1f]{0,2}|[ -?]*)|O[\d;]*|[]PX^_][^\x00-\x1f\x7f]*(?:\x1b\Z)?)?"
)
_ALT = re.compile(rb"\x1b(?:[^]\x1b[PX^_O\\\x80-\xff]|[\xc2-\xf4][\x80-\xbf]+)")
# What may be a key. Of another number Textual would make that character: `ESC [ 113 ~` a q.
_KEY = re.compile(
    rb"\x1b(?:O[@-~]|\[(?:\[[A-E]|[A-HP-SZa-d]|1;\d+[A-DFHPQSp-y]"
    rb"|(?:[1-8]|1[1-57-9]|2[013-689]|3[1-4])(?:(?:;\d+)?~|[\^$@])"
    rb"|27;\d+;\d+~|\d[\d:]*(?:;[\d:]*){0,2}u))"
)
# What Textual switches on or asks for: the mouse (SGR), synchronized output, resizes in band.
_REPORT = re.compile(
    rb"\x1b\[(?:<\d{1,5};-?\d{1,6};-?\d{1,6}[Mm]|\?20(?:26|48);\d\$y"
    rb"|48;[1-9]\d{0,2}(?::[\d:]*)?;[1-9]\d{0,2}(?::[\d:]*)?(?:;\d{1,5}(?::[\d:]*)?){2}t)"
)
_LONGEST_KEY = 32  # bytes: Textual types what is longer
_PASTE, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
# Ctrl+C: alone in a read it was typed, and inside a paste without its end too. The second form is kitty's.
_CTRL_C = re.compile(rb"\x03+|(?:\x1b\[99;\d[\d:;]*u)+")
_LONGEST_TYPED = 3
_LONGEST_PASTE, _LONGEST_SEQUENCE, _READ = 1 << 16, 4096, 4096
# Seconds without a byte that end a sequence, or a paste; in which the rest of an ended one is still known.
_SEQUENCE_PAUSE, _PASTE_PAUSE, _LATE_PAUSE = 0.3, 1.0, 1.0
_HUNG_UP_PAUSE = 0.1


class Token(NamedTuple):
    """A piece of the input; `escape`: the Esc key or a character with Alt, `key` may be unknown to Textual."""

    kind: Literal["text", "escape", "key", "report", "paste"]
    text: str


class InputSplitter:
    """Splits bytes as they come, however they are cut, into tokens; drops what is none."""

    def __init__(self, escape_pause: float) -> None:
        self._escape_pause = escape_pause
        self._decode = getincrementaldecoder("utf-8")("ignore").decode
        self._begun = self._late = b""
        self._paste: bytearray | None = None

    @property
    def pause(self) -> float | None:
        """Seconds without a byte after which `end` is to be called; None: nothing waits for its end."""
        if self._paste is not None:
            return _PASTE_PAUSE
        if self._begun:
            return _SEQUENCE_PAUSE if len(self._begun) > 2 else self._escape_pause
        return _LATE_PAUSE if self._late else None

    def feed(self, data: bytes) -> list[Token]:
        """The tokens that `data`, a whole read, completes."""
        tokens = []
        late, self._late = self._late, b""
        if self._paste is not None and _CTRL_C.fullmatch(data):
            self._paste += data
            tokens, data = self.end(), b""
        elif len(data) > 1 and late and (match := _SEQUENCE.match(late + data)):
            # Not what may have been typed in one burst: Esc, `[`, `x` and more.
            begins_another = data[match.end() - len(late) :][:1] in (b"", b"\x1b")
            data = late + data if match.end() > _LONGEST_TYPED or begins_another else data
        data, self._begun = self._begun + data, b""
        while data:
            if self._paste is not None:
                data = self._feed_paste(data, tokens)
            elif not data.startswith(b"\x1b"):
                text, escape, rest = data.partition(b"\x1b")
                tokens.append(Token("text", self._decode(text)))
                data = escape + rest
            else:
                data = self._feed_sequence(data, tokens)
        return [token for token in tokens if token.text]

    def end(self) -> list[Token]:
        """Ends what waits for its end, perhaps the Esc key; a paste's text is kept, and Ctrl+C acts."""
        self._late, begun, self._begun = self._begun, self._begun, b""
        if self._paste is not None:
            data, self._paste = bytes(self._paste), None
            parts = (_PASTE_END[:length] for length in range(len(_PASTE_END) - 1, 0, -1))
            self._late = next(filter(data.endswith, parts), b"")
            tokens = [_pasted(_SEQUENCE.sub(b"", data.removesuffix(self._late)))]
            tokens += [Token("text", "\x03")] if _CTRL_C.search(data) else []
            return [token for token in tokens if token.text]
        # Alt with a letter, but not `Alt ]`: to Textual that is a `]`, and here it begins what nobody typed.
        is_key = begun == b"\x1b" or (len(begun) == 2 and begun[1:].isalpha())
        return [Token("escape", begun.decode())] if is_key else []

    def _feed_sequence(self, data: bytes, tokens: list[Token]) -> bytes:
        """Takes a sequence from the beginning of `data`; returns the rest."""
        if match := _SEQUENCE.match(data):
            sequence = match.group()
            if sequence == _PASTE:
                self._paste = bytearray()
            elif _REPORT.fullmatch(sequence):
                tokens.append(Token("report", sequence.decode()))
            elif _KEY.fullmatch(sequence) and len(sequence) <= _LONGEST_KEY:
                tokens.append(Token("key", sequence.decode()))
        elif _BEGUN.fullmatch(data):
            # What a long one says doesn't matter any more, once it is too long for a key.
            self._begun = data if len(data) < _LONGEST_SEQUENCE else data[:2] + b"?"
            return b""
        elif match := _ALT.match(data):
            tokens.append(Token("escape", match.group().decode("utf-8", "ignore")))
        elif (match := _BEGUN.match(data)) and match.group() == b"\x1b":
            tokens.append(Token("escape", "\x1b"))
        return data[match.end() :] if match else b""

    def _feed_paste(self, data: bytes, tokens: list[Token]) -> bytes:
        """Takes what belongs to the paste from the beginning of `data`; returns the rest."""
        paste = self._paste = (self._paste or bytearray()) + data
        end = paste.find(_PASTE_END)
        if end < 0:
            # The last bytes may be half of its end.
            del paste[_LONGEST_PASTE : -len(_PASTE_END)]
            return b""
        self._paste = None
        tokens.append(_pasted(bytes(paste[:end])))
        return bytes(paste[end + len(_PASTE_END) :])


def _pasted(data: bytes) -> Token:
    # Of two pastes, the first without its end, the second's beginning is no text.
    text = data.replace(_PASTE, b"").replace(b"\0", b"")
    return Token("paste", text.decode("utf-8", "ignore"))


class StopEvent(threading.Event):
    """An event that a thread can wait for besides its input, instead of looking for it now and then."""

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = os.pipe()

    def fileno(self) -> int:
        """What is readable once the event is set."""
        return self._reader

    def set(self) -> None:
        super().set()
        os.write(self._writer, b"\0")

    def clear(self) -> None:
        if self.is_set():
            os.read(self._reader, _READ)
        super().clear()


def read_tokens(descriptor: int, stop: StopEvent, escape_pause: float) -> Iterator[Token]:
    """What comes from the terminal, until `stop` is set; raises `OSError` where it hung up."""
    splitter = InputSplitter(escape_pause)
    while not stop.is_set():
        # Without an end, where nothing waits for its own: idle wakes nothing.
        ready, _, _ = select.select([descriptor, stop.fileno()], [], [], splitter.pause)
        if descriptor in ready:
            data = os.read(descriptor, _READ)
            yield from splitter.feed(data)
            if not data:
                stop.wait(_HUNG_UP_PAUSE)
        elif not ready:
            yield from splitter.end()
