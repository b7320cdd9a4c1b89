"""The words: what people read of an entry, in their language and zone."""

from __future__ import annotations
