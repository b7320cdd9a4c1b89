"""A connection has the room of its pages back, whatever happens in between."""

from __future__ import annotations

import pytest

from crm.store import cache


def pages(connection):
    on_sqlite = connection.dialect.name == "sqlite"
    return connection.exec_driver_sql("PRAGMA cache_size").scalar() if on_sqlite else -cache.USUAL


def fails(connection, size):
    with cache.keeping(connection, size):
        assert pages(connection) == (-size if connection.dialect.name == "sqlite" else -cache.USUAL)
        raise ZeroDivisionError


@pytest.mark.parametrize("size", [cache.LITTLE, cache.MUCH])
def test_more_or_less_room_is_for_a_while(store, size):
    with store.outside(write=True) as connection:
        with pytest.raises(ZeroDivisionError):
            fails(connection, size)
        assert pages(connection) == -cache.USUAL
