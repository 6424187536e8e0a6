"""What a terminal makes of the bytes it gets: the screen, the modes, the clipboard.

pyte draws the screen. It knows neither the alternate screen, nor strings (OSC, DCS, APC), nor
private CSI sequences, so those are taken out here before they reach it.
Sequences: "XTerm Control Sequences", https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
"""

import base64
import re
from collections.abc import Callable, Iterator

import pyte
from wcwidth import wcwidth

_TOKEN = re.compile(
    rb"(?P<text>[^\x1b]+)"
    rb"|\x1b\](?P<osc>(?:[^\x07\x1b]|\x1b(?!\\))*)(?:\x07|\x1b\\)"
    rb"|\x1b[PX^_](?:[^\x1b]|\x1b[^\\])*\x1b\\"  # a string for others
    rb"|\x1b\[(?P<csi>[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e])"
    rb"|\x1b(?P<escape>(?![\[\]PX^_])[\x20-\x2f]*[\x30-\x7e])"
    rb"|\x1b(?:\[[\x20-\x3f]*)?(?=\x1b)",  # broken off by the next one
    re.DOTALL,
)
_ALTERNATE_SCREEN = {"47", "1047", "1049"}
_ON_AT_FIRST = frozenset({"7", "25"})


def _characters(line: list[pyte.screens.Char]) -> Iterator[str]:
    """The text of a line. pyte's own fails on the second half of a wide character whose first is gone."""
    for before, cell in zip([None, *line], line, strict=False):
        yield cell.data if cell.data or (before and wcwidth(before.data[:1]) == 2) else " "


class Emulator:
    """A terminal's memory. `feed` it what the program wrote; it keeps what a user would see.

    `modes` are the private modes that are set (`25`: the cursor shows), `keyboard` is the depth of
    kitty's keyboard stack, `clipboard` what OSC 52 sequences at top level put into the clipboard,
    in order. One inside a DCS string is not at top level: only tmux and screen would pass it on.
    """

    def __init__(self, rows: int, columns: int) -> None:
        self._main = pyte.Screen(columns, rows)
        self._alternate = pyte.Screen(columns, rows)
        self._shown = self._main
        self._stream = pyte.ByteStream(self._main)
        self._pending = b""
        self._lines: list[str] = []
        self._last_character = b""
        self.modes: set[str] = set(_ON_AT_FIRST)
        self.keyboard = 0
        self.clipboard: list[str] = []
        self.title = ""
        self.on_csi: Callable[[bytes], None] = lambda sequence: None

    @property
    def in_alternate_screen(self) -> bool:
        """Whether the alternate screen, the one of full-screen programs, shows."""
        return self._shown is self._alternate

    @property
    def lines(self) -> list[str]:
        """The text of each row, without the spaces at its end."""
        # Tests look fifty times a second whether something shows.
        self._lines = self._lines or ["".join(_characters(line)).rstrip() for line in self.cells]
        return list(self._lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor, from 0."""
        return self._shown.cursor.y, self._shown.cursor.x

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        """Every cell of the screen, with its colours."""
        shown = self._shown
        return [[shown.buffer[y][x] for x in range(shown.columns)] for y in range(shown.lines)]

    def resize(self, rows: int, columns: int) -> None:
        """Give the screen another size."""
        self._lines = []
        for screen in (self._main, self._alternate):
            screen.resize(rows, columns)

    def changed_modes(self) -> set[str]:
        """The private modes that are not as a terminal starts: `+2004` set, `-25` taken away."""
        set_since = {f"+{mode}" for mode in self.modes - _ON_AT_FIRST}
        return set_since | {f"-{mode}" for mode in _ON_AT_FIRST - self.modes}

    def feed(self, data: bytes) -> None:
        """Take what the program wrote. A sequence that is not complete waits for its rest."""
        data = self._pending + data
        self._lines, position = [], 0
        while match := _TOKEN.match(data, position):
            position = match.end()
            self._token(match)
        self._pending = data[position:]

    def _token(self, match: re.Match[bytes]) -> None:
        kind = match.lastgroup
        value = match[kind or 0]
        if kind == "osc":
            self._osc(value)
        elif kind == "csi":
            self._csi(value)
        elif kind == "text":
            self._text(value)
        elif kind == "escape":
            self._stream.feed(match.group())

    def _text(self, value: bytes) -> None:
        """Draws as pyte does; the plain letters of a line by a shorter way, for they are most of it."""
        self._last_character = value[-1:]
        shown, cursor = self._shown, self._shown.cursor
        text = value.decode("ascii") if value.isascii() else ""
        if not text.isprintable() or not 0 < len(text) <= shown.columns - cursor.x:
            self._stream.feed(value)
            return
        line, look = shown.buffer[cursor.y], cursor.attrs[1:]
        for x, letter in enumerate(text, cursor.x):
            line[x] = pyte.screens.Char._make((letter, *look))
        cursor.x += len(text)

    def _osc(self, value: bytes) -> None:
        number, _, rest = value.partition(b";")
        selection, _, payload = rest.partition(b";")
        if number in (b"0", b"2"):
            self.title = rest.decode(errors="replace")
        # An empty selection is what tmux sends; kitty and others take it for the clipboard.
        elif number == b"52" and selection in (b"c", b""):
            self.clipboard.append(base64.b64decode(payload, validate=True).decode())

    def _csi(self, value: bytes) -> None:
        self.on_csi(b"\x1b[" + value)
        final = value[-1:]
        parameters = value[:-1].decode("ascii")
        if parameters.startswith("?"):
            self._private(parameters[1:], final)
        elif final == b"u" and parameters.startswith((">", "<")):
            self._keyboard(parameters)
        elif final in (b"b", b"S"):
            self._repeat_or_scroll(int(parameters or 1), final)
        elif re.fullmatch(r"[0-9;]*", parameters) and (name := pyte.Stream.csi.get(final.decode())):
            getattr(self._shown, name)(*(int(number or 0) for number in parameters.split(";")))

    def _keyboard(self, parameters: str) -> None:
        pops = int(parameters[1:] or 1) if parameters[0] == "<" else -1
        self.keyboard = max(0, self.keyboard - pops)

    def _repeat_or_scroll(self, count: int, final: bytes) -> None:
        if final == b"b":
            self._stream.feed(self._last_character * count)
            return
        margins = self._shown.margins
        bottom = (margins.bottom if margins else self._shown.lines - 1) + 1
        self._stream.feed(b"\x1b7\x1b[%d;1H" % bottom + b"\x1bD" * count + b"\x1b8")

    def _private(self, parameters: str, final: bytes) -> None:
        if final not in (b"h", b"l"):
            return
        for mode in parameters.split(";"):
            (self.modes.add if final == b"h" else self.modes.discard)(mode)
            if mode in _ALTERNATE_SCREEN:
                self._switch(alternate=final == b"h")
            elif mode in ("7", "25", "6"):
                self._stream.feed(b"\x1b[?" + mode.encode() + final)

    def _switch(self, *, alternate: bool) -> None:
        self._shown = self._alternate if alternate else self._main
        self._stream = pyte.ByteStream(self._shown)
        if alternate:
            self._alternate.reset()
