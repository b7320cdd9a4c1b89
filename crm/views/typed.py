"""Filters as somebody typed them, with the status, the member and the company found that they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crm.domain import typed
from crm.domain.access import Member
from crm.domain.clients import RecordKind
from crm.domain.errors import Refused
from crm.domain.field import shown
from crm.domain.filters import ME, NOBODY, Filters
from crm.domain.folding import fold
from crm.domain.i18n import Language, Stored, Text, _, language_of
from crm.store import people
from crm.store.session import Session
from crm.views import clients, members

MYSELF, NO_ONE = frozenset({"me", "moi", "ich"}), frozenset({"nobody", "personne", "niemand"})
TRUTH = {
    **dict.fromkeys(("", "yes", "oui", "ja", "true", "1"), True),
    **dict.fromkeys(("no", "non", "nein", "false", "0"), False),
}
KINDS = {
    **dict.fromkeys(("company", "companies", "societe", "societes", "firma", "firmen"), RecordKind.COMPANY),
    **dict.fromkeys(("contact", "contacts", "kontakt", "kontakte"), RecordKind.CONTACT),
}
NAMED_AT_MOST = 5


class _Unclear(Exception):
    """What was typed names nothing, or several."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


def filters(session: Session, reader: Member, text: str) -> tuple[Filters, list[Text]]:
    """The filters, and what to tell the person of those that could not be understood and narrow nothing."""
    found = typed.read(text)
    values: dict[str, Any] = {"words": found.words}
    told = [_unknown(one) for one in found.unknown]
    for key, value in found.filters.items():
        try:
            values |= _READ[key](session, reader, value)
        except _Unclear as unclear:
            told.append(unclear.text)
    try:
        return Filters.read(values), told
    except Refused as refused:
        wrong = {one.field for one in refused.problems}
        kept = {name: value for name, value in values.items() if name not in wrong}
        return Filters.read(kept), [*told, *(one.text for one in refused.problems)]


def written(session: Session, reader: Member, filters: Filters) -> str:
    """The same filters as this reader would type them."""
    language = language_of(reader.locale)
    said = filters.as_data()
    parts = [said.pop("words", "")]
    if said.pop("group", False):
        said = {"group" if name == "owner" else name: value for name, value in said.items()}
    for name, value in said.items():
        label = _WRITTEN.get(name, _as_kept)(session, value, language)
        parts.append(f"{typed.NAMES[name].in_language(language)}:{_quoted(label)}")
    return " ".join(filter(None, parts))


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _as_kept(session: Session, value: Any, language: Language) -> str:
    return str(value).translate(_QUOTES)


def _said(session: Session, value: Any, language: Language) -> str:
    return _SAID[value].in_language(language)


def _status_label(session: Session, value: str, language: Language) -> str:
    return next((one.label(language) for one in people.statuses(session) if one.key == value), value)


def _address(session: Session, value: str, language: Language) -> str:
    """Two members may have one name."""
    if value in _SAID:
        return _said(session, value, language)
    found = people.members(session, [value]).get(value)
    return found.email if found else value


_QUOTES = str.maketrans(dict.fromkeys('"“”„«»'))
_SAID: Mapping[Any, Stored] = {
    ME: Stored(en="me", fr="moi", de="ich"),
    NOBODY: Stored(en="nobody", fr="personne", de="niemand"),
    True: Stored(en="yes", fr="oui", de="ja"),
    False: Stored(en="no", fr="non", de="nein"),
    RecordKind.COMPANY: Stored(en="company", fr="société", de="Firma"),
    RecordKind.CONTACT: Stored(en="contact", fr="contact", de="Kontakt"),
}
_WRITTEN: Mapping[str, Callable[[Session, Any, Language], str]] = {
    "status": _status_label,
    "owner": _address,
    "group": _address,
    "active": _said,
    "kind": _said,
}


def _unknown(word: str) -> Text:
    return _("“{word}:” is not a filter here. These are: {names}.", word=shown(word), names=list(typed.NAMES.values()))


def _status(session: Session, reader: Member, value: str) -> dict[str, Any]:
    options = people.statuses(session)
    for one in options:
        if fold(value) in {one.key, *(fold(label) for label in one.labels.values())}:
            return {"status": one.key}
    names = [one.label(language_of(reader.locale)) for one in options]
    raise _Unclear(_("There is no status “{text}”. These are: {names}.", text=shown(value), names=names))


def _owner(session: Session, reader: Member, value: str) -> dict[str, Any]:
    word = fold(value)
    if word in MYSELF:
        return {"owner": ME}
    if word in NO_ONE:
        return {"owner": NOBODY}
    token = value.strip("<@>").split("|")[0]
    if token in people.members(session, [token]):
        return {"owner": people.token_of(people.members(session, [token])[token].id)}
    found, _lists = members.suggest(session, value, lists=False)
    if len(found) != 1:
        raise _Unclear(_several(value, [one.name for one in found]))
    return {"owner": found[0].token}


def _group(session: Session, reader: Member, value: str) -> dict[str, Any]:
    return {**_owner(session, reader, value or ME), "group": True}


def _company(session: Session, reader: Member, value: str) -> dict[str, Any]:
    found = clients.suggest(session, reader, value, kinds=(RecordKind.COMPANY,))
    exact = [one for one in found if fold(one.name) == fold(value)]
    if len(found) != 1 and len(exact) != 1:
        raise _Unclear(_several(value, [one.name for one in found]))
    return {"company": str((exact or found)[0].number)}


def _several(value: str, names: list[str]) -> Text:
    if not names or not value:
        return _("“{what}” was not found. Check the name or the number.", what=shown(value))
    return _("“{text}” may mean {names}. Type a little more.", text=shown(value), names=names[:NAMED_AT_MOST])


def _active(session: Session, reader: Member, value: str) -> dict[str, Any]:
    if fold(value) not in TRUTH:
        raise _Unclear(_("“active:” takes yes or no, not “{text}”.", text=shown(value)))
    return {"active": TRUTH[fold(value)]}


def _kind(session: Session, reader: Member, value: str) -> dict[str, Any]:
    if fold(value) not in KINDS:
        raise _Unclear(_("“kind:” takes company or contact, not “{text}”.", text=shown(value)))
    return {"kind": KINDS[fold(value)]}


def _as_typed(key: str) -> Callable[[Session, Member, str], dict[str, Any]]:
    return lambda session, reader, value: {key: value}


_READ: Mapping[str, Callable[[Session, Member, str], dict[str, Any]]] = {
    "status": _status,
    "owner": _owner,
    "group": _group,
    "company": _company,
    "city": _as_typed("city"),
    "older": _as_typed("older"),
    "active": _active,
    "kind": _kind,
}
