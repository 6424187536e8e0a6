"""Reports of the program's own errors: what and where, without secrets and without local variables."""

from __future__ import annotations

import os
import platform
import re
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

from lumenbrowse import __version__
from lumenbrowse.errors import FileError
from lumenbrowse.settings import KEY_VARIABLE
from lumenbrowse.storage.files import find_paths, write_whole
from lumenbrowse.text.safe import safe, shorten

_MOST_CALLS = 200
_KEY = re.compile(r"lmnfl_[^\s\"']*|(?<=Bearer )[^\s\"']+")


def write_report(
    error: BaseException, environ: Mapping[str, str] = os.environ, folder: Path | None = None
) -> Path | None:
    """Writes a report under the state directory (or `folder`); its path, or None where that failed."""
    try:
        folder = find_paths().state if folder is None else folder
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        path = folder / f"crash-{stamp}-{os.getpid()}.txt"
        write_whole(path, report_text(error, environ).encode("utf-8", "backslashreplace"))
    except (FileError, OSError, RuntimeError):
        return None
    return path


def report_text(error: BaseException, environ: Mapping[str, str]) -> str:
    """What a report says: each error of the chain, and the calls that led there by file, line and function."""
    lines = [
        f"lumenbrowse {__version__}, Python {platform.python_version()}, {platform.platform()}"
    ]
    for each in _chain(error):
        said = _without_keys(str(each), environ.get(KEY_VARIABLE, ""))
        lines += ["", f"{type(each).__qualname__}: {shorten(said, 1_000)}", *_calls(each)]
    return "".join(f"{safe(line)}\n" for line in lines)


def _without_keys(text: str, key: str) -> str:
    text = text.replace(key.strip(), "…") if key.strip() else text
    return _KEY.sub("…", text)


def _chain(error: BaseException) -> list[BaseException]:
    """The error, and what it came from, the first cause first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.insert(0, current)
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return chain


def _calls(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    calls = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    if len(calls) > _MOST_CALLS:
        calls[_MOST_CALLS // 2 : -_MOST_CALLS // 2] = ["  …"]
    return calls


def describe(error: BaseException, report: Path | None) -> str:
    """The one line for the user."""
    kept = f": the report is in {safe(str(report))}" if report else "; no report could be kept"
    return f"an error of lumenbrowse itself ({type(error).__name__}){kept}"
