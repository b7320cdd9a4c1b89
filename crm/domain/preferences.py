"""What a member wishes to be told of, and by which way: one value for each topic, and what holds until they choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm.domain.access import Member
from crm.domain.delivery import DeliveryKind
from crm.domain.digests import DIGEST_TIME, MORNING, QUIET_HOURS
from crm.domain.field import Reading
from crm.domain.fields import Choice, Option
from crm.domain.i18n import Text, _

KEY = "notices"  # one row of the member's preferences holds them all, so that they are read together with the member


class Topic(StrEnum):
    """What a notice is about, for whoever decides how they are told."""

    ENTRY = "entry"
    COMMENT = "comment"
    REMINDER = "reminder"
    CLIENT_MAIL = "client_mail"
    ASSIGNED = "assigned"
    DIGEST = "digest"
    WEEKLY = "weekly"


class Way(StrEnum):
    MAIL = "mail"
    SLACK = "slack"
    BOTH = "both"
    NOTHING = "nothing"

    @property
    def mail(self) -> bool:
        return self in {Way.MAIL, Way.BOTH}

    @property
    def slack(self) -> bool:
        return self in {Way.SLACK, Way.BOTH}


# Somebody counts on these being read, or the member asked for them: only the way is theirs to choose.
ALWAYS = frozenset({Topic.ENTRY, Topic.REMINDER, Topic.CLIENT_MAIL, Topic.ASSIGNED})
LABELS: Mapping[Topic, Text] = {
    Topic.ENTRY: _("Entries I take part in"),
    Topic.COMMENT: _("Comments"),
    Topic.REMINDER: _("Reminders"),
    Topic.CLIENT_MAIL: _("Mails from clients"),
    Topic.ASSIGNED: _("Clients I get or lose"),
    Topic.DIGEST: _("Morning digest"),
    Topic.WEEKLY: _("Weekly report"),
}
WAYS: Mapping[Way, Text] = {
    Way.MAIL: _("By mail"),
    Way.SLACK: _("In Slack"),
    Way.BOTH: _("By mail and in Slack"),
    Way.NOTHING: _("Not at all"),
}
_TOPICS: Mapping[DeliveryKind, Topic] = {
    DeliveryKind.ENTRY: Topic.ENTRY,
    DeliveryKind.SUMMARY: Topic.ENTRY,
    DeliveryKind.MOVED: Topic.ENTRY,
    DeliveryKind.COMMENT: Topic.COMMENT,
    DeliveryKind.REMINDER: Topic.REMINDER,
}


def topic_of(kind: DeliveryKind) -> Topic:
    """What a notice of this kind is about, unless whoever owes it knows better."""
    return _TOPICS[kind]


def way(member: Member, topic: Topic) -> Way:
    """How a member is told: as they chose, else as they are told of everything."""
    wish = Way(member.wishes.get(topic.value) or member.tell_by)
    if wish is Way.NOTHING and topic in ALWAYS:
        wish = Way(member.tell_by)
    # Nothing is sent to an address that mail keeps coming back from.
    return Way.SLACK if member.unreachable and wish.mail else wish


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept(Choice):
    """One that stays as it is where a form or a shell does not name it; ``initial`` holds until then."""

    def default(self, reading: Reading) -> Any:
        return None


def _field(topic: Topic) -> Choice:
    ways = [one for one in Way if topic not in ALWAYS or one is not Way.NOTHING]
    return Choice(
        name=topic.value,
        label=LABELS[topic],
        options=tuple(Option(one.value, WAYS[one]) for one in ways),
        example=Way.SLACK.value,
    )


# All that a member may choose. One that is not about a way, such as a time of the day, stands here, too, with the
# choice that holds until another is made as its ``initial``.
_TIMES = ("07:00", "07:30", "08:00", "08:30", "09:00", "09:30", "10:00")
_HOURS = ("18:00-08:00", "19:00-07:00", "20:00-07:00", "21:00-07:00", "22:00-06:00")
NEVER_QUIET = "never"
FIELDS: tuple[Choice, ...] = (
    *(_field(topic) for topic in Topic),
    Kept(
        name=DIGEST_TIME,
        label=_("Time of the digest and the report"),
        options=tuple(Option(one, Text(one)) for one in _TIMES),
        initial=MORNING.isoformat("minutes"),
        example="09:00",
    ),
    Kept(
        name=QUIET_HOURS,
        label=_("No direct messages between"),
        options=(
            Option(NEVER_QUIET, _("They may come at any time")),
            *(Option(one, Text(one.replace("-", " – "))) for one in _HOURS),
        ),
        initial=NEVER_QUIET,
        example="20:00-07:00",
    ),
)


def chosen(member: Member) -> dict[str, Any]:
    """What holds for a member now, by field: what a form begins with."""
    ways = {topic.value: way(member, topic).value for topic in Topic}
    others = {one.name: member.wishes.get(one.name) or one.initial for one in FIELDS if one.name not in ways}
    return ways | others
