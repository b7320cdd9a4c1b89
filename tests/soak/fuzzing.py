"""``python -m tests.soak.fuzzing --seconds 600``: a search by coverage in all that reads what strangers wrote.

Each target is a process of its own, at low priority. What breaks one is kept in ``var/fuzzing/<target>/``; see it again
with ``python -m tests.soak.fuzzed <target> --again <file>``, and give it a test of its own before it is mended.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path("var/fuzzing")
TARGETS = (
    *(
        "parser",
        "report",
        "words",
        "forward",
        "page",
        "winmail",
        "typed",
        "wired",
        "head",
        "calendar",
        "mutated",
        "lines",
    ),
)
UNITS = "number_of_executed_units"
LAST_WORDS = 30  # lines
PRIORITY = ("nice", "-n", "15")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.soak.fuzzing", description=__doc__)
    arguments.add_argument("--seconds", type=int, default=600, help="for all targets together")
    arguments.add_argument("--target", choices=TARGETS, action="append", help="this alone; may be repeated")
    wanted = arguments.parse_args()
    if find_spec("atheris") is None:
        print("No fuzzing here: atheris is for Linux only.")  # noqa: T201 - said to whoever runs it
        return
    chosen = wanted.target or TARGETS
    seconds = max(wanted.seconds // len(chosen), 1)
    broken = [one for one in chosen if not _survives(one, seconds)]
    print(f"Broken: {', '.join(broken)}" if broken else f"Nothing found in {len(chosen)} × {seconds} s.")  # noqa: T201
    sys.exit(bool(broken))


def _survives(target: str, seconds: int) -> bool:
    folder = FOLDER / target
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log"
    command = [*PRIORITY, sys.executable, "-m", "tests.soak.fuzzed", target, "--seconds", str(seconds)]
    with log.open("w", encoding="utf-8") as said:
        code = subprocess.run(command, stdout=said, stderr=said, check=False).returncode  # noqa: S603 - our own
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    tried = next((one.rpartition(" ")[2] for one in lines if UNITS in one), "?")
    print(f"{target}: {'broken' if code else 'well'}, {tried} inputs tried", flush=True)  # noqa: T201
    if code:
        print("\n".join(lines[-LAST_WORDS:]), flush=True)  # noqa: T201
    return not code


if __name__ == "__main__":
    main()
