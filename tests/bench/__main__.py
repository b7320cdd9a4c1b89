"""``python -m tests.bench``: what Carnet costs, beside the least that the same work can cost, in one run."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Iterator, Mapping

import structlog

from tests.bench import (
    agendas,
    claiming,
    commands,
    homes,
    incoming,
    mails,
    million,
    performing,
    reminding,
    timelines,
    typing_ahead,
)
from tests.bench.databases import KINDS
from tests.bench.figures import Figure, show

BENCHES: Mapping[str, Callable[[str, int], Iterator[Figure]]] = {
    "perform": performing.measure,
    "timeline": timelines.measure,
    "type-ahead": typing_ahead.measure,
    "mail": mails.measure,
    "mail-in": incoming.measure,
    "claim": claiming.measure,
    "reminders": reminding.measure,
    "agenda": agendas.measure,
    "home": homes.measure,
    "command": commands.opening,
    "process": commands.process,
}
# Measured when it is asked for: to fill its databases takes half an hour each, and 20 GB.
LARGE: Mapping[str, Callable[[str, int], Iterator[Figure]]] = {"million": million.measure}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--only", choices=[*BENCHES, *LARGE], action="append", help="measure this alone; may be repeated"
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="clients and entries in the large database")
    parser.add_argument("--database", choices=KINDS, action="append", help="on this database alone")
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    figures: list[Figure] = []
    for name in wanted.only or BENCHES:
        for kind in wanted.database or KINDS:
            for figure in {**BENCHES, **LARGE}[name](kind, wanted.rows):
                figures.append(figure)
                print(f"{name}: {figure.measured} {figure.ratio}", file=sys.stderr, flush=True)  # noqa: T201 - progress
    show(figures)
    sys.exit(any(figure.good is False for figure in figures))


if __name__ == "__main__":
    main()
