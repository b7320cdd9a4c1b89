"""Reads the demo's agency from the file that holds it, and refuses one that does not hang together."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from importlib.resources import files
from typing import Any, TypeVar

from bot.demo.checks import problems
from bot.demo.lines import Agency, CommentLine, Company, Contact, EntryLine, ListLine, Member, Profile, StatusLine
from bot.demo.when import read_when

FOLDER = files("bot.demo")

Line = TypeVar(
    "Line", bound=StatusLine | Member | ListLine | Company | Contact | Profile | CommentLine | EntryLine | Agency
)
Table = Mapping[str, Any]


class Unreadable(ValueError):
    """The agency's file has something wrong; each reason says where."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def read_agency(text: str | None = None) -> Agency:
    """The agency of a text in TOML, or else the one that is shipped."""
    table = tomllib.loads(FOLDER.joinpath("agency.toml").read_text("utf-8") if text is None else text)
    agency = line(Agency, "The agency", {**head(table), **rows(table)})
    found = problems(agency)
    if found:
        raise Unreadable(*found)
    return agency


def read_document(name: str) -> bytes:
    """The bytes of one of the profiles' documents."""
    return FOLDER.joinpath("documents", name).read_bytes()


def head(table: Table) -> Table:
    return {key: value for key, value in table.items() if not isinstance(value, list)}


def rows(table: Table) -> Table:
    known = {"status", "member", "list", "company", "profile", "entry"}
    unknown = [key for key, value in table.items() if isinstance(value, list) and key not in known]
    if unknown:
        raise Unreadable(*(f'There are no lines of the kind "{kind}".' for kind in unknown))
    return {
        "statuses": each(table, "status", lambda row, where: line(StatusLine, where, row)),
        "members": each(table, "member", lambda row, where: line(Member, where, row)),
        "lists": each(table, "list", lambda row, where: line(ListLine, where, row)),
        "companies": each(table, "company", company),
        "contacts": tuple(contact for row in table.get("company", ()) for contact in contacts(row)),
        "profiles": each(table, "profile", lambda row, where: line(Profile, where, row)),
        "entries": each(table, "entry", entry),
    }


def each(table: Table, kind: str, read: Callable[[Table, str], Line]) -> tuple[Line, ...]:
    return tuple(read(row, place(kind, number, row)) for number, row in enumerate(table.get(kind, ()), start=1))


def place(kind: str, number: int, row: Table) -> str:
    """Where a reason points to: a line's own name, or its number in the file."""
    return f"The {kind} {row['key']}" if "key" in row else f"The {kind} no. {number}"


def company(row: Table, where: str) -> Company:
    return line(Company, where, {key: value for key, value in row.items() if key != "contact"})


def contacts(row: Table) -> tuple[Contact, ...]:
    employer = row.get("key")
    return each(row, "contact", lambda own, where: line(Contact, where, {**own, "company": employer}))


def entry(row: Table, where: str) -> EntryLine:
    own = {key: value for key, value in row.items() if key != "comment"}
    comments = each(row, "comment", lambda one, there: line(CommentLine, f"{where}: {there}", one))
    return line(EntryLine, where, {**own, "comments": comments})


def line(kind: type[Line], where: str, row: Table) -> Line:
    """One line of its kind, with the words that TOML has no type for read."""
    known = {one.name: one for one in fields(kind)}
    needed = {name for name, one in known.items() if one.default is MISSING}
    several = {name for name, one in known.items() if str(one.type).startswith("tuple")}
    reasons = [
        *(f"{where} has no {name}." for name in sorted(needed - set(row))),
        *(f"{where} cannot have {name}." for name in sorted(set(row) - set(known))),
        *(f"{where}: {name} must be a list." for name in sorted(several & set(row)) if isinstance(row[name], str)),
    ]
    if reasons:
        raise Unreadable(*reasons)
    try:
        return kind(**{name: value(name, row[name]) for name in row})
    except ValueError as error:
        raise Unreadable(f"{where}: {error}.") from error


def value(name: str, raw: Any) -> Any:
    match raw:
        case str() if name in {"at", "written"}:
            return read_when(raw)
        case str():
            return raw.strip()
        case list():
            return tuple(raw)
    return raw
