"""`carnet timeline`: a client's infobox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from bot.cli.asking import As, Json, Office, Team, office
from bot.cli.speaking import write, write_json
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.clients import CLIENTS, Record, RecordKind
from crm.domain.i18n import _
from crm.domain.timeline import Comment, Entry
from crm.store.session import Session
from crm.views import clients, listing, members
from templates import words
from templates.catalogue import Reader, moment, say

APP = typer.Typer(add_completion=False)
INDENT = "    "


@APP.command()
def timeline(
    ctx: typer.Context,
    client: Annotated[str, typer.Argument(help="Its id, like CMP-12, or a name that only one has.")],
    *,
    upcoming: Annotated[bool, typer.Option("--upcoming", help="Only what is still to come, the next first.")] = False,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most, the newest first.")] = 20,
    as_: As = "",
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Show a client's infobox."""
    with office(ctx, workspace, as_json=as_json) as place, place.asked_by(as_) as (session, member):
        record = clients.find_one(session, member, client, kinds=(*CLIENTS, RecordKind.PROFILE))
        found = (
            listing.upcoming(session, member, record, place.now) if upcoming else newest(session, member, record, count)
        )
        names = members.names(session)
        if as_json:
            write_json([as_data(one, place, names) for one in found])
            return
        reader = place.speaker.reader
        write(f"{record.dot} {record.name} · {record.number}", "")
        for one in found:
            write(*as_lines(one, session, reader, names), "")
        if not found:
            write(say(_("Nothing here yet."), reader))


def newest(session: Session, member: Member, record: Record, count: int) -> list[Entry]:
    """As many of the newest entries as wanted, page by page."""
    page = clients.card(session, member, record.number)
    found = list(page.entries)
    while page.older and len(found) < count:
        page = clients.card(session, member, record.number, before=page.older)
        found += page.entries
    return found[:count]


def as_lines(entry: Entry, session: Session, reader: Reader, names: Mapping[str, str]) -> list[str]:
    said = words.lines(entry, members.statuses(session), reader)
    state = _("Undone") if entry.undone else words.EDITED if entry.edited else None
    head = [" · ".join([entry.number, said.when, *([say(state, reader)] if state else [])])]
    head += [f"{said.icon} {said.sentence}: {said.clients}", *said.changes]
    if entry.participants:
        head.append(say(_("With {names}", names=list(entry.participants)), reader))
    return [
        *head,
        *_indented(entry.body, names),
        *(line for one in entry.comments for line in _said(one, reader, names)),
    ]


def _indented(body: Mapping[str, Any] | None, names: Mapping[str, str]) -> list[str]:
    text = richtext.plain(body, names) if body else ""
    return [f"{INDENT}{line}" for line in text.splitlines()]


def _said(comment: Comment, reader: Reader, names: Mapping[str, str]) -> Sequence[str]:
    return [f"{INDENT}💬 {comment.author} · {moment(comment.at, reader)}", *_indented(comment.body, names)]


def as_data(entry: Entry, place: Office, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": entry.number,
        "action": entry.action,
        "author": entry.author_name,
        "occurred_at": entry.occurred_at.isoformat(),
        "created_at": entry.created_at.isoformat(),
        "upcoming": entry.upcoming(place.now),
        "undone": entry.undone,
        "edited": entry.edited,
        "records": [{"number": str(one.number), "name": one.name} for one in entry.records],
        "hidden": entry.hidden,
        "text": richtext.plain(entry.body, names) if entry.body else "",
        "changes": [
            {"record": one.record_name, "field": one.field, "before": one.before, "after": one.after}
            for one in entry.changes
        ],
        "participants": list(entry.participants),
        "comments": [
            {
                "author": one.author,
                "at": one.at.isoformat(),
                "text": richtext.plain(one.body, names),
                "source": one.source,
            }
            for one in entry.comments
        ],
    }
