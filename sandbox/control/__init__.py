"""The control API: act as a member, look at everything, make bad weather, move the clock."""

from __future__ import annotations
