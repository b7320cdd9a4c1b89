"""Which shape the tables have, and which this version wants: asked at every start, so without Alembic's weight."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, inspect, select

from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.store.base import Store

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_stand = Table("alembic_version", MetaData(), Column("version_num", String))


def standing(store: Store) -> str | None:
    """The revision of the tables; nothing for an empty database."""
    with store.outside() as connection:
        if not inspect(connection).has_table(_stand.name):
            return None
        found: str | None = connection.execute(select(_stand.c.version_num)).scalar()
    return found


@cache
def wanted() -> str:
    """The newest revision: our files are named by it, and numbered."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def check(store: Store) -> None:
    """Refuse tables of another version: reading them would only look like a fault of ours."""
    found = standing(store)
    if found is None or found < wanted():
        raise Refused.because(_("The database's tables are not up to date. Run “carnet migrate” once."))
    if found > wanted():
        raise Refused.because(
            _("The database was migrated by a newer Carnet ({standing}). Update this one.", standing=found)
        )
