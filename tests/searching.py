"""How long properties are looked at whose every example is a handful of transactions."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, settings

SOAKING = os.environ.get("HYPOTHESIS_PROFILE") == "soak"


def few(examples: int, **more: Any) -> settings:
    """So many examples, and ten times as many where nobody waits. They share a database; none of them is kept."""
    many = 10 * examples if SOAKING else examples
    return settings(max_examples=many, suppress_health_check=list(HealthCheck), database=None, **more)
