"""What the command line says, and in whose language."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from crm.domain.errors import Problem, Refused
from crm.domain.i18n import Text
from templates.catalogue import Reader, say

REFUSED, WRONG = 1, 2
PIPED = 1000  # columns


@dataclass(kw_only=True)
class Speaker:
    """Speaks the language of whoever the command is for; ``options`` name the fields of the form they fill in."""

    reader: Reader = field(default_factory=lambda: Reader.of("en", "UTC"))
    options: dict[str, str] = field(default_factory=dict)
    as_json: bool = False


def write(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    # Whoever waits for a line at the other end of a pipe gets it now.
    sys.stdout.flush()


def complain(*lines: str) -> None:
    for line in lines:
        sys.stderr.write(f"{line}\n")


def write_json(value: Any) -> None:
    write(json.dumps(value, ensure_ascii=False, indent=2))


def refuse(refused: Refused, speaker: Speaker) -> None:
    """Every problem on a line of its own, beside the option that it is about."""
    if speaker.as_json:
        write_json({"refused": [_problem(one, speaker) for one in refused.problems]})
        return
    for one in refused.problems:
        option = speaker.options.get(one.field or "")
        complain(f"{option}: {say(one.text, speaker.reader)}" if option else say(one.text, speaker.reader))


def _problem(one: Problem, speaker: Speaker) -> dict[str, Any]:
    return {
        "field": one.field,
        "option": speaker.options.get(one.field or ""),
        "text": say(one.text, speaker.reader),
    }


def table(titles: Sequence[Text], rows: Iterable[Sequence[str]], reader: Reader) -> None:
    """Rows under their titles; cells are taken as they are, whatever signs they hold."""
    # A pipe has no width; whoever filters lines wants them whole.
    console = Console(width=None if sys.stdout.isatty() else PIPED, highlight=False)
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for one in titles:
        grid.add_column(say(one, reader), overflow="fold")
    for row in rows:
        grid.add_row(*(Styled(cell) for cell in row))
    console.print(grid)
