"""The sandbox's browser page: a small Slack and a mail program, rendered on the server."""

from __future__ import annotations
