"""Addresses of our own making: to whom each leads, and the one that a member sends copies of their mails to."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, bindparam, delete, insert, select

from crm.store.among import among
from crm.store.fence import MINE
from crm.store.session import Session
from crm.store.tables import log_address, member, reply_token

BYTES = 13  # 104 bits that nobody guesses, as 26 letters


class Whose(StrEnum):
    """Whose token it is. A client's reaches no inside thread, and a member's own address no thread at all."""

    MEMBER = "member"
    CLIENT = "client"
    LOG = "log"


_MINE = select(log_address.c.token).where(log_address.c.member_id == bindparam("member"))
_ALL = (
    select(log_address.c.member_id, log_address.c.token)
    .join(member, (member.c.workspace_id == log_address.c.workspace_id) & (member.c.id == log_address.c.member_id))
    .where(member.c.active, among(log_address.c.member_id, "members", BigInteger))
)
_FORGET = delete(log_address).where(log_address.c.member_id == bindparam("member"))
_FORGET_TOKEN = delete(reply_token).where(
    reply_token.c.workspace_id == MINE,
    reply_token.c.kind == Whose.LOG.value,
    reply_token.c.member_id == bindparam("member"),
)


def new() -> str:
    """26 lower-case letters and digits: senders change case, and a local part holds 64 octets (RFC 5321 §4.5.3.1.1)."""
    return secrets.token_hex(BYTES)


def digest(token: str) -> bytes:
    """What the directory keeps: who reads it cannot write in anybody's name."""
    return hashlib.sha256(token.lower().encode()).digest()


def for_client(session: Session, *, entry: int, record: int, now: datetime) -> str:
    """A reply address for a client who is about to get a mail: what they answer belongs to that entry."""
    token = new()
    row = {"kind": Whose.CLIENT.value, "entry_id": entry, "record_id": record}
    _keep(session, {**row, "digest": digest(token), "created_at": now})
    return token


def of_member(session: Session, member_id: int) -> str | None:
    """The token of the address that a member sends copies to; None before they asked for one."""
    found: str | None = session.value(_MINE, member=member_id)
    return found


def of_members(session: Session, members: list[int]) -> dict[int, str]:
    return {row.member_id: row.token for row in session.rows(_ALL, members=members)} if members else {}


def give(session: Session, member_id: int, now: datetime) -> str:
    """A new address of a member's own; the one before leads nowhere any more."""
    take_back(session, member_id)
    token = new()
    session.insert(log_address, [{"member_id": member_id, "token": token, "created_at": now}])
    row = {"kind": Whose.LOG.value, "member_id": member_id}
    _keep(session, {**row, "digest": digest(token), "created_at": now})
    return token


def take_back(session: Session, member_id: int) -> None:
    session.execute(_FORGET, {"member": member_id})
    session.execute(_FORGET_TOKEN, {"member": member_id})


def _keep(session: Session, row: dict[str, object]) -> None:
    session.connection.execute(insert(reply_token), [{"workspace_id": session.workspace, **row}])
