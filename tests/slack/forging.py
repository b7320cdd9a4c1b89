"""What somebody might send who writes Slack's payloads by hand: ids swapped, others' metadata, and plain nonsense."""

from __future__ import annotations

import json

from hypothesis import strategies as some

from bot.slack import (
    administering,
    again,
    card_filter,
    card_people,
    cards,
    copies,
    doing,
    entries,
    entry_foot,
    entry_text,
    feed,
    home_parts,
    list_filters,
    listing,
    mail_notices,
    merging,
    message,
    picker,
    preferences,
    progress,
    quick,
    searching,
    selection,
    talk_answer,
    toolbox,
    upcoming,
    upcoming_clicks,
)
from bot.slack.modal import ACT
from crm.actions import ACTIONS, TOOLBOX
from tests.slack.filling import inputs

HUGE = "9" * 30
JUNK = ("", "?", "0", "-1", HUGE, "1e400", "E-", f"E-{HUGE}", f"CMP-{'9' * 18}", "CMP-1 CMP-1", "{}", "null", "☃" * 60)
NONSENSE = ("", "{", "[]", "null", "7", "[" * 90, '{"card":5}', '{"b":1e400}', f'{{"b":{HUGE}}}', '{"e":[1e400]}')
# On Home, in reminders and digests, in the agenda and in what an administrator sets.
TO_DO = (
    *(doing.DONE, doing.SNOOZE, doing.RESCHEDULE, doing.REMIND_ME, f"{upcoming.SHOW}all"),
    *(home_parts.MY_CLIENTS, administering.OPEN, preferences.OPEN, feed.OPEN, message.READ),
    *(f"{administering.FORM}{name}" for name in (*administering.FORMS, "nothing")),
)
BUTTONS = (
    *TO_DO,
    *(entry_foot.MOVE, f"{entry_foot.ACCEPT_TIME}1", listing.EXPORT),
    *(f"{feed.DECIDE}{one}" for one in (feed.RENEW, feed.STOP, "nothing")),
    *(f"{copies.WISH}{one}" for one in (copies.GIVE, copies.RENEW, "nothing")),
    *(f"{toolbox.OPEN}{name}" for name in (*ACTIONS, "nothing")),
    *(f"{cards.FORM}{name}" for name in (*cards.FORMS, "nothing")),
    *(f"{selection.DO}{name}" for name in TOOLBOX),
    *(f"{list_filters.PICK}{name}" for name in ("status", "active", "owner", "company", "nothing")),
    *(f"{quick.STEP}{step}" for step in ("add", "remove", "up", "nothing")),
    *(cards.ADD_INFO, cards.ALL_ACTIONS, cards.OLDER, cards.NEWEST, message.UNDO, message.OPEN_CARD, again.ACTION),
    *(entries.READ, entry_foot.UNDO_HERE, entry_foot.EDIT, card_filter.OPEN, card_filter.CLEAR, card_filter.BACK),
    *(listing.NEXT, listing.EARLIER, listing.SEARCH_ON, listing.TICK, listing.ALL_FOUND, listing.NOTHING),
    *(listing.CARD, listing.ACT_ON, list_filters.MORE, list_filters.RESET, list_filters.KEEP, merging.COMPARE),
    *(picker.OPEN, picker.SEARCH),
    *(searching.OLDER, searching.NEWEST, toolbox.FIRST, toolbox.ALL, toolbox.MODIFY, quick.OFFER, card_people.ALL),
    *(talk_answer.SAVE, talk_answer.EDIT, talk_answer.PICK, talk_answer.CLIENT),
    *(entry_foot.MUTE, entry_foot.TOLD_WHOM, preferences.OPEN),
    *("v", "nobody:knows"),
)
ON_MESSAGES = (
    *(talk_answer.SAVE, talk_answer.EDIT, talk_answer.PICK, talk_answer.CLIENT),
    *(message.UNDO, message.OPEN_CARD, again.ACTION, progress.UNDO, entries.READ),
    *(mail_notices.ATTACH, mail_notices.REMEMBER, mail_notices.INFO, mail_notices.CHOOSE, f"{mail_notices.FILE}1"),
    *(*TO_DO, mail_notices.DISCARD, "nobody:knows"),
)
CALLBACKS = (
    *(f"{ACT}{name}" for name in (*TOOLBOX, "undo", "preferences", "nothing")),
    *(
        toolbox.CALLBACK,
        picker.CALLBACK,
        cards.CALLBACK,
        card_filter.CALLBACK,
        list_filters.CALLBACK,
        entry_text.CALLBACK,
    ),
    *(searching.CALLBACK, listing.CALLBACK, selection.CALLBACK, entries.CALLBACK, upcoming.CALLBACK),
    *(f"{upcoming_clicks.FORM}{name}" for name in ("reschedule", "snooze", "nothing")),
    *(*(f"{ACT}{name}" for name in administering.FORMS), administering.CALLBACK, "nobody:knows"),
)
FIELDS = sorted({field.name for action in TOOLBOX.values() for field in action.fields} | {"client", "words", "confirm"})


