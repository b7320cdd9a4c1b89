"""Values and rules; the standard library only."""

from __future__ import annotations
