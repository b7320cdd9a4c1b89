"""What Carnet answers to what was said: what it understood with a button to save it, a client, what is next, help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack import agenda, entries, help_text, spoken, talk_files, upcoming
from bot.slack.bulletins import TO_DO
from bot.slack.entries import Page
from bot.slack.form import plain, plain_text, record_label
from bot.slack.message import BODY_AT_MOST, OPEN_CARD, READ, escaped, run
from bot.slack.message import spoken as paragraph
from bot.slack.talk_meant import WHEN, Meant
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.clients import Record
from crm.domain.errors import NotFound
from crm.domain.fields import Choice, Field, Members, Reading
from crm.domain.files import Files
from crm.domain.i18n import Text, _
from crm.store.session import Session
from crm.views import clients, members
from crm.views import upcoming as to_do
from templates.catalogue import Reader, moment, say

SAVE, EDIT, PICK, CLIENT = "said:save", "said:edit", "said:pick", "said:client"
SAID = "said:"  # begins the id of the block with the type-ahead; the message that was said follows
ENTRIES_SHOWN = 3
EACH_SHOWN = 5
AHEAD_SHOWN = 3  # of each part; a message has no room for more
TEXT_AT_MOST = 3000
NEVER = datetime.min.replace(tzinfo=UTC)  # choices do not look at the clock
Answer = dict[str, Any]
EXAMPLES = (
    _("info Acme: called, wants two profiles, tomorrow 9:00"),
    _("info Acme: send the contract, remind me on Friday at 14:00"),
    _("show Acme"),
    _("what’s next?"),
    _("help"),
)


def answer(text: str, blocks: Sequence[Any]) -> Answer:
    """The arguments of a message; nothing in it unfurls."""
    made = [one if isinstance(one, dict) else one.to_dict() for one in blocks]
    return {"text": escaped(plain(text, TEXT_AT_MOST)), "blocks": made, "unfurl_links": False, "unfurl_media": False}


def line(text: str) -> Any:
    return kit.SectionBlock(text=plain_text(text, TEXT_AT_MOST))


def told(reasons: Sequence[Text], reader: Reader) -> Answer:
    """Only sentences."""
    said = " ".join(say(one, reader) for one in reasons)
    return answer(said, [line(said)])


def understood(session: Session, member: Member, meant: Meant, said: str, notes: Sequence[Text] = ()) -> Answer:
    """What was understood, with its buttons; ``notes`` say why it was not saved."""
    reader = Reader.member(member)
    first = say(_("This is what Carnet understood. Nothing is saved yet."), reader)
    lines = [say(one, reader) for one in (*notes, *meant.problems, *_missing(meant))]
    blocks = [line(first), *_summary(session, meant, reader), *(line(f"⚠️ {one}") for one in lines)]
    blocks += _which(meant, said, reader) if meant.asks else []
    return answer(f"{first} {_title(meant, reader)}", [*blocks, _buttons(meant, said, reader)])


def saved(session: Session, member: Member, meant: Meant, result: str, notes: Sequence[Text] = ()) -> Answer:
    """The same once it stands, with the way to it."""
    reader = Reader.member(member)
    first = say(_("Saved as {entry}.", entry=result), reader)
    opening = kit.ButtonElement(action_id=READ, text=say(_("Open"), reader), value=result)
    card = [_card_button(meant.record, reader)] if meant.record else []
    lines = [line(say(one, reader)) for one in notes]
    blocks = [line(f"✅ {first}"), *_summary(session, meant, reader), *lines]
    return answer(f"{first} {_title(meant, reader)}", [*blocks, kit.ActionsBlock(elements=[opening, *card])])


def _title(meant: Meant, reader: Reader) -> str:
    name = f"{meant.action.icon} {say(meant.action.title, reader)}"
    return f"{name} · {record_label(meant.record)}" if meant.record else name


def _summary(session: Session, meant: Meant, reader: Reader) -> list[Any]:
    title = say(meant.action.title, reader)
    client = [run(f" · {record_label(meant.record)}")] if meant.record else []
    facts = [
        say(_("{label}: {value}", label=label, value=value), reader) for label, value in _facts(session, meant, reader)
    ]
    blocks: list[Any] = [paragraph("head", run(f"{meant.action.icon} "), run(title, bold=True), *client)]
    text = meant.inputs.get(meant.action.main or "")
    if text:
        blocks.append({**richtext.cut(spoken.rich(text), BODY_AT_MOST), "block_id": "body"})
    if facts:
        blocks.append(kit.ContextBlock(block_id="facts", elements=[plain_text("\n".join(facts), 2000)]))
    return blocks


def _facts(session: Session, meant: Meant, reader: Reader) -> Iterator[tuple[str, str]]:
    """Everything but the client and the text, by the labels of the form."""
    people = members.named(session, [one for field in _people(meant) for one in meant.inputs[field.name]])
    statuses = members.statuses(session)
    for field in meant.action.fields:
        value = meant.inputs.get(field.name)
        if not value or field.name == meant.action.main:
            continue
        if isinstance(field, Members):
            said = ", ".join(people[one].name if one in people else one for one in value)
        elif isinstance(field, Files):
            said = talk_files.names(value)
        elif field.name == WHEN:
            said = moment(datetime.fromisoformat(value), reader)
        elif isinstance(field, Choice):
            reading = Reading(now=NEVER, zone=reader.zone, language=reader.locale, statuses=statuses)
            said = next((say(one.label, reader) for one in field.choices(reading) if one.key == value), value)
        else:
            said = str(value)
        yield say(field.label, reader), said


def _people(meant: Meant) -> list[Field]:
    return [one for one in meant.action.fields if isinstance(one, Members) and meant.inputs.get(one.name)]


def _missing(meant: Meant) -> list[Text]:
    labels = [one.label for one in meant.missing]
    if not labels or meant.action.forms:
        return []
    return [_("Still missing: {fields}. Fill it in in the form.", fields=labels)]


def _which(meant: Meant, said: str, reader: Reader) -> list[Any]:
    """Those that may be meant, one button each; else a type-ahead over the clients."""
    blocks = [line(say(_("Which client is it about?"), reader))]
    blocks += [_offered(one, PICK, f"{said} {one.number}", _("Choose"), reader) for one in meant.others]
    select = kit.ExternalDataSelectElement(
        action_id=CLIENT, placeholder=say(_("Type to search"), reader), min_query_length=0
    )
    return [*blocks, kit.ActionsBlock(block_id=f"{SAID}{said}", elements=[select])]


def _offered(record: Record, action: str, value: str, label: Text, reader: Reader) -> Any:
    named = plain(say(_("Choose {name}", name=record.name), reader))
    button = kit.ButtonElement(action_id=action, text=say(label, reader), value=value, accessibility_label=named)
    return kit.SectionBlock(text=plain_text(record_label(record)), accessory=button)


def _buttons(meant: Meant, said: str, reader: Reader) -> Any:
    value = f"{said} {meant.record.number}" if meant.record else said
    if not meant.complete:
        opening = kit.ButtonElement(action_id=EDIT, text=say(_("Open the form"), reader), value=value, style="primary")
        return kit.ActionsBlock(block_id="buttons", elements=[opening])
    save = kit.ButtonElement(action_id=SAVE, text=say(_("Save"), reader), value=value, style="primary")
    edit = kit.ButtonElement(action_id=EDIT, text=say(_("Edit"), reader), value=value)
    return kit.ActionsBlock(block_id="buttons", elements=[save, edit])


def _card_button(record: Record, reader: Reader) -> Any:
    return kit.ButtonElement(action_id=OPEN_CARD, text=say(_("Open the card"), reader), value=str(record.number))


def client(session: Session, member: Member, record: Record, now: datetime) -> Answer:
    """The head of a card with what happened last; the card itself is a click away."""
    card, page = clients.card(session, member, record.number), Page.of(session, member, now)
    reader = page.reader
    title = f"{card.record.dot} {card.record.name}  ({card.record.number})"
    status = card.status.label(reader.locale) if card.status else "–"
    facts = [(_("Status"), status), (_("Owner"), card.owner or "–"), (_("Company"), card.record.company_name)]
    said = [say(_("{label}: {value}", label=label, value=value), reader) for label, value in facts if value]
    blocks: list[Any] = [kit.HeaderBlock(text=plain_text(title, 150)), line(" · ".join(said))]
    for one in card.entries[:ENTRIES_SHOWN]:
        blocks += entries.lines(one, page, card.record.number)
    if not card.entries:
        blocks.append(line(say(_("Nothing has happened here yet."), reader)))
    return answer(title, [*blocks, kit.ActionsBlock(elements=[_card_button(card.record, reader)])])


def namesakes(member: Member, text: str, found: Sequence[Record]) -> Answer:
    """Several answer to a name.

    Raises:
        NotFound: nobody does.
    """
    if not found:
        raise NotFound(what=text[:80])
    reader = Reader.member(member)
    first = say(_("Several clients may be meant by “{text}”. Which one?", text=text[:80]), reader)
    offered = [_offered(one, OPEN_CARD, str(one.number), _("Open"), reader) for one in found[:EACH_SHOWN]]
    return answer(first, [line(first), *offered])


def next_up(session: Session, member: Member, now: datetime) -> Answer:
    """What a member still has to do, the next first."""
    found, page = to_do.upcoming(session, member, now, at_most=AHEAD_SHOWN), Page.of(session, member, now)
    reader = page.reader
    if not found.count:
        nothing = say(_("Nothing is planned for you. Enjoy the quiet, or plan what comes next."), reader)
        return answer(nothing, [line(nothing)])
    first = say(_("This is next for you:"), reader)
    blocks: list[Any] = [line(first)]
    for when, part in found.parts.items():
        if part.count:
            blocks.append(
                paragraph(f"part:{when.value}", run(f"{say(agenda.TITLES[when], reader)} ({part.count})", bold=True))
            )
        for one in part.lines:
            blocks += agenda.brief(one, page, f"{TO_DO}{one.entry.number}")
    show = kit.ButtonElement(
        action_id=f"{upcoming.SHOW}said", text=say(_("Show all that is to do"), reader), value=str(upcoming.Stand())
    )
    return answer(first, [*blocks, kit.ActionsBlock(block_id="all", elements=[show])])


def helped(member: Member, unclear: str = "") -> Answer:
    """What can be said, and what there is to do; kind to words that mean nothing here."""
    reader = Reader.member(member)
    first = (
        say(_("Carnet did not understand “{text}”. Say it like one of these:", text=unclear[:80]), reader)
        if unclear
        else say(_("Tell Carnet what happened or what you want to know:"), reader)
    )
    said = "\n".join(f"• {say(one, reader)}" for one in EXAMPLES)
    blocks = [line(first), line(said)]
    blocks += [] if unclear else [kit.SectionBlock(text=kit.MarkdownTextObject(text=one)) for one in _pages(member)]
    return answer(first, blocks)


def _pages(member: Member) -> Iterator[str]:
    """The help in as many sections as Slack wants of it."""
    page = ""
    for one in help_text.written(member).split("\n"):
        if len(page) + len(one) >= TEXT_AT_MOST:
            yield page
            page = ""
        page += f"{one}\n"
    yield page
