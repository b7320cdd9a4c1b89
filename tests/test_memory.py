"""Large blocks that are let go of leave the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LARGE = 25_000_000
# As mails come: each is held by whichever thread takes it, and smaller things are made meanwhile.
WORK = """
import re, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from bot import memory

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

def hold(number):
    held, kept = bytearray(b"x") * LARGE, bytearray(200_000)
    together.wait()
    return kept

LARGE, THREADS = int(sys.argv[1]), 4
together = Barrier(THREADS)
if sys.argv[2:]:
    memory.give_back()
with ThreadPoolExecutor(THREADS) as threads:
    before, kept = resident(), []
    for turn in range(3):
        kept += threads.map(hold, range(THREADS))
    print(resident() - before)
"""


def left(*how):
    said = subprocess.run([sys.executable, "-c", WORK, str(LARGE), *how], capture_output=True, check=True)  # noqa: S603 - our own
    return int(said.stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much is resident")
def test_what_is_large_goes_back_to_the_system():
    assert left("given back") < LARGE / 2
