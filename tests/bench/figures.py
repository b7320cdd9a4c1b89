"""What was measured, and the table that says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One measured thing. ``floor`` is the least that the same work cost in the same run, where there is one."""

    what: str
    database: str = ""
    measured: str
    floor: str = ""
    ratio: str = ""
    aim: str = ""
    good: bool | None = None


def table(figures: Sequence[Figure]) -> Table:
    found = Table(title="Carnet, measured in one run", title_justify="left")
    for heading in ("what", "database", "measured", "floor", "ratio", "aim", ""):
        found.add_column(heading, justify="left" if heading in {"what", "database", "aim"} else "right")
    for one in figures:
        mark = {True: "PASS", False: "[bold]MISS[/bold]", None: ""}[one.good]
        found.add_row(one.what, one.database, one.measured, one.floor, one.ratio, one.aim, mark)
    return found


def show(figures: Sequence[Figure]) -> None:
    Console(width=150).print(table(figures))


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


@dataclass(frozen=True, slots=True)
class Times:
    """How long one thing took, many times."""

    seconds: Sequence[float]

    @classmethod
    def of(cls, work: Sequence[Callable[[], object]]) -> Times:
        found: list[float] = []
        for one in work:
            started = perf_counter()
            one()
            found.append(perf_counter() - started)
        return cls(found)

    @property
    def p50(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        return quantiles(self.seconds, n=20)[-1]

    def __str__(self) -> str:
        return f"p50 {milliseconds(self.p50)}, p95 {milliseconds(self.p95)}"


def within(what: str, database: str, times: Times, at_most: float, floor: str = "") -> Figure:
    """A figure whose aim is a time at the 95th of a hundred."""
    aim = f"p95 ≤ {at_most * 1000:g} ms"
    return Figure(what=what, database=database, measured=str(times), floor=floor, aim=aim, good=times.p95 <= at_most)


def side_by_side(
    what: str, database: str, work: Callable[[], float], floor: Callable[[], float], *, aim: float, rounds: int = 7
) -> Figure:
    """Rates of both in turn, so that whatever else the machine does slows both; the median of the rounds' ratios."""
    pairs = [(work(), floor()) for _ in range(rounds)]
    ratio = median(mine / least for mine, least in pairs)
    return Figure(
        what=what,
        database=database,
        measured=f"{median(mine for mine, _ in pairs):,.0f}/s",
        floor=f"{median(least for _, least in pairs):,.0f}/s",
        ratio=f"{ratio:.0%}",
        aim=f"≥ {aim:.0%} of the floor",
        good=ratio >= aim,
    )


def rate(count: int, work: Callable[[], object]) -> float:
    """How many a second, when ``work`` does ``count`` of them."""
    started = perf_counter()
    work()
    return count / (perf_counter() - started)
