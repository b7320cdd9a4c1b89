"""What Slack refuses in views, messages and answers; rules of the sandbox's own."""

from __future__ import annotations
