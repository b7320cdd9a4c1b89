"""The Slack door."""

from __future__ import annotations
