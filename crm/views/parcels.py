"""What a relay carries: a delivery with everything its channel needs, checked again at each attempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select

from crm.domain.access import VIEW, Member, Role, Scope
from crm.domain.delivery import MUTABLE, Channel, DeliveryKind
from crm.domain.jobs import ItemState
from crm.domain.timeline import Comment, Entry
from crm.store import bodies, jobs, mirrors, mutes, outbox, people
from crm.store.bodies import Body
from crm.store.outbox import Owed
from crm.store.session import Session
from crm.store.tables import entry, member
from crm.views import appointments
from crm.views.abouts import ABOUT_SOMETHING, About, abouts
from crm.views.bulletins import BULLETINS, NOTHING, News, gathered
from crm.views.channels import UNSAFE, unsafe
from crm.views.entries import Pages
from crm.views.houses import House, house
from crm.views.parcel import Parcel, Skip
from crm.views.pointless import pointless, unreachable
from crm.views.reminding import REMINDING, Reminding

__all__ = ["Parcel", "Skip", "parcels"]
# A channel message is read by people of one workspace with one language; it is written as one who sees everything.
_EVERYTHING = Member(
    id=0, slack_user="", name="", email="", zone="UTC", locale="en", role=Role(name="", grants={VIEW: Scope.ALL})
)
MUTED = "muted"
ALONE = BULLETINS | {DeliveryKind.HELD, DeliveryKind.ANSWER}  # may be about no entry: it concerns its reader only
_ENTRIES = select(entry, member.c.name.label("author_name")).join(
    member, (member.c.workspace_id == entry.c.workspace_id) & (member.c.id == entry.c.author_id)
)


def parcels(session: Session, ids: Sequence[int]) -> list[Parcel | Skip]:
    """Some claimed deliveries, read in a fixed number of queries."""
    ledger = outbox.ledger(session, ids)
    reminding = Reminding.of(session, ledger)
    about = {one.entry_id for one in ledger if one.entry_id is not None} | reminding.entries
    rows = session.rows(_ENTRIES.where(entry.c.id.in_(about)))
    known, pages = {row.id: row for row in rows}, Pages(session, rows)
    tokens = {people.token_of(one.member_id) for one in ledger if one.member_id is not None}
    readers = {one.id: _ready(session, one) for one in people.members(session, tokens).values()}
    packer = _Packer(
        house=house(session),
        pages=pages,
        rows=known,
        readers=readers,
        bodies=bodies.bodies(session, ids),
        mails=bodies.sent_mails(session, list(about)),
        repeated=mirrors.places(session, [one for one in ledger if one.comment_id and one.kind == DeliveryKind.UPDATE]),
        abouts=abouts(session, ledger),
        news=gathered(session, ledger, readers),
        reminding=reminding,
        unsafe=unsafe(session, ledger, pages, known),
        muted=mutes.of(session, list(about)),
        together=_together(session, rows) if any(one.kind == DeliveryKind.SUMMARY for one in ledger) else {},
    )
    found = {one.id: packer.pack(one) for one in ledger}
    return [found.get(one) or Skip(id=one, reason="it is no longer in the ledger") for one in ids]


def _together(session: Session, rows: Sequence[Row[Any]]) -> dict[int, int]:
    """With how many clients each job was done that some entries come from."""
    numbers = {row.data["job"] for row in rows if "job" in (row.data or {})}
    return {one: jobs.stand(session, one).get(ItemState.DONE, 0) for one in numbers}


def _ready(session: Session, reader: Member) -> Member:
    if reader.reach(VIEW) is Scope.GROUP:
        return replace(reader, group=people.below(session, reader.id))
    return reader


@dataclass(frozen=True, kw_only=True, slots=True)
class _Packer:
    house: House
    pages: Pages
    rows: dict[int, Row[Any]]
    readers: dict[int, Member]
    bodies: dict[int, Body]
    mails: dict[tuple[int, int], list[str]]
    repeated: dict[tuple[int, str | None, int | None], tuple[str, str]]
    abouts: dict[int, About]
    news: dict[int, News]
    reminding: Reminding
    together: dict[int, int]
    unsafe: dict[int, Owed | None]
    muted: set[tuple[int, int]]

    def pack(self, one: Row[Any]) -> Parcel | Skip:
        reader = self.readers.get(one.member_id) if one.member_id is not None else self._channel_reader()
        if one.kind in REMINDING and reader is not None:
            return self._reminding(one, reader)
        if one.entry_id is None and one.kind in ALONE and reader is not None:
            return self._alone(one, reader)
        row = self.rows.get(one.entry_id)
        if row is None or reader is None:
            return Skip(id=one.id, reason="entry or recipient is gone")
        if one.kind in appointments.IN_CALENDARS or (one.kind == DeliveryKind.BLANK and row.undone_at is None):
            return self._whatever_became(one, row, reader)
        found = self.pages.for_reader(reader, row)
        reason = pointless(one, row, reader) or self._muted(one) or (UNSAFE if one.id in self.unsafe else None)
        if reason or found is None:
            instead = self.unsafe.get(one.id) if reason == UNSAFE else None
            return Skip(id=one.id, reason=reason or "recipient may no longer see it", instead=instead)
        if one.kind == DeliveryKind.SUMMARY:
            # One of a job's entries stands for all of them: its client is named, the others are counted.
            found = replace(found, hidden=max(self.together.get(row.data.get("job"), 0) - len(found.records), 0))
        return self._told(one, found, reader)

    def _told(self, one: Row[Any], found: Entry, reader: Member) -> Parcel | Skip:
        comment = next((each for each in found.comments if each.id == one.comment_id), None)
        before = self.repeated.get((one.comment_id, one.place, one.member_id))
        repeated = before if one.kind == DeliveryKind.UPDATE else None
        if one.comment_id is not None and comment is None and repeated is None:
            return Skip(id=one.id, reason="comment was deleted")
        return self._ready(one, replace(self._parcel(one, found, reader, comment), repeated=repeated))

    def _reminding(self, one: Row[Any], reader: Member) -> Parcel | Skip:
        told, left = self.reminding.sorted(one, reader, self.pages, self.rows)
        if not told:
            return Skip(id=one.id, reason=dict(left).get(one.id, NOTHING), left=left)
        packed = self._parcel(one, told[0].entry, reader, None)
        return self._ready(one, replace(packed, reminded=told, left=left, repeated=self.reminding.where(one)))

    def _alone(self, one: Row[Any], reader: Member) -> Parcel | Skip:
        """What concerns its reader only, and no entry."""
        reason = unreachable(one, reader)
        return Skip(id=one.id, reason=reason) if reason else self._ready(one, self._parcel(one, None, reader, None))

    def _ready(self, one: Row[Any], packed: Parcel) -> Parcel | Skip:
        """With what it is about beside its entry, and the bytes of an earlier attempt that say the same."""
        about = self.abouts.get(one.id)
        if one.kind in ABOUT_SOMETHING and (about is None or about.decided):
            return Skip(id=one.id, reason="nothing to decide any more")
        news = self.news.get(one.id)
        if one.kind in BULLETINS and news is None:
            return Skip(id=one.id, reason=NOTHING)
        packed = replace(packed, about=about, news=news)
        body = self.bodies.get(one.id)
        if body is None:
            return packed
        return replace(packed, begun=True, kept=body.content if body.version == packed.version else None)

    def _whatever_became(self, one: Row[Any], row: Row[Any], reader: Member) -> Parcel | Skip:
        """What takes something back goes out though its entry is gone."""
        if one.kind == DeliveryKind.BLANK:
            return self._blank(one, row, reader)
        seen, bare = self.pages.for_reader(reader, row), self.pages.for_reader(_EVERYTHING, row)
        shown = appointments.carried(one, row, reader, seen, bare)
        if isinstance(shown, str):
            return Skip(id=one.id, reason=shown)
        return self._ready(one, self._parcel(one, shown, reader, None))

    def _muted(self, one: Row[Any]) -> str | None:
        return MUTED if one.kind in MUTABLE and (one.entry_id, one.member_id) in self.muted else None

    def _blank(self, one: Row[Any], row: Row[Any], reader: Member) -> Parcel | Skip:
        """It says nothing, so whoever has the message may have it, even if they left."""
        found = self.pages.for_reader(_EVERYTHING, row)
        if found is None:
            return Skip(id=one.id, reason="deleted")
        return replace(self._parcel(one, found, reader, None), repeated=(one.receipt["channel"], one.receipt["ts"]))

    def _parcel(self, one: Row[Any], found: Entry | None, reader: Member, comment: Comment | None) -> Parcel:
        return Parcel(
            id=one.id,
            workspace=self.house,
            kind=DeliveryKind(one.kind),
            channel=Channel(one.channel),
            entry_or_none=found,
            reader=reader,
            to_person=one.member_id is not None,
            place=one.place,
            comment=comment,
            created_at=one.created_at,
            due_at=one.due_at,
            attempts=one.attempts,
            doubtful=one.doubtful,
            message_id=one.message_id,
            earlier=tuple(self.mails.get((one.entry_id, one.member_id or 0), ())),
            thread=self._thread(one),
        )

    def _thread(self, one: Row[Any]) -> tuple[str, str] | None:
        """A channel's message is found by its place, a direct message by whose it is."""
        for link_ in self.pages.links.get(one.entry_id, ()):
            if (one.place and link_.place == one.place) or (one.member_id and link_.member_id == one.member_id):
                return link_.place, link_.mark
        return None

    def _channel_reader(self) -> Member:
        return replace(_EVERYTHING, locale=self.house.locale, zone=self.house.zone)
