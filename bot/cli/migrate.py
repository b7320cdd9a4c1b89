"""`carnet migrate`: bring the tables to the newest shape."""

from __future__ import annotations

import typer

from bot.cli.asking import opened
from bot.cli.speaking import write
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.store import migrate as tables
from crm.store import shape

APP = typer.Typer(add_completion=False)


@APP.command()
def migrate() -> None:
    """Bring the database's tables to the newest shape; running it again does nothing."""
    with opened() as (_settings, store):
        before = shape.standing(store)
        if before is not None and before > shape.wanted():
            raise Refused.because(
                _("The database was migrated by a newer Carnet ({standing}). Update this one.", standing=before)
            )
        try:
            tables.upgrade(store)
        except PermissionError as exc:
            raise Refused.because(_("{reason}", reason=str(exc))) from exc
        write(f"{before or 'empty'} → {shape.standing(store)}")
