"""A local Slack workspace and mailbox, as strict as the real ones, for trying, teaching and testing."""

from __future__ import annotations
