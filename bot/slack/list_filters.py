"""The filters of the list: the three that are used most in one row, all of them in a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack.form import VALUE, option, plain, record_option
from crm.domain.access import Member
from crm.domain.clients import CLIENTS, RecordKind, StatusOption
from crm.domain.filters import ME, NOBODY, TEXT_AT_MOST, Filters
from crm.domain.i18n import Text, _
from crm.store.session import Session
from crm.views import clients, members
from templates.catalogue import Reader, say

CALLBACK = "clients:filters"
PICK = "clients:pick:"  # and the filter's name
MORE, RESET, KEEP = "clients:more", "clients:reset", "clients:keep"
ANY = "any"
GROUP = "group"
STATES = (("active", _("Active")), ("inactive", _("Inactive")))
KINDS = {RecordKind.COMPANY: _("Companies"), RecordKind.CONTACT: _("Contacts")}
STATUSES_AT_MOST = 99  # a menu holds a hundred options, and one of them is “any”


def row(
    session: Session, member: Member, filters: Filters, statuses: Sequence[StatusOption], turn: int
) -> list[kit.ActionsBlock]:
    """Status, state and owner, each chosen at once; behind them the form with all filters."""
    reader = Reader.member(member)
    buttons = [_button(MORE, _("Filters"), reader)]
    buttons += [_button(RESET, _("Reset"), reader)] if filters else []
    buttons.append(_button(KEEP, _("Save as my default"), reader))
    known = [(one.key, one.label(reader.locale)) for one in statuses[:STATUSES_AT_MOST]]
    state = {True: "active", False: "inactive", None: ""}[filters.active]
    return [
        kit.ActionsBlock(
            block_id=f"filters:{turn}",
            elements=[
                _menu("status", _("Any status"), known, filters.status, reader),
                _menu("active", _("Active or not"), [(key, say(one, reader)) for key, one in STATES], state, reader),
                _menu("owner", _("Any owner"), owners(session, filters, reader), _owner(filters), reader),
            ],
        ),
        kit.ActionsBlock(block_id=f"more:{turn}", elements=buttons),
    ]


def _button(action: str, text: Text, reader: Reader) -> kit.ButtonElement:
    return kit.ButtonElement(action_id=action, text=say(text, reader), value=action)


def _menu(
    name: str, anything: Text, choices: Sequence[tuple[str, str]], chosen: str, reader: Reader
) -> kit.StaticSelectElement:
    options = [option(ANY, say(anything, reader)), *(option(key, label) for key, label in choices)]
    return kit.StaticSelectElement(
        action_id=f"{PICK}{name}",
        options=options,
        initial_option=next((one for one in options if one.value == chosen), options[0]),
    )


def owners(session: Session, filters: Filters, reader: Reader) -> list[tuple[str, str]]:
    """Me, me and those below, nobody; and whoever else was chosen in the form."""
    found = [(ME, say(_("My clients"), reader)), (GROUP, say(_("My group’s clients"), reader))]
    found.append((NOBODY, say(_("Without owner"), reader)))
    if _owner(filters) not in {"", ME, GROUP, NOBODY}:
        known = members.named(session, [filters.owner]).get(filters.owner)
        name = known.name if known else filters.owner
        found.append((_owner(filters), say(_("{name} and group", name=name), reader) if filters.group else name))
    return found


def _owner(filters: Filters) -> str:
    """The option that stands for the filters' owner."""
    if filters.group and filters.owner == ME:
        return GROUP
    return f"{filters.owner}+" if filters.group and filters.owner else filters.owner


def picked(filters: Filters, name: str, value: str) -> Mapping[str, Any]:
    """What the filters become when an option of the row is chosen."""
    chosen = "" if value == ANY else value
    changed: dict[str, Any] = {name: chosen}
    if name == "owner":
        group = chosen == GROUP or chosen.endswith("+")
        changed = {"owner": ME if chosen == GROUP else chosen.removesuffix("+"), "group": group}
    return {**filters.as_data(), **changed}


