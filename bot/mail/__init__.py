"""The mail door."""

from __future__ import annotations
