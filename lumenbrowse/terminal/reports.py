"""Reports of the program's own errors: what and where, without secrets and without local variables."""

import os
import platform
import re
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

from lumenbrowse import __version__
from lumenbrowse.errors import FileError
from lumenbrowse.storage.files import find_paths, write_whole
from lumenbrowse.text.safe import mask, safe, shorten

_KEY = re.compile(r"lmnfl_[^\s\"']*|(?<=Bearer )[^\s\"']+")
_SECRET = re.compile(r"(?i)\w*(?:KEY|TOKEN|SECRET)\w*=[\s\"']*(.{8,}?)[\s\"']*")
_LONGEST_LINE = 1_000


def write_report(error: BaseException, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Writes a report under the state directory; its path, or None where that failed."""
    try:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        path = find_paths().state / f"crash-{stamp}-{os.getpid()}.txt"
        write_whole(path, report_text(error, environ).encode("utf-8", "backslashreplace"))
    except (FileError, OSError, RuntimeError):
        return None
    return path


def report_text(error: BaseException, environ: Mapping[str, str]) -> str:
    """What a report says: the traceback, of which each line is bounded and safe to show."""
    keys = [found[1] for one in environ.items() if (found := _SECRET.fullmatch("=".join(one)))]
    told = _KEY.sub("…", mask("".join(traceback.format_exception(error)), keys))
    head = f"lumenbrowse {__version__}, Python {platform.python_version()}, {platform.platform()}"
    return "".join(f"{shorten(line, _LONGEST_LINE)}\n" for line in (head, *told.split("\n")))


def describe(error: BaseException, report: Path | None) -> str:
    """The one line for the user."""
    kept = f": the report is in {safe(str(report))}" if report else "; no report could be kept"
    return f"an error of lumenbrowse itself ({type(error).__name__}){kept}"
