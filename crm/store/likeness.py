"""What records share that may be one client: an address, a name at a company, a domain. Kept with every change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, Row, String, bindparam, delete, func, select, tuple_, update

from crm.domain import folding
from crm.domain.clients import Record, RecordKind
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import likeness

EMAIL, NAME, DOMAIN = "e", "n", "d"  # what a mark is of; the rest of it is a digest
TOGETHER = 50  # who shares one mark with more has it by chance: a domain of a web host, a name like “Test”
# Domains at which half the world has its mail say nothing of a company.
PUBLIC = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.fr", "live.com", "msn.com"),
        *("yahoo.com", "yahoo.fr", "yahoo.de", "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com"),
        *("bluewin.ch", "hispeed.ch", "sunrise.ch", "gmx.ch", "gmx.de", "gmx.net", "web.de", "t-online.de"),
        *("orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "gmx.at", "a1.net", "pt.lu", "skynet.be"),
        *("linkedin.com", "facebook.com", "instagram.com", "wixsite.com", "jimdo.com", "wordpress.com"),
    }
)
HOST = re.compile(r"https?://(?:www\.)?([^/:?#]+)", re.IGNORECASE)


def marks(one: Record, fields: Mapping[str, Any]) -> Iterator[str]:
    """The marks of a record with the columns of its kind."""
    for email in {str(fields.get(name) or "").strip().lower() for name in ("email", "second_email")} - {""}:
        yield _mark(EMAIL, one.kind, email)
    name = " ".join(folding.words(one.name))
    if name and (one.kind is RecordKind.COMPANY or one.company is not None):
        where = "" if one.kind is RecordKind.COMPANY else str(one.company)
        yield _mark(NAME, one.kind, where, name)
    if one.kind is RecordKind.COMPANY:
        yield from (_mark(DOMAIN, domain) for domain in domains(fields.get("website"), fields.get("email")))


def domains(website: str | None, email: str | None) -> set[str]:
    """Where a company is at home: the host of its pages and of its address, unless everybody is there."""
    host = HOST.match(website or "")
    found = {(host[1] if host else "").lower(), (email or "").rpartition("@")[2].lower()}
    return found - PUBLIC - {""}


def _mark(of: str, *parts: str) -> str:
    return of + blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


_THESE = among(likeness.c.mark, "marks", String)
_COUNTS = select(likeness.c.mark, func.count().label("many")).where(_THESE).group_by(likeness.c.mark)
_SHARE = update(likeness).where(_THESE, likeness.c.shared != bindparam("now")).values(shared=bindparam("now"))
_OF_RECORDS = among(likeness.c.record_id, "ids", BigInteger)
_MINE = select(likeness.c.mark).where(_OF_RECORDS, likeness.c.shared)
_FORGET = delete(likeness).where(_OF_RECORDS)


def index(session: Session, some: Sequence[Record], known: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep the marks of some records; ``known`` are the columns of their kinds."""
    found = [(mark, one.id) for one in some for mark in dict.fromkeys(marks(one, known.get(one.id, {})))]
    session.insert(likeness, [{"mark": mark, "record_id": one, "shared": False} for mark, one in found])
    _count(session, [mark for mark, _one in found])


def forget(session: Session, ids: Iterable[int]) -> None:
    """Some records are like nobody any more; who shared something with one of them alone no longer does."""
    gone = list(ids)
    shared = list(session.execute(_MINE, {"ids": gone}).scalars()) if gone else []
    if gone:
        session.execute(_FORGET, {"ids": gone})
    _count(session, shared)


def _count(session: Session, found: Sequence[str]) -> None:
    if not found:
        return
    many = {row.mark: row.many for row in session.rows(_COUNTS, marks=list(found))}
    for shared in (True, False):
        changed = [mark for mark, count in many.items() if (count > 1) is shared]
        if changed:
            session.execute(_SHARE, {"marks": changed, "now": shared})


_AT = select(likeness.c.mark, likeness.c.record_id).where(_THESE).order_by(likeness.c.record_id)


def at_addresses(session: Session, kind: RecordKind, emails: Iterable[str]) -> dict[str, list[int]]:
    """The records of a kind whose address, or whose second one, is one of these."""
    return _having(session, {_mark(EMAIL, kind, one): one for one in emails})


def at_domains(session: Session, names: Iterable[str]) -> dict[str, list[int]]:
    """The companies that are at home at some domains; nobody is where half the world has its mail."""
    return _having(session, {_mark(DOMAIN, one): one for one in set(names) - PUBLIC})


def _having(session: Session, wanted: Mapping[str, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in session.rows(_AT, marks=list(wanted)) if wanted else ():
        found.setdefault(wanted[row.mark], []).append(row.record_id)
    return found


_other = likeness.alias("other")
_LIKE = (
    select(_other.c.record_id, _other.c.mark)
    .select_from(likeness)
    .join(_other, (_other.c.workspace_id == likeness.c.workspace_id) & (_other.c.mark == likeness.c.mark))
    .where(
        likeness.c.record_id == bindparam("record"),
        likeness.c.shared,
        _other.c.shared,
        _other.c.record_id != bindparam("record"),
    )
    .order_by(_other.c.record_id)
    .limit(TOGETHER)
)
_SHARED = (
    select(likeness.c.mark, likeness.c.record_id)
    .where(
        likeness.c.shared,
        tuple_(likeness.c.mark, likeness.c.record_id) > tuple_(bindparam("after_mark"), bindparam("after_record")),
    )
    .order_by(likeness.c.mark, likeness.c.record_id)
    .limit(bindparam("count", type_=BigInteger))
)


def like(session: Session, record: int) -> Sequence[Row[Any]]:
    """Who shares something with a record, and what."""
    return session.rows(_LIKE, record=record)


def shared(session: Session, after: tuple[str, int], count: int) -> Sequence[Row[Any]]:
    """Marks that several records have, with these, behind a key; read off an index that holds no others."""
    return session.rows(_SHARED, after_mark=after[0], after_record=after[1], count=count)
