"""This machine's clipboard by way of a child process, with stand-ins for the program that writes it."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from lumenbrowse.clipboard import native
from tests.scenarios import case
from tests.terminal.places import wait_until
from tests.unit.clipboard.conftest import Desktop

UNHURRIED = 30.0
"""Seconds for a copy of which it does not matter how long it takes."""
# What xclip is called with by pyperclip: "-selection c" to copy, with "-o" added to paste.
KEEPS = 'case "$*" in *-o*) cat "$STORE" ;; *) cat >"$STORE" ;; esac\n'


def copy(text: str, environ: dict[str, str], limit: float = native.LIMIT) -> bool:
    """Whether the clipboard held `text` when read back within `limit` seconds."""
    attempt = native.Attempt(text, environ)
    copied = bool(attempt.wait(limit, lambda: False))
    if not copied:
        attempt.end()
    return copied


def runs(pid: Path) -> bool:
    """Whether the process that wrote its number to `pid` runs (a zombie does not)."""
    try:
        number = int(pid.read_text())
        os.kill(number, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


@pytest.mark.parametrize("text", ["模型 é", " a\nb ", "x" * 200_000], ids=len)
def test_what_is_read_back_equal_is_copied(text: str, desktop: Desktop, tmp_path: Path) -> None:
    assert copy(text, desktop(KEEPS), limit=UNHURRIED)
    assert (tmp_path / "store").read_text() == text


def test_a_helper_that_takes_the_clipboard_a_moment_later(desktop: Desktop, tmp_path: Path) -> None:
    """As xsel does: it has returned before the process that serves the clipboard is ready."""
    (tmp_path / "store").write_text("what was copied before")
    later = 'cat >"$STORE.new"; (sleep 0.1; mv "$STORE.new" "$STORE") >/dev/null 2>&1 &'
    script = f'case "$*" in *-o*) cat "$STORE" ;; *) {later} ;; esac\n'
    assert copy("flux", desktop(script), limit=UNHURRIED)
    assert (tmp_path / "store").read_text() == "flux"


@pytest.mark.parametrize(("what", "script"), case("clipboard/native")["failures"])
def test_what_is_not_read_back_equal_is_not(what: str, script: str, desktop: Desktop) -> None:
    assert not copy("flux", desktop(script))


def test_nothing_is_printed_and_there_is_no_terminal(
    desktop: Desktop, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    noise = "echo noise >&2; (echo noise >/dev/tty) 2>/dev/null\n"
    look = f"ps -o sid= -p $$ >'{tmp_path}/session'; tty >'{tmp_path}/tty'\n"
    assert copy("flux", desktop(noise + look + KEEPS), limit=UNHURRIED)
    assert not copy("flux", desktop(f"echo noise; {noise}"))
    assert capfd.readouterr() == ("", "")
    assert int((tmp_path / "session").read_text()) != os.getsid(0)
    assert "not a tty" in (tmp_path / "tty").read_text()


def test_what_hangs_is_ended_with_all_that_it_started(desktop: Desktop, tmp_path: Path) -> None:
    script = 'case "$*" in *-o*) echo $$ >"$PID"; exec sleep 30 ;; *) cat >"$STORE" ;; esac\n'
    for limit in (0.5, 2.0, 5.0):
        before = time.monotonic()
        assert not copy("flux", desktop(script), limit=limit)
        assert time.monotonic() - before < limit + 5
        # A machine that others load may not get as far as the hanging program so soon.
        if (tmp_path / "pid").exists():
            break
    assert (tmp_path / "pid").exists()
    wait_until(lambda: not runs(tmp_path / "pid"))


def test_modules_in_the_users_directory_are_not_imported(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyperclip", "subprocess", "base64"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(0)\n")
    monkeypatch.chdir(tmp_path)
    assert not copy("flux", desktop("exit 1\n"))
    assert copy("flux", desktop(KEEPS), limit=UNHURRIED)
