"""The client relationship itself: knows no Slack, no SMTP, no clock."""

from __future__ import annotations
