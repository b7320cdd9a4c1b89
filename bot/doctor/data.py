"""The database, its tables and the people in it; the folder of the files; the clock."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.finding import Findings, ill, note, well
from bot.settings import Settings
from crm import directory
from crm.store import shape
from crm.store.base import APP_ROLE, Store
from crm.views.members import everybody

DRIFT = 60.0  # seconds; Slack's signatures are refused after five minutes


def database(settings: Settings) -> Findings:
    """Reached, of this version, and acting as a role that row-level security holds for."""
    store = Store(settings.carnet_database_url)
    name = store.url.render_as_string(hide_password=True)
    try:
        with store.engine.connect() as connection:
            role = None if store.sqlite else connection.execute(text("SELECT current_user")).scalar()
        yield well("database", f"{name} answers")
        yield from _tables(store)
        if role not in {None, APP_ROLE}:
            yield ill("database role", f"sessions act as {role}", "Run “carnet migrate”: it makes the role carnet_app.")
        if shape.standing(store) == shape.wanted():
            yield from _people(store)
    except SQLAlchemyError as exc:
        reason = str(getattr(exc, "orig", exc)).splitlines()[0]
        yield ill("database", f"{name}: {reason}", "Start the database, or mend CARNET_DATABASE_URL.")
    finally:
        store.dispose()


def _tables(store: Store) -> Findings:
    standing, wanted = shape.standing(store), shape.wanted()
    if standing == wanted:
        yield well("tables", f"up to date ({standing})")
    elif standing is None or standing < wanted:
        yield ill("tables", f"{standing or 'none yet'}, wanted {wanted}", "Run “carnet migrate”.")
    else:
        yield ill("tables", f"{standing}, newer than this Carnet ({wanted})", "Update Carnet on this machine.")


def _people(store: Store) -> Findings:
    with store.outside() as connection:
        known = directory.workspaces(connection)
    if not known:
        yield note("workspace", "none yet", "“carnet serve” founds it when it first meets Slack.")
    for team, number in known.items():
        with store.read(number) as session:
            members = [one for one in everybody(session) if one.active]
        admins = [one.name for one in members if one.role.name == "admin"]
        waiting = [one.name for one in members if one.role.name == "none"]
        if not admins:
            yield ill("members", f"{team}: no administrator", "carnet members set EMAIL --role admin")
        else:
            yield well("members", f"{team}: {len(members)}, administrators: {', '.join(admins)}")
        if waiting:
            yield note(
                "roles",
                f"{team}: {len(waiting)} without one: {', '.join(waiting[:5])}",
                "carnet members set EMAIL --role consultant",
            )


def files(settings: Settings) -> Findings:
    address = urlsplit(settings.carnet_files_url)
    folder = Path(unquote(address.path))
    if address.scheme != "file":
        yield ill(
            "files", f"{address.scheme or 'nothing'} is no place for files", "Set CARNET_FILES_URL=file:var/files"
        )
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            yield well("files", f"{folder} can be written")
    except OSError as exc:
        yield ill("files", f"{folder}: {exc.strerror}", "Give the folder to Carnet's user, or mend CARNET_FILES_URL.")


def clock(settings: Settings) -> Findings:
    """In development, whether the clock that is followed answers."""
    if not settings.carnet_clock_url:
        return
    try:
        with urlopen(settings.carnet_clock_url, timeout=3) as answer:  # noqa: S310 - checked at start
            yield note("clock", f"follows {settings.carnet_clock_url}: {json.load(answer)['now']}")
    except (OSError, ValueError, KeyError) as exc:
        yield ill("clock", f"{settings.carnet_clock_url}: {exc}", "Start the sandbox, or take CARNET_CLOCK_URL away.")


def drift(theirs: datetime) -> Findings:
    """Our clock beside Slack's."""
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    if apart > DRIFT:
        yield ill(
            "clock", f"{apart:.0f} seconds beside Slack's", "Set the machine's clock; Slack refuses old signatures."
        )
    else:
        yield well("clock", "agrees with Slack's")
