"""The agency that the demo shows: written by hand, read and checked."""

from __future__ import annotations
