"""The clock and the faults of the sandbox, as one chooses them on a page."""

from __future__ import annotations

from sandbox.page.controls import Node
from sandbox.page.looking import Looking

STEPS = ((600, "+10 min"), (3600, "+1 hour"), (86400, "+1 day"), (604800, "+1 week"))
# What one can choose, as one would say it; the control API knows more.
WEATHER: tuple[tuple[str, tuple[tuple[str, Node], ...]], ...] = (
    (
        "Calls of the app",
        (
            ("Too many requests (429)", {"kind": "ratelimited", "seconds": 2}),
            ("Server error (500)", {"kind": "status", "code": 500}),
            ("Out of service (503)", {"kind": "status", "code": 503}),
            ("No answer at all", {"kind": "timeout"}),
            ("Connection dropped before", {"kind": "drop"}),
            ("Done, but the answer is lost", {"kind": "lost"}),
            ("Slow by 2 seconds", {"kind": "latency", "seconds": 2}),
        ),
    ),
    (
        "What is sent to the app",
        (
            ("Event repeated", {"kind": "repeat"}),
            ("Event after the next one", {"kind": "reorder"}),
            ("Sockets dropped", {"kind": "drop_socket"}),
            ("Slow by 2 seconds", {"kind": "event_latency", "seconds": 2}),
        ),
    ),
    (
        "Mails of the app",
        (
            ("Try again later (451)", {"kind": "smtp_reject", "code": 451}),
            ("No such mailbox (550)", {"kind": "smtp_reject", "code": 550}),
            ("Connection dropped", {"kind": "smtp_drop"}),
            ("Slow by 2 seconds", {"kind": "smtp_latency", "seconds": 2}),
        ),
    ),
)


def fault_name(fault: Node) -> str:
    """How a fault is called in the list of choices; one from the control API alone has only its kind."""
    named = ((name, known) for _, group in WEATHER for name, known in group)
    found = (name for name, known in named if known["kind"] == fault["kind"] and fault.items() >= known.items())
    return next(found, str(fault["kind"]))


def weather(looking: Looking) -> Node:
    """Clock and faults as they are now."""
    now, moved = looking.box.clock.now(), looking.box.clock.offset
    waiting = [one.node() for one in looking.box.faults.waiting]
    return {
        "now": now,
        "moved": abs(moved.total_seconds()) > 1,
        "steps": STEPS,
        "choices": WEATHER,
        "faults": [{**one, "name": fault_name(one)} for one in waiting],
        "red": sum(one.red for one in looking.box.records.kept),
    }
