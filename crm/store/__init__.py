"""Tables and queries; nothing above the store touches a connection."""

from __future__ import annotations
