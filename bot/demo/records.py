"""Companies, contacts and profiles, each with its number."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from bot.demo.agency import read_document
from bot.demo.lines import Company, Contact, Profile
from bot.demo.pages import Book
from crm import creating
from crm.book import StoreBook
from crm.domain.access import VIEW
from crm.domain.action import Call, NewRecord, Plan
from crm.domain.clients import RecordKind, RecordNumber, contact_name
from crm.inputs import known_actor
from crm.store import documents as filed
from crm.store import records
from crm.store.documents import Documents

NOT_ASKED = frozenset({"key", "owner", "status", "parent", "company", "active"})


def companies(book: Book, moments: Iterator[datetime]) -> None:
    """A parent stands before its daughters."""
    lines = sorted(book.agency.companies, key=lambda one: one.parent is not None)
    for one in lines:
        inputs = {
            **_asked(one),
            "owner": book.email(one.owner),
            "status": first_status(book, one),
            "parent": book.of([one.parent]) if one.parent else None,
            "confirm": True,
        }
        done = book.perform("add-company", by=one.owner, inputs=inputs, source=one.key, at=next(moments))
        _number(book, one, done.records[-1])


def contacts(book: Book, moments: Iterator[datetime]) -> None:
    """Whoever owns both adds the contact, else the administrator does."""
    owners = {one.key: one.owner for one in book.agency.companies}
    admin = next(one.key for one in book.agency.members if one.role == "admin")
    for one in book.agency.contacts:
        inputs = {
            **_asked(one),
            "owner": book.email(one.owner),
            "status": first_status(book, one),
            "company": book.of([one.company]),
            "confirm": True,
        }
        by = one.owner if owners[one.company] == one.owner else admin
        done = book.perform("add-contact", by=by, inputs=inputs, source=one.key, at=next(moments))
        _number(book, one, done.records[-1])


def _asked(one: Company | Contact) -> dict[str, object]:
    """What the form asks for under the same name."""
    return {name: value for name, value in asdict(one).items() if name not in NOT_ASKED}


def first_status(book: Book, one: Company | Contact) -> str:
    """The status before the first change of it that the timeline tells."""
    changes = [entry for entry in book.agency.entries if one.key in (entry.was or {}) and not entry.at.upcoming]
    first = min(changes, key=lambda entry: book.moment(entry.created), default=None)
    return (first.was or {})[one.key] if first else one.status


def _number(book: Book, one: Company | Contact, number: str) -> None:
    book.numbers[one.key] = number
    if not one.active:
        known = RecordNumber.read(number)
        [found] = records.by_number(book.session, [known] if known else []).values()
        records.change(book.session, found, {"active": False})


def profiles(book: Book, documents: Documents, moments: Iterator[datetime]) -> None:
    """Profiles have no form yet; they are written as the form will write them, with their documents."""
    for one, at in zip(book.agency.profiles, moments, strict=False):
        actor = known_actor(book.session, book.email(one.owner), VIEW)
        call = Call(actor=actor, now=at, values={}, records=(), book=StoreBook(book.session, actor))
        [made] = creating.create(book.session, call, Plan(creates=(_profile(one, actor.id),)))
        book.numbers[one.key] = str(made.record.number)
        for name in one.documents:
            content = read_document(name)
            filed.add(
                book.session,
                record_id=made.record.id,
                name=name,
                kind=mimetypes.guess_type(name)[0] or "application/octet-stream",
                size=len(content),
                digest=documents.put(content),
                now=at,
            )


def _profile(one: Profile, owner: int) -> NewRecord:
    fields = {
        "first_name": one.first_name,
        "last_name": one.last_name,
        "headline": one.headline,
        "language": one.language,
        "city": one.city,
        "skills": one.skills,
    }
    return NewRecord(
        kind=RecordKind.PROFILE, name=contact_name(one.first_name, one.last_name), owner=owner, fields=fields
    )
