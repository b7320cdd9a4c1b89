"""Fields as Block Kit, one renderer per kind of field; and a view's state back as raw inputs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.blocks.block_elements import FileInputElement

from crm.domain.clients import Record, StatusOption
from crm.domain.fields import (
    URL,
    Check,
    Choice,
    Email,
    Field,
    Line,
    Members,
    Moment,
    Paragraph,
    Reading,
    Records,
    RichText,
)
from crm.domain.files import FILES_AT_MOST, INSIDE, Files
from crm.domain.i18n import _
from crm.domain.places import PlaceField
from templates.catalogue import Reader, say

VALUE = "v"  # the action id of every input; its block id is the field's name
OPTION_AT_MOST = 75
INPUT_AT_MOST = 3000
MINUTE = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What a form begins with: for each field a value as ``read`` would take it, or the records chosen."""

    reader: Reader
    now: datetime
    statuses: Sequence[StatusOption] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reading(self) -> Reading:
        return Reading(now=self.now, zone=self.reader.zone, language=self.reader.locale, statuses=self.statuses)


def plain(text: str, at_most: int = OPTION_AT_MOST) -> str:
    """Slack cuts nothing: it refuses what is too long, counted as UTF-16 at worst."""
    text = text or "–"
    if len(text.encode("utf-16-le")) // 2 <= at_most:
        return text
    short = text[: at_most - 1]
    while len(short.encode("utf-16-le")) // 2 > at_most - 1:
        short = short[:-1]
    return short + "…"


def plain_text(text: str, at_most: int = OPTION_AT_MOST) -> kit.PlainTextObject:
    """Words that somebody else chose, a client's name for one: ``:tada:`` in them stays what it is."""
    return kit.PlainTextObject(text=plain(text, at_most), emoji=False)


def option(value: str, text: str) -> kit.Option:
    return kit.Option(value=value, text=plain_text(text))


def record_label(record: Record) -> str:
    """``🟢 Élodie Müller · Acme (CST-12)``, cut before the number that tells namesakes apart."""
    where = f" · {record.company_name}" if record.company_name and record.kind == "contact" else ""
    tail = f" ({record.number})"
    return plain(f"{record.dot} {record.name}{where}", OPTION_AT_MOST - len(tail)) + tail


def record_option(record: Record) -> kit.Option:
    return option(str(record.number), record_label(record))


def input_block(one: Field, form: Form) -> kit.InputBlock:
    """The input of a field, with its label, hint and first value in the member's language."""
    return kit.InputBlock(
        block_id=one.name,
        label=say(one.label, form.reader),
        hint=say(one.hint, form.reader) if one.hint else None,
        optional=not one.required,
        element=_element(one, form),
    )


def input_blocks(fields: Sequence[Field], form: Form, ticked: Collection[str] = ()) -> list[kit.InputBlock]:
    """The inputs of some fields; details are asked for once the box that they belong to is ticked."""
    boxes = {one.under for one in fields if one.under}
    asked = [one for one in fields if not one.under or one.under in ticked or form.values.get(one.under)]
    blocks = [input_block(one, form) for one in asked]
    for block in blocks:
        if block.block_id in boxes:
            block.dispatch_action = True
    return blocks


def _element(one: Field, form: Form) -> Any:
    for kind in type(one).__mro__:
        if kind in ELEMENTS:
            return ELEMENTS[kind](one, form.values.get(one.name), form)
    raise TypeError(f"no renderer for {type(one).__name__}")


def _line(one: Any, value: Any, form: Form) -> Any:
    return kit.PlainTextInputElement(
        action_id=VALUE,
        initial_value=plain(value, min(one.at_most, INPUT_AT_MOST)) if value else None,
        multiline=isinstance(one, Paragraph),
        max_length=min(one.at_most, INPUT_AT_MOST),
    )


def _email(one: Field, value: Any, form: Form) -> Any:
    return kit.EmailInputElement(action_id=VALUE, initial_value=value or None)


def _url(one: URL, value: Any, form: Form) -> Any:
    # Slack's own URL input refuses an address without https://, which ours completes.
    return kit.PlainTextInputElement(action_id=VALUE, initial_value=value or None, max_length=one.at_most)


