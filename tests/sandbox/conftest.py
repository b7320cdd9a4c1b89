"""A sandbox for each test, on ports of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from sandbox_here import Here, here


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Here]:
    async with here() as made:
        yield made