def kept(numbers, entry_numbers, lists):
    """What a view may say that it is about."""
    number, entry, name = (some.sampled_from(one) for one in (numbers, entry_numbers, lists))
    given = some.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("card", "client", "other"), number),
            "entry": entry,
            "selection": name,
            "listed": some.sampled_from(NONSENSE),
            "opened": some.sampled_from(JUNK),
            "said": some.sampled_from(JUNK),
            "seen": some.sampled_from(("0", "1.1", HUGE, "☃")),
            "b": some.sampled_from((0, 3, 10**30, "x")),
            "f": some.fixed_dictionaries(
                {},
                optional={
                    "company": number,
                    "owner": some.sampled_from(("me", "M-1", "M-4", HUGE)),
                    "words": some.sampled_from(("Z", "gehe", "☃")),
                },
            ),
            "words": some.sampled_from(("Z", "gehe")),
            "author": some.sampled_from(("M-1", f"M-{HUGE}")),
        },
    )
    home = number.map(lambda one: f"home {one}")
    return given.map(json.dumps) | some.sampled_from(NONSENSE) | number | home


def states(values):
    """What a form may say that was filled in: of the kind that its element is, and of any other."""
    option = values.map(lambda one: {"text": {"type": "plain_text", "text": "x"}, "value": one})
    several = some.lists(option, max_size=3)
    kinds = {
        "plain_text_input": {"value": values | some.none()},
        "email_text_input": {"value": values | some.none()},
        "rich_text_input": {"rich_text_value": some.sampled_from((None, {}, {"type": "rich_text", "elements": [{}]}))},
        "static_select": {"selected_option": option | some.none()},
        "external_select": {"selected_option": option | some.none()},
        "multi_external_select": {"selected_options": several},
        "checkboxes": {"selected_options": several},
        "datepicker": {"selected_date": some.sampled_from((None, "2026-11-24", "0000-00-00"))},
        "datetimepicker": {"selected_date_time": some.sampled_from((None, 0, 1795478400, 10**30))},
        "conversations_select": {"selected_conversation": values | some.none()},
        "file_input": {"files": some.just([])},
    }
    return {kind: some.fixed_dictionaries({"type": some.just(kind), **of}) for kind, of in kinds.items()}


def filled(view, values):
    """A state of a view's own inputs, and perhaps of one that it does not have."""
    by_kind = states(values)
    own = {name: by_kind[block["element"]["type"]] for name, block in inputs(view).items()}
    strange = some.dictionaries(some.sampled_from(FIELDS), some.one_of(*by_kind.values()), max_size=2)
    return some.tuples(some.fixed_dictionaries(own), strange).map(lambda both: {**both[1], **both[0]})


def buttons(values, names=BUTTONS):
    """A button, menu or box that was pressed."""
    option = values.map(lambda one: {"text": {"type": "plain_text", "text": "x"}, "value": one})
    return some.fixed_dictionaries(
        {"action_id": some.sampled_from(names), "value": values},
        optional={
            "block_id": values.map(lambda one: f"tick:{one}:1") | some.sampled_from(("client", "with", "company")),
            "selected_option": option,
            "selected_options": some.lists(option, max_size=1),
        },
    )
