"""A storm of bytes that nobody typed, on the program, which still answers keys after it."""

import time
from random import Random

from tests.scenarios import case
from tests.terminal.harness import Terminal

ANSWERS = {name: text.encode() for name, text in case("terminal/answers").items()}
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
    terminal.press(_ESC * 3 + b"/" + word.encode(), f"/ {word}")
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
