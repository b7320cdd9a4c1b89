"""The web door: Slack's requests over HTTP, health."""

from __future__ import annotations
