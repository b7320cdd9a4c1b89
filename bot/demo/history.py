"""What happened with the clients, and what is to come, in the order in which it was written."""

from __future__ import annotations

from bot.demo.lines import EntryLine
from bot.demo.pages import Book
from crm.domain.clients import RecordNumber
from crm.domain.timeline import entry_number
from crm.store import entries as stored
from crm.store import records

TEXT = {"info": "note", "status": "description"}


def entries(book: Book) -> list[int]:
    """Every entry with its comments; a comment stands where its moment is, between later entries too.

    Gives the entries of what happened at once, the newest last.
    """
    lines = sorted(enumerate(book.agency.entries, start=1), key=lambda one: book.moment(one[1].created))
    happened = []
    for number, line in lines:
        known = write(book, number, line)
        stands = entry_number(known)
        happened += [stands] if stands and line.written is None else []
        _file_profiles(book, known, line)
        _take_effect(book, number, known, line)
        for place, comment in enumerate(line.comments, start=1):
            book.perform(
                "comment",
                by=comment.author,
                inputs={"entry": known, "text": comment.text},
                source=f"comment:{number}.{place}",
                at=book.moment(comment.at),
            )
    return happened


def write(book: Book, number: int, line: EntryLine) -> str:
    at, created = book.moment(line.at), book.moment(line.created)
    inputs = {
        "clients": book.of(line.clients),
        "participants": book.people(line.participants),
        TEXT[line.action]: line.text,
        "status": line.status,
        "when": at.isoformat(),
        "remind": line.remind,
    }
    return book.perform(line.action, by=line.author, inputs=inputs, source=f"entry:{number}", at=created).result


def _take_effect(book: Book, number: int, known: str, line: EntryLine) -> None:
    """What was planned for a moment that has passed since is done."""
    at = book.moment(line.at)
    if book.moment(line.created) < at <= book.now:
        book.perform("take-effect", by=line.author, inputs={"entry": known}, source=f"effect:{number}", at=at)


def _file_profiles(book: Book, known: str, line: EntryLine) -> None:
    """An entry about a candidate stands in the candidate's timeline, too."""
    numbers = [number for one in book.of(line.profiles) if (number := RecordNumber.read(one))]
    found = records.by_number(book.session, numbers).values()
    at = book.moment(line.at)
    rows = [{"entry_id": entry_number(known), "record_id": one.id, "occurred_at": at} for one in found]
    stored.write(book.session, {"subject": rows})
