"""A storm of bytes that nobody typed, on the program, which still answers keys after it."""

from __future__ import annotations

import time
from random import Random

from tests.terminal.harness import Terminal

ANSWERS = {
    "DA1": b"\x1b[?62;22;52c", "DA2": b"\x1b[>41;360;0c", "DA3": b"\x1bP!|7E565445\x1b\\",
    "XTVERSION": b"\x1bP>|XTerm(370)\x1b\\", "DECRPM": b"\x1b[?2031;1$y",
    "DECRPM of an ANSI mode": b"\x1b[4;2$y", "DECRQSS": b"\x1bP1$r0;1;38:5:2m\x1b\\",
    "XTGETTCAP": b"\x1bP1+r5463=38\x1b\\", "palette": b"\x1b]4;1;rgb:cdcd/c0c0/cccc\x07",
    "foreground": b"\x1b]10;rgb:dcdc/ffff/dada\x1b\\", "background": b"\x1b]11;rgb:2c2c/3434/3c3c\x07",
    "cursor's colour": b"\x1b]12;rgb:ffff/cccc/yyyy\x1b\\", "clipboard": b"\x1b]52;c;cXF5eXl5\x07",
    "kitty's keyboard": b"\x1b[?25u", "kitty's graphics": b"\x1b_Gi=31;OK: qyyc\x1b\\",
    "cursor": b"\x1b[24;80R", "cursor at the left": b"\x1b[1;1R", "cursor and page": b"\x1b[?24;80;1R",
    "status": b"\x1b[0n", "colour scheme": b"\x1b[?997;1n", "focus in": b"\x1b[I", "focus out": b"\x1b[O",
    "window's size": b"\x1b[8;24;80t", "window's state": b"\x1b[1t", "window's title": b"\x1b]lq: yyyyc\x1b\\",
    "terminal's parameters": b"\x1b[2;1;1;120;120;1;0x", "sixel": b"\x1b[?1;0;256S",
    "checksum": b"\x1bP1!~C0FE\x1b\\", "mouse of X10": b"\x1b[M qy", "mouse of urxvt": b"\x1b[0;113;121M",
    "no key of this number": b"\x1b[121~", "no key of this letter": b"\x1b[113;1A",
    "no size": b"\x1b[48;0;0;0;0t", "no character": b"\x1b[99999999u", "a stray paste's end": b"\x1b[201~",
}  # fmt: skip
"""What terminals say of themselves, asked by whomever: none of it is a key."""
SIZES = ((24, 80), (12, 40), (20, 60), (40, 120))
_PAUSE = 1.2
"""Seconds after which nothing is unfinished any more."""
_ESC = b"\x1b[27u"


def wait_until_read(terminal: Terminal) -> None:
    """Waits until the program has read all, most probably: what follows comes in another read."""
    deadline = time.monotonic() + 30
    while True:
        time.sleep(0.001)  # the kernel hands it over when it likes
        if not terminal.unread():
            return
        assert time.monotonic() < deadline, "nothing is read any more"


def paste(random: Random) -> bytes:
    words = bytes(random.choices(b"qyc p\r\xc3\xa9", k=random.randrange(30)))
    return b"\x1b[200~" + words + b"\x1b[201~"


def mouse(random: Random) -> bytes:
    """A report of any position; no button inside, where a click would act, and rightly."""
    column, row = random.randrange(-9, 999), random.randrange(-9, 999)
    is_outside = column > 120 or row > 40
    button = random.choice((0, 1, 2, 32, 64, 65) if is_outside else (35, 64, 65))
    return b"\x1b[<%d;%d;%d%c" % (button, column, row, random.choice(b"Mm"))


def gust(random: Random) -> list[bytes]:
    """One sequence of the storm, as the reads in which it comes."""
    kind = random.randrange(8)
    if kind < 3:
        data = random.choice(list(ANSWERS.values()))
    elif kind < 5:
        data = mouse(random)
    elif kind < 7:
        data = paste(random)
    else:
        return [random.choice((b"j", b"k", b"\x1b[A", b"\x1b[B"))]
    where = random.randrange(1, len(data))
    return random.choice([[data], [data], [data[:where], data[where:]], [data[:where] + b"\x1b[B"]])


def check_answers(terminal: Terminal, word: str) -> None:
    """The program still takes keys: what is typed into the search box stands there."""
    time.sleep(_PAUSE)
    terminal.send(_ESC * 3 + b"/" + word.encode())
    terminal.wait_for(f"/ {word}")
    terminal.send(_ESC * 3)


def storm(terminal: Terminal, count: int, seed: int) -> None:
    """Lets `count` sequences loose on a program that shows its list."""
    random = Random(seed)
    for number in range(1, count + 1):
        for part in gust(random):
            terminal.send(part)
            wait_until_read(terminal)
        if number % 25 == 0:
            terminal.resize(*random.choice(SIZES))
    check_answers(terminal, "after the storm")