def _rich_text(one: Field, value: Any, form: Form) -> Any:
    return kit.RichTextInputElement(action_id=VALUE, initial_value=value or None)


def _choice(one: Any, value: Any, form: Form) -> Any:
    options = [option(choice.key, say(choice.label, form.reader)) for choice in one.choices(form.reading)]
    chosen = value or one.initial
    if chosen and all(each.value != chosen for each in options):
        # What is no longer offered still stands until somebody chooses something else.
        options.insert(0, option(chosen, chosen))
    return kit.StaticSelectElement(
        action_id=VALUE,
        options=options,
        initial_option=next((each for each in options if each.value == chosen), None),
        placeholder=say(_("Choose"), form.reader),
    )


def _check(one: Field, value: Any, form: Form) -> Any:
    box = option(one.name, say(one.label, form.reader))
    return kit.CheckboxesElement(action_id=VALUE, options=[box], initial_options=[box] if value else None)


def _moment(one: Field, value: Any, form: Form) -> Any:
    at = value if isinstance(value, datetime) else None
    return kit.DateTimePickerElement(action_id=VALUE, initial_date_time=int(at.timestamp()) if at else None)


def _records(one: Any, value: Sequence[Record] | None, form: Form) -> Any:
    return _external([record_option(record) for record in value or ()], form, many=one.many)


def _members(one: Any, value: Sequence[tuple[str, str]] | None, form: Form) -> Any:
    return _external([option(token, name) for token, name in value or ()], form, many=one.many)


def _external(chosen: Sequence[kit.Option], form: Form, *, many: bool) -> Any:
    placeholder = say(_("Type to search"), form.reader)
    if many:
        return kit.ExternalDataMultiSelectElement(
            action_id=VALUE, placeholder=placeholder, min_query_length=0, initial_options=list(chosen) or None
        )
    return kit.ExternalDataSelectElement(
        action_id=VALUE,
        placeholder=placeholder,
        min_query_length=0,
        initial_option=chosen[0] if chosen else None,
    )


def _place(one: Field, value: Any, form: Form) -> Any:
    # Slack can leave out what is shared with others and what is no channel; we look for ourselves all the same.
    wanted = kit.ConversationFilter(include=["public", "private"], exclude_external_shared_channels=True)
    return kit.ConversationSelectElement(
        action_id=VALUE,
        initial_conversation=value or None,
        filter=wanted,
        placeholder=say(_("Choose"), form.reader),
    )


def _files(one: Field, value: Any, form: Form) -> Any:
    # The endings are only what Slack's dialog offers first; the field looks for itself.
    return FileInputElement(action_id=VALUE, filetypes=list(INSIDE), max_files=FILES_AT_MOST)


ELEMENTS: Mapping[type[Field], Callable[[Any, Any, Form], Any]] = {
    Line: _line,
    Email: _email,
    URL: _url,
    RichText: _rich_text,
    Choice: _choice,
    Check: _check,
    Moment: _moment,
    Records: _records,
    Members: _members,
    PlaceField: _place,
    Files: _files,
}


def inputs_of(state: Mapping[str, Any], opened: int | None = None) -> dict[str, Any]:
    """What a person filled in, by field name, as every other door would hand it over.

    A date and time left at the minute when the form was ``opened`` (seconds) stands for the moment of sending: the
    entry would else stand before what was written while the form was open.
    """
    found: dict[str, Any] = {}
    for block, elements in state.get("values", {}).items():
        for element in elements.values():
            at = element.get("selected_date_time")
            untouched = at is not None and opened is not None and at // MINUTE == opened // MINUTE
            found[block] = None if untouched else _raw(element)
    return found


def _raw(element: Mapping[str, Any]) -> Any:
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or ()]
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    if "files" in element:
        return [described(one) for one in element["files"] or ()]
    for key in ("rich_text_value", "selected_date_time", "selected_conversation", "value"):
        if element.get(key) is not None:
            return element[key]
    return None


def described(found: Mapping[str, Any]) -> dict[str, Any]:
    """A file of Slack's as a field of files reads it."""
    url = found.get("url_private_download") or found.get("url_private")
    return {"id": found.get("id"), "name": found.get("name"), "size": found.get("size"), "url": url}
