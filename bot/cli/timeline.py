"""`carnet timeline`: a client's infobox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from bot.cli.asking import As, Json, Office, Team, office
from bot.cli.speaking import write, write_json
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.clients import CLIENTS, Record, RecordKind
from crm.domain.i18n import Text, _
from crm.domain.sought import EVERYTHING, Sought
from crm.domain.timeline import Comment, Entry
from crm.store.session import Session
from crm.views import clients, listing, members
from templates import words
from templates.catalogue import Reader, moment, say

APP = typer.Typer(add_completion=False)
INDENT = "    "
OPTIONS = {"since": "--from", "until": "--to", "action": "--action", "author": "--author", "words": "--search"}


@APP.command()
def timeline(
    ctx: typer.Context,
    client: Annotated[str, typer.Argument(help="Its id, like CMP-12, or a name that only one has.")],
    *,
    upcoming: Annotated[bool, typer.Option("--upcoming", help="Only what is still to come, the next first.")] = False,
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day, like 2026-12-01.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day.")] = "",
    action: Annotated[str, typer.Option(help="Only entries of this action, like “status”.")] = "",
    author: Annotated[str, typer.Option(metavar="EMAIL", help="Only entries of this member.")] = "",
    search: Annotated[str, typer.Option(metavar="WORDS", help="Only entries that hold these words.")] = "",
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most, the newest first.")] = 20,
    as_: As = "",
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Show a client's infobox."""
    asked = {"since": since, "until": until, "action": action, "author": author, "words": search}
    with office(ctx, workspace, as_json=as_json) as place, place.asked_by(as_) as (session, member):
        place.speaker.options |= OPTIONS
        sought = Sought.read(asked)
        record = clients.find_one(session, member, client, kinds=(*CLIENTS, RecordKind.PROFILE))
        if upcoming:
            found = to_come(session, member, record, place.now, sought)
        else:
            found = newest(session, member, record, count, sought)
        if not as_json:
            write(f"{record.dot} {record.name} · {record.number}", "")
        show(found, place, session, _("Nothing of that kind is here.") if sought else _("Nothing here yet."))


def show(found: Sequence[Entry], place: Office, session: Session, nothing: Text) -> None:
    """Entries as they read in the infobox, or as data."""
    names, reader = members.names(session), place.speaker.reader
    if place.speaker.as_json:
        write_json([as_data(one, place, names) for one in found])
        return
    for one in found:
        write(*as_lines(one, session, reader, names), "")
    if not found:
        write(say(nothing, reader))


def to_come(session: Session, member: Member, record: Record, now: datetime, sought: Sought) -> list[Entry]:
    """What is still to come, the next first; of what is looked for, if anything is."""
    if not sought:
        return listing.upcoming(session, member, record, now)
    ahead = newest(session, member, record, listing.UPCOMING_AT_MOST, sought)
    living = (one for one in ahead if one.upcoming(now) and not one.undone)
    return sorted(living, key=lambda one: (one.occurred_at, one.id))


def newest(session: Session, member: Member, record: Record, count: int, sought: Sought = EVERYTHING) -> list[Entry]:
    """As many of the newest entries as wanted, page by page."""
    page = clients.card(session, member, record.number, sought=sought)
    found = list(page.entries)
    while page.older and len(found) < count:
        page = clients.card(session, member, record.number, before=page.older, sought=sought)
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
    head = f"{INDENT}💬 {comment.author} · {moment(comment.at, reader)} · {comment.number}"
    return [head, *_indented(comment.body, names)]


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
                "number": one.number,
                "author": one.author,
                "at": one.at.isoformat(),
                "text": richtext.plain(one.body, names),
                "source": one.source,
            }
            for one in entry.comments
        ],
    }