def form(session: Session, member: Member, filters: Filters, kept: str) -> dict[str, Any]:
    """All filters as a form; ``kept`` is what the list below shows."""
    reader = Reader.member(member)
    statuses = [(one.key, one.label(reader.locale)) for one in members.statuses(session)][:100]
    states = [(key, say(one, reader)) for key, one in STATES]
    kinds = [(kind.value, say(KINDS[kind], reader)) for kind in CLIENTS]
    state = {True: "active", False: "inactive", None: ""}[filters.active]
    words = _("A name, address, company, telephone number or id.")
    blocks = [
        _input("words", _("Words"), _text(filters.words), reader, hint=words),
        _input("status", _("Status"), _select(statuses, filters.status, reader), reader),
        _input("active", _("State"), _select(states, state, reader), reader),
        _input("kind", _("Kind"), _select(kinds, filters.kind or "", reader), reader),
        _input("owner", _("Owner"), _people(session, filters, reader), reader),
        _input("group", _("Group"), _box(filters, reader), reader),
        _input("company", _("Company"), _company(session, member, filters, reader), reader),
        _input("city", _("Town"), _text(filters.city), reader),
        _input("older", _("Nothing has happened for … days"), _text(str(filters.older or "")), reader),
    ]
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=kept,
        title=say(_("Filters"), reader),
        submit=say(_("Show"), reader),
        close=say(_("Cancel"), reader),
        blocks=blocks,
    ).to_dict()


def _input(name: str, label: Text, element: Any, reader: Reader, hint: Text | None = None) -> kit.InputBlock:
    return kit.InputBlock(
        block_id=name,
        label=say(label, reader),
        element=element,
        optional=True,
        hint=say(hint, reader) if hint else None,
    )


def _text(value: str) -> kit.PlainTextInputElement:
    return kit.PlainTextInputElement(action_id=VALUE, initial_value=value or None, max_length=TEXT_AT_MOST)


def _select(choices: Sequence[tuple[str, str]], chosen: str, reader: Reader) -> kit.StaticSelectElement:
    options = [option(key, label) for key, label in choices]
    return kit.StaticSelectElement(
        action_id=VALUE,
        options=options,
        placeholder=say(_("Choose"), reader),
        initial_option=next((one for one in options if one.value == chosen), None),
    )


def _people(session: Session, filters: Filters, reader: Reader) -> kit.ExternalDataSelectElement:
    known = members.named(session, [filters.owner]).get(filters.owner) if filters.owner else None
    special = dict(special_owners(reader))
    name = special.get(filters.owner) or (known.name if known else "")
    return _external(option(filters.owner, name) if name else None, reader)


def special_owners(reader: Reader) -> list[tuple[str, str]]:
    return [(ME, say(_("Me"), reader)), (NOBODY, say(_("Without owner"), reader))]


def _company(session: Session, member: Member, filters: Filters, reader: Reader) -> kit.ExternalDataSelectElement:
    found = clients.suggest(session, member, filters.company, kinds=(RecordKind.COMPANY,)) if filters.company else []
    return _external(record_option(found[0]) if found else None, reader)


def _external(chosen: kit.Option | None, reader: Reader) -> kit.ExternalDataSelectElement:
    return kit.ExternalDataSelectElement(
        action_id=VALUE, min_query_length=0, placeholder=say(_("Type to search"), reader), initial_option=chosen
    )


def _box(filters: Filters, reader: Reader) -> kit.CheckboxesElement:
    box = option(GROUP, plain(say(_("With everybody below the owner"), reader)))
    return kit.CheckboxesElement(action_id=VALUE, options=[box], initial_options=[box] if filters.group else None)


def suggested(session: Session, member: Member, *, block: str, typed: str) -> dict[str, Any]:
    """The type-ahead of the form: whose clients, or of which company."""
    if block == "company":
        found = clients.suggest(session, member, typed, kinds=(RecordKind.COMPANY,))
        return {"options": [record_option(one).to_dict() for one in found]}
    people, _lists = members.suggest(session, typed, lists=False)
    special = [(token, name) for token, name in special_owners(Reader.member(member)) if members.matches(typed, name)]
    named = [*special, *((one.token, one.name) for one in people)]
    return {"options": [option(token, name).to_dict() for token, name in named]}
