"""The tables, one file a noun."""

from __future__ import annotations

from crm.store.tables.base import metadata
from crm.store.tables.calendar import calendar_feed, invitation, invitee
from crm.store.tables.choices import preference, setting, shortcut
from crm.store.tables.conversation import comment, comment_version, link, reply_token
from crm.store.tables.digests import bulletin, noise
from crm.store.tables.entries import audit, change, entry, entry_version, participant, source, subject
from crm.store.tables.jobs import draft, job, job_due, job_item
from crm.store.tables.mail_in import (
    bounced_address,
    intake,
    intake_piece,
    log_address,
    mailbox,
    member_address,
    mute,
    raw_mail,
    raw_mail_piece,
)
from crm.store.tables.outbox import delivery, delivery_body, delivery_due, lane
from crm.store.tables.people import (
    channel,
    channel_member,
    counter,
    distribution_list,
    list_member,
    member,
    role,
    workspace,
)
from crm.store.tables.records import company, contact, document, profile, record, status_option, word
from crm.store.tables.removals import likeness, removal
from crm.store.tables.spellings import spelling
from crm.store.tables.texts import entry_words
from crm.store.tables.upcoming import follow_up, reminder

__all__ = [
    "audit",
    "bounced_address",
    "bulletin",
    "calendar_feed",
    "change",
    "channel",
    "channel_member",
    "comment",
    "comment_version",
    "company",
    "contact",
    "counter",
    "delivery",
    "delivery_body",
    "delivery_due",
    "distribution_list",
    "document",
    "draft",
    "entry",
    "entry_version",
    "entry_words",
    "follow_up",
    "intake",
    "intake_piece",
    "invitation",
    "invitee",
    "job",
    "job_due",
    "job_item",
    "lane",
    "likeness",
    "link",
    "list_member",
    "log_address",
    "mailbox",
    "member",
    "member_address",
    "metadata",
    "mute",
    "noise",
    "participant",
    "preference",
    "profile",
    "raw_mail",
    "raw_mail_piece",
    "record",
    "reminder",
    "removal",
    "reply_token",
    "role",
    "setting",
    "shortcut",
    "source",
    "spelling",
    "status_option",
    "subject",
    "word",
    "workspace",
]
