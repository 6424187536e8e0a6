"""How much memory a process has used, for programs that tests start to measure it."""

import resource
import sys
from pathlib import Path


def peak(pid: int | None = None) -> int:
    """The most that a process (by default this one) ever had in memory at once, in KiB.

    Where the kernel tells (VmHWM, proc(5)) that of its program alone. getrusage(2), which knows of this process
    only, begins with what the one had that started it: a worker of pytest may be larger than what is measured.
    """
    status = Path(f"/proc/{pid or 'self'}/status")
    if pid is not None or status.exists():
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used >> 10 if sys.platform == "darwin" else used
