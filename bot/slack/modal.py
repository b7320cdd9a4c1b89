"""An action as a modal: everything in it is read off the action."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack.form import VALUE, Form, input_blocks, plain, plain_text
from crm.domain.action import Action
from crm.domain.errors import NeedsConfirmation, Problem, Refused
from crm.domain.fields import Field
from crm.domain.i18n import Text, _
from templates.catalogue import Reader, say

ACT = "act:"
TITLE_AT_MOST = 24
ALERT_AT_MOST = 200
ALERT = "alert:"
ALERTS_AT_MOST = 24  # more than any form has fields
SAVE = _("Save")
LOADING = "loading"


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Where and when a form was opened, kept in its view: the card below it, and seconds since 1970.

    ``client`` or ``entry`` is what it is about when it does not ask for that, ``seen`` what it knew of it.
    ``selection`` names the clients that were ticked in a list, and ``listed`` is what that list shows. ``said`` is the
    message that it was said in.
    """

    card: str = ""
    opened: str = ""
    client: str = ""
    other: str = ""
    entry: str = ""
    seen: str = ""
    selection: str = ""
    listed: str = ""
    said: str = ""

    def __str__(self) -> str:
        return json.dumps({key: value for key, value in asdict(self).items() if value}, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Context:
        try:
            found = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return cls()
        known = {key: str(found[key]) for key in cls.__slots__ if key in found} if isinstance(found, dict) else {}
        return cls(**known)

    @property
    def opened_at(self) -> int | None:
        return int(self.opened) if self.opened.isdecimal() else None

    @property
    def inputs(self) -> dict[str, str]:
        """What the form sends beside its fields."""
        known = {"client": self.client, "with": self.other, "entry": self.entry, "seen": self.seen}
        return {key: value for key, value in known.items() if value}


def action_view(
    action: Action,
    form: Form,
    context: Context | None = None,
    *,
    fields: Sequence[Field] = (),
    head: Sequence[Any] = (),
    submit: Text = SAVE,
) -> dict[str, Any]:
    """The form of an action: what is asked of everybody, or these fields below a head of their own."""
    return View(
        type="modal",
        callback_id=f"{ACT}{action.name}",
        private_metadata=str(replace(context or Context(), opened=str(int(form.now.timestamp())))),
        title=plain(say(action.title, form.reader), TITLE_AT_MOST),
        submit=say(submit, form.reader),
        close=say(_("Cancel"), form.reader),
        blocks=[*head, *input_blocks(fields or action.form(None), form)],
    ).to_dict()


def refusal_view(refused: Refused, reader: Reader) -> dict[str, Any]:
    """A modal that says why not, where there is no other place to say it."""
    return message_view(_("Not possible"), [problem.text for problem in refused.problems], reader)


def loading_view(reader: Reader) -> dict[str, Any]:
    """Shown at once when the store is slow; a trigger lives only three seconds."""
    return message_view(_("One moment"), [_("Loading…")], reader, callback=LOADING)


def message_view(title: Text, lines: Sequence[Text], reader: Reader, callback: str = "note") -> dict[str, Any]:
    """A modal that only says something."""
    return View(
        type="modal",
        callback_id=callback,
        title=plain(say(title, reader), TITLE_AT_MOST),
        close=say(_("Close"), reader),
        blocks=[kit.SectionBlock(text=plain_text(say(line, reader), 3000)) for line in lines],
    ).to_dict()


def refusal(view: Mapping[str, Any], refused: Refused, reader: Reader) -> dict[str, Any]:
    """The answer to a refused form: errors under their fields, the rest as alerts on top of it.

    What was typed stays: the view is the same, with the same block ids.
    """
    labels = _labels(view)
    if not isinstance(refused, NeedsConfirmation) and all(problem.field in labels for problem in refused.problems):
        return {"response_action": "errors", "errors": _by_field(refused.problems, reader)}
    lines = [_labelled(problem.field or "", say(problem.text, reader), labels) for problem in refused.problems]
    asking = _asking(view, refused, labels, reader) if isinstance(refused, NeedsConfirmation) else view
    return {"response_action": "update", "view": alerted(asking, lines)}


def _asking(
    view: Mapping[str, Any], question: NeedsConfirmation, labels: Mapping[str, str], reader: Reader
) -> dict[str, Any]:
    """The box stands right below its question: at the end of a long form nobody would see the two together."""
    box = [] if question.box in labels else [_confirmation(question, reader)]
    context = replace(Context.read(view.get("private_metadata", "")), seen=question.seen)
    kept = {"private_metadata": str(context)} if question.seen else {}
    return {**view, **kept, "blocks": [*box, *map(_left, view["blocks"])]}


def _left(block: Mapping[str, Any]) -> Mapping[str, Any]:
    """Only one field of a view may be looked at first."""
    if "focus_on_load" not in block.get("element", {}):
        return block
    return {**block, "element": {key: value for key, value in block["element"].items() if key != "focus_on_load"}}


def labelled(view: Mapping[str, Any], errors: Mapping[str, str]) -> list[str]:
    """Errors of fields, to be said on top of the form when it is too late to say them under the fields."""
    return [_labelled(field, said, _labels(view)) for field, said in errors.items()]


def _labels(view: Mapping[str, Any]) -> dict[str, str]:
    return {block["block_id"]: block["label"]["text"] for block in view["blocks"] if block["type"] == "input"}


def _labelled(field: str, said: str, labels: Mapping[str, str]) -> str:
    return f"{labels[field]}: {said}" if field in labels else said


def _confirmation(question: NeedsConfirmation, reader: Reader) -> dict[str, Any]:
    label = say(question.label, reader)
    option = kit.Option(value=question.box, text=label)
    # Whoever pressed “Save” at the end of a long form is led back to the question.
    element = kit.CheckboxesElement(action_id=VALUE, options=[option], focus_on_load=True)
    return kit.InputBlock(block_id=question.box, label=label, element=element, optional=True).to_dict()


def _by_field(problems: Sequence[Problem], reader: Reader) -> dict[str, str]:
    found: dict[str, str] = {}
    for problem in problems:
        said = say(problem.text, reader)
        found[problem.field or ""] = f"{found[problem.field or '']} {said}" if problem.field in found else said
    return found


# What Slack sends with a view and takes back.
SENT_BACK = (
    *("type", "callback_id", "private_metadata", "title", "submit", "close", "blocks"),
    *("clear_on_close", "notify_on_close"),
)


def alerted(view: Mapping[str, Any], lines: Sequence[str], level: str = "warning") -> dict[str, Any]:
    """The same view with alerts on top, instead of earlier ones."""
    kept = {key: view[key] for key in SENT_BACK if view.get(key)}
    blocks = [block for block in view["blocks"] if not str(block.get("block_id", "")).startswith(ALERT)]
    return {**kept, "blocks": [*_alerts(lines, level), *blocks]}


def _alerts(lines: Sequence[str], level: str) -> list[dict[str, Any]]:
    return [
        kit.AlertBlock(block_id=f"{ALERT}{place}", text=plain_text(line, ALERT_AT_MOST), level=level).to_dict()
        for place, line in enumerate(lines[:ALERTS_AT_MOST])
    ]
