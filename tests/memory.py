"""How much memory a process has used, for programs that tests start to measure it."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak() -> int:
    """The most that this process ever had in memory at once, in KiB.

    Where the kernel tells (VmHWM, proc(5)) that of this program alone. getrusage(2) begins with what the
    process had that started it: a worker of pytest may be larger than what is measured.
    """
    if _STATUS.exists():
        lines = _STATUS.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used >> 10 if sys.platform == "darwin" else used
