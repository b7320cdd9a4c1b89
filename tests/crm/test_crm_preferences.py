"""What a member chose decides how they are told; what somebody counts on reaches them either way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from crm.domain.access import NO_ROLE, Member
from crm.domain.errors import Refused
from crm.domain.preferences import ALWAYS, FIELDS, Topic, Way, chosen, way
from crm.store.tables import audit, bounced_address
from tests.factories import NOW

WISHES = some.dictionaries(some.sampled_from([*Topic]), some.sampled_from([*Way]).map(str))
USUAL = some.sampled_from([Way.MAIL, Way.SLACK, Way.BOTH])


def member(wishes, usual="mail", *, unreachable=False):
    return Member(
        id=1,
        slack_user="U1",
        name="Emma",
        email="e@x.example",
        zone="UTC",
        locale="en",
        role=NO_ROLE,
        tell_by=usual,
        wishes=wishes,
        unreachable=unreachable,
    )


@given(WISHES, USUAL, some.booleans(), some.sampled_from([*Topic]))
def test_a_choice_holds_unless_somebody_counts_on_it_or_mail_comes_back(wishes, usual, unreachable, topic):
    found = way(member(wishes, usual, unreachable=unreachable), topic)
    wished = Way(wishes.get(topic, usual))
    if wished is Way.NOTHING:
        assert (found is Way.NOTHING) is (topic not in ALWAYS)
    elif not unreachable:
        assert found is wished
    assert not (unreachable and found.mail)


def test_the_form_offers_what_it_shows():
    shown = chosen(member({"comment": "nothing", "entry": "nothing"}))
    for field in FIELDS:
        assert shown[field.name] in {one.key for one in field.options}
    assert (shown["comment"], shown["entry"]) == ("nothing", "mail")


def told(agency, kind):
    return {(channel, whom) for one, channel, whom in agency.owed() if one == kind}


def of(agency, whom):
    """The ways by which somebody is told of a new entry, of a comment, and that a client is theirs now."""
    agency.forget_deliveries()
    entry = agency.entry(by="emma", participants=[whom])
    agency.perform("comment", by="emma", entry=entry, text="Called.")
    found = [{way for way, one in told(agency, kind) if one == whom} for kind in ("entry", "comment")]
    agency.forget_deliveries()
    agency.perform("assign", by="nadia", clients=["acme"], to=[whom])
    found.append({way for way, one in told(agency, "entry") if one == whom})
    agency.perform("assign", by="nadia", clients=["acme"], to=["emma"])
    return found


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({}, [{"mail"}, {"mail"}, {"mail"}]),
        ({"comment": "nothing"}, [{"mail"}, set(), {"mail"}]),
        ({"comment": "slack", "entry": "both"}, [{"mail", "slack"}, {"slack"}, {"mail"}]),
        ({"assigned": "slack"}, [{"mail"}, {"mail"}, {"slack"}]),
    ],
    ids=["usual", "no comments", "each its own", "own clients"],
)
def test_notices_go_the_way_that_was_chosen(agency, wishes, expected):
    if wishes:
        agency.perform("preferences", by="theo", **wishes)
    assert of(agency, "theo") == expected
    assert of(agency, "paul") == [{"mail"}] * 3


def test_what_is_not_named_stays_and_an_audit_row_says_what_was_changed(agency):
    agency.perform("preferences", by="theo", comment="slack", digest="nothing")
    agency.perform("preferences", by="theo", digest="mail")
    found = chosen(agency.member("theo"))
    assert (found["comment"], found["digest"], found["entry"]) == ("slack", "mail", "mail")
    with agency.read() as session:
        rows = [(row.operation, row.actor_id, row.data) for row in session.rows(select(audit).order_by(audit.c.id))]
    mine = agency.id_of("theo")
    assert rows == [
        ("preferences", mine, {"comment": "slack", "digest": "nothing"}),
        ("preferences", mine, {"digest": "mail"}),
    ]


def test_what_cannot_be_chosen_is_refused_at_its_field_and_nothing_is_kept(agency):
    with pytest.raises(Refused) as refused:
        agency.perform("preferences", by="theo", entry="nothing", comment="pigeon", digest="slack")
    assert {problem.field for problem in refused.value.problems} == {"entry", "comment"}
    assert chosen(agency.member("theo"))["digest"] == "mail"


def test_whoever_s_mails_come_back_is_told_in_slack(agency):
    agency.perform("preferences", by="theo", comment="mail", digest="nothing")
    with agency.begin() as session:
        from_now = {"address": agency.member("theo").email, "times": 3, "last_at": NOW, "paused_at": NOW}
        session.insert(bounced_address, [from_now])
    found = chosen(agency.member("theo"))
    assert (found["comment"], found["entry"], found["digest"]) == ("slack", "slack", "nothing")
