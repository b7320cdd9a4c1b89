"""What an operator must know before people do: every check says the cure of what it finds."""

from __future__ import annotations
