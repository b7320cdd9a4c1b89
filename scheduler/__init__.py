"""The clock: carries what is owed and wakes when something is due."""

from __future__ import annotations
