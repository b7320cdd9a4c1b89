"""The doors: Slack, mail, web, command line; and the wiring that chooses the real things."""

from __future__ import annotations
