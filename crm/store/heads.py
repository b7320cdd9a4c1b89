"""What stands at the head of a client's card, in one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, and_, bindparam, literal, select

from crm.domain.clients import Record, StatusOption
from crm.store.records import DETAILS
from crm.store.session import Session
from crm.store.tables import channel, company, member, record, status_option


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The columns of a record's kind, its owner's name and its status; a company's channel is said by its name."""

    details: Mapping[str, Any] = field(default_factory=dict)
    owner: str | None = None
    status: StatusOption | None = None


def _head(details: Any) -> Select[Any]:
    here = record.c.workspace_id
    found = (
        select(
            *(column for column in details.c if column.name not in {"workspace_id", "id", "channel"}),
            member.c.name.label("owner_"),
            status_option.c.key.label("key_"),
            status_option.c.labels.label("labels_"),
            status_option.c.position.label("position_"),
        )
        .select_from(record)
        .join(details, and_(details.c.workspace_id == here, details.c.id == record.c.id))
        .outerjoin(member, and_(member.c.workspace_id == here, member.c.id == record.c.owner_id))
        .outerjoin(status_option, and_(status_option.c.workspace_id == here, status_option.c.key == record.c.status))
        .where(record.c.id == bindparam("record"))
    )
    if details is not company:
        return found
    own = and_(channel.c.workspace_id == here, channel.c.id == company.c.channel)
    return found.add_columns((literal("#") + channel.c.name).label("channel")).outerjoin(channel, own)


_HEADS = {kind: _head(table) for kind, table in DETAILS.items()}


def head(session: Session, one: Record) -> Head:
    row = session.execute(_HEADS[one.kind], {"record": one.id}).mappings().first()
    if row is None:
        return Head()
    found = dict(row)
    owner, key, labels, position = (found.pop(name) for name in ("owner_", "key_", "labels_", "position_"))
    status = StatusOption(key=key, labels=labels, position=position) if key is not None else None
    return Head(details=found, owner=owner, status=status)
