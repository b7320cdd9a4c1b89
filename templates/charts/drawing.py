"""The process that draws: charts come in by a pipe, pictures go out by another. Nothing else imports matplotlib."""

from __future__ import annotations

import base64
import json
import math
import sys
from bisect import bisect_right
from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

FONT = "DejaVu Sans"  # matplotlib brings it along: a picture looks the same wherever it is drawn
WIDTH, DPI = 7.4, 160  # inches; twice the width of a mail's column in pixels, for sharp screens
ROW, HEAD, FOOT = 0.44, 0.86, 0.2  # inches
LEGEND = 0.32  # a line of it
KEY = 0.42  # the colour before a name, and the space behind it
SIDE = 0.28
INK, QUIET, LINE, PAPER = "#1f2328", "#5c626a", "#9aa3ab", "#ffffff"
COLOURS = ("#1f4e5f", "#3f9484", "#e0a458", "#c4553b", "#8a6fa8", "#b7c4ca")
TITLE, BODY, SMALL = 15, 11.5, 10.5  # points; a telephone shows them half as large
LABELS_AT_MOST = 0.36  # of the width
LETTERS_AT_MOST = 60


def picture(chart: dict[str, Any]) -> bytes:
    """One chart as PNG."""
    names = [one["name"] for one in chart["series"]]
    lines = _lines(names) if len(names) > 1 else 0
    legend = LEGEND * lines
    height = HEAD + legend + ROW * max(len(chart["rows"]), 1) + FOOT
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER)
    _heading(figure, chart, height)
    left, labels = _labels(chart["rows"])
    axes = figure.add_axes(
        (left / WIDTH, FOOT / height, (WIDTH - left - SIDE) / WIDTH, 1 - (HEAD + legend + FOOT) / height)
    )
    _bars(axes, chart, labels)
    if lines:
        _legend(figure, axes, -(-len(names) // lines), 1 - (HEAD + legend / 2 - 0.04) / height)
    found = BytesIO()
    figure.savefig(found, format="png", facecolor=PAPER)
    return found.getvalue()


def _lines(names: list[str]) -> int:
    """How many lines the legend takes."""
    return math.ceil(sum(_width(one, SMALL) + KEY for one in names) / (WIDTH - 2 * SIDE))


def _heading(figure: Figure, chart: dict[str, Any], height: float) -> None:
    for text, at, size, colour, weight in (
        (chart["title"], 0.32, TITLE, INK, "bold"),
        (chart["subtitle"], 0.60, BODY, QUIET, "normal"),
    ):
        figure.text(
            SIDE / WIDTH,
            1 - at / height,
            text,
            fontfamily=FONT,
            fontsize=size,
            color=colour,
            fontweight=weight,
            va="center",
            parse_math=False,
        )


def _width(text: str, size: float = BODY) -> float:
    """Inches. What a path of the letters takes is exact and a hundred times as slow."""
    font = get_font(findfont(FontProperties(family=FONT)))
    font.set_size(size, DPI)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64 / DPI


def _labels(rows: list[str]) -> tuple[float, list[str]]:
    """Where the bars begin, and the labels cut to what fits before them."""
    most = WIDTH * LABELS_AT_MOST
    shown = [_cut(" ".join(one.split())[:LETTERS_AT_MOST], most) for one in rows]
    return SIDE + max((_width(one) for one in shown), default=0) + 0.14, shown


def _cut(text: str, most: float) -> str:
    if not text or _width(text) <= most:
        return text
    fits = bisect_right(range(len(text)), most, key=lambda letters: _width(f"{text[:letters]}…"))
    return f"{text[: max(fits - 1, 0)].rstrip()}…"


def _bars(axes: Axes, chart: dict[str, Any], labels: list[str]) -> None:
    places = range(len(labels))
    ends = [0.0] * len(labels)
    for number, series in enumerate(chart["series"]):
        colour = COLOURS[number % len(COLOURS)]
        axes.barh(places, series["values"], left=ends, height=0.62, color=colour, label=series["name"], zorder=2)
        ends = [end + value for end, value in zip(ends, series["values"], strict=True)]
    longest = max(ends, default=0) or 1
    notes = max((_width(one, SMALL) for one in chart["notes"]), default=0)
    across = axes.get_position().width * WIDTH
    axes.set_xlim(0, longest * across / max(across - notes - 0.16, across * 0.3))
    axes.set_ylim(len(labels) - 0.5, -0.5)
    for place, label, note, end in zip(places, labels, chart["notes"], ends, strict=True):
        style: dict[str, Any] = {"fontfamily": FONT, "va": "center", "parse_math": False}
        axes.annotate(
            label, (0, place), (-8, 0), textcoords="offset points", ha="right", color=INK, fontsize=BODY, **style
        )
        axes.annotate(
            note, (end, place), (6, 0), textcoords="offset points", ha="left", color=QUIET, fontsize=SMALL, **style
        )
    axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.axvline(0, color=LINE, linewidth=1, zorder=3)


def _legend(figure: Figure, axes: Axes, columns: int, middle: float) -> None:
    handles, names = axes.get_legend_handles_labels()
    legend = figure.legend(
        handles,
        names,
        loc="center left",
        bbox_to_anchor=(SIDE / WIDTH, middle),
        ncols=columns,
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        handlelength=0.9,
        handleheight=0.9,
        handletextpad=0.45,
        columnspacing=1.3,
        prop=FontProperties(family=FONT, size=SMALL),
        labelcolor=INK,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)


def main() -> None:
    found = [base64.b64encode(picture(one)).decode() for one in json.load(sys.stdin)]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
