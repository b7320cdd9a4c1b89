"""Which of the processes that a test starts coverage looks at: to be watched doubles what their start costs."""

from __future__ import annotations

import os

HANDED_ON = "COVERAGE_PROCESS_CONFIG"  # what coverage tells the processes that a test starts


def unwatched() -> dict[str, str]:
    """The environment for a program whose lines are walked where its own tests are."""
    return {name: value for name, value in os.environ.items() if name != HANDED_ON}
