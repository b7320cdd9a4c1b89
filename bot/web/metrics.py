"""Figures for Prometheus, in its text format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What the outbox looks like now: deliveries waiting, those that need a person, and how late the oldest is."""

    waiting: int
    troubled: int
    overdue: float  # seconds


LINES = (
    ("carnet_deliveries_waiting", "Deliveries in the queue, reminders to come among them.", "waiting"),
    ("carnet_deliveries_troubled", "Deliveries that failed or bounced and wait for a person.", "troubled"),
    ("carnet_delivery_overdue_seconds", "How long the oldest due delivery has been waiting.", "overdue"),
)


def written(figures: Figures) -> str:
    lines = []
    for name, help_, attribute in LINES:
        lines += [f"# HELP {name} {help_}", f"# TYPE {name} gauge", f"{name} {getattr(figures, attribute):g}"]
    return "\n".join(lines) + "\n"
