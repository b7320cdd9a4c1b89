"""Charts: what is drawn is a value, and drawn in a process of its own, so that ours neither waits nor grows by it."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

WITHIN = 120  # seconds; a machine that is busy draws slowly, and nobody waits


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One colour of the bars: a number for each row."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Bars that lie, one a row, all words in the reader's language. ``notes`` stand at the ends of the bars.

    ``alt`` says the same in words, for whoever does not see the picture.
    """

    name: str
    title: str
    subtitle: str
    rows: tuple[str, ...]
    series: tuple[Series, ...]
    notes: tuple[str, ...]
    alt: str


class NotDrawn(RuntimeError):
    """The process that draws did not."""


def drawn(charts: Sequence[Chart]) -> list[bytes]:
    """The pictures of some charts, as PNG.

    Raises:
        NotDrawn: none of them.
    """
    if not charts:
        return []
    asked = json.dumps([asdict(one) for one in charts])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "templates.charts.drawing"],
            input=asked.encode(),
            capture_output=True,
            timeout=WITHIN,
            check=True,
            env={**os.environ, "MPLBACKEND": "agg"},
        )
        return [base64.b64decode(one) for one in json.loads(done.stdout)]
    except (subprocess.SubprocessError, OSError, ValueError) as exc:
        raise NotDrawn(type(exc).__name__) from exc
