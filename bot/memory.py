"""What was let go of is given back to the system: a process stays for weeks, a large mail for a second."""

from __future__ import annotations

import ctypes

# As glibc's malloc.h calls them: from which size on a block is the system's, and how much may lie idle.
MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1
LARGE, IDLE = 1024 * 1024, 4 * 1024 * 1024  # bytes


def give_back() -> None:
    """Once the first large block was freed, glibc keeps those that follow, one for each thread. Others need no word."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, LARGE)
        mallopt(TRIM_THRESHOLD, IDLE)
