"""Invitations: who is asked to put an action into their calendar, and what they hear of it afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crm import bouncing
from crm.actions import ACTIONS
from crm.actions._shared import calendar
from crm.domain.appointments import Mode
from crm.domain.errors import Refused
from crm.perform import run
from crm.store import appointments
from tests.cast import NOW

SOON = NOW + timedelta(days=2)
AT = SOON.isoformat()


def asked(agency, *states):
    """The calendar mails that are owed, oldest first: kind and whom."""
    return [(kind, whom) for kind, _channel, whom in agency.owed(*states) if kind in {"invitation", "cancellation"}]


def standing(agency, entry):
    """Sequence, since when its time stands, and why it was called off."""
    with agency.read() as session:
        [row] = appointments.some(session, [int(entry[2:])])
    return row.sequence, row.since, row.off


def plan(agency, **more):
    return agency.entry(**{"by": "emma", "when": AT, "calendar": True, **more})


@pytest.mark.parametrize(
    ("more", "whom"),
    [
        ({}, ["emma"]),
        ({"participants": ["paul", "theo"]}, ["emma"]),
        ({"participants": ["paul", "emma", "theo"], "invite": True}, ["emma", "paul", "theo"]),
        ({"calendar": False, "invite": True, "participants": ["paul"]}, []),
        ({"when": None}, ["emma"]),
        ({"when": (NOW - timedelta(seconds=59)).isoformat()}, ["emma"]),
    ],
    ids=["alone", "not-invited", "invited", "not-ticked", "now", "this-minute"],
)
def test_the_author_is_invited_and_participants_where_they_are_to_be(agency, more, whom):
    entry = plan(agency, **more)
    assert asked(agency) == [("invitation", one) for one in whom]
    assert (agency.see(entry).data.get("calendar") == {"minutes": 30, "place": ""}) is bool(whom)


def test_how_long_and_where_is_kept_with_the_entry(agency):
    entry = plan(agency, duration="1.5h", place=" Rue du  Rhône 12 ")
    assert agency.see(entry).data["calendar"] == {"minutes": 90, "place": "Rue du Rhône 12"}


@pytest.mark.parametrize("wrong", [{"duration": "10 years"}, {"place": "x" * 256}])
def test_what_no_calendar_could_hold_is_refused_at_its_field(agency, wrong):
    with pytest.raises(Refused) as refused:
        plan(agency, **wrong)
    assert [one.field for one in refused.value.problems] == list(wrong)


def test_nobody_is_invited_to_what_is_over(agency):
    with pytest.raises(Refused, match="in the past") as refused:
        plan(agency, when=(NOW - timedelta(minutes=2)).isoformat(), place="x" * 256)
    assert {one.field for one in refused.value.problems} == {"calendar", "place"}, "all problems at once"
    assert asked(agency) == []


def test_another_name_of_the_client_reaches_calendars_and_that_of_others_does_not(agency):
    entry, _past = plan(agency), plan(agency, when=NOW.isoformat())
    other = plan(agency, clients=("kern",))
    agency.settle()
    agency.perform("edit", by="nadia", client="acme", name="Acme Horlogerie SA", at=NOW + timedelta(minutes=1))
    assert asked(agency, "owed") == [("invitation", "emma")]
    assert (standing(agency, entry), standing(agency, other)) == ((1, 0, None), (0, 0, None))
    agency.perform("edit", by="nadia", client="acme", city="Bienne")
    assert standing(agency, entry) == (1, 0, None)


def test_an_undone_rename_reaches_calendars_too(agency):
    entry = plan(agency)
    renamed = agency.perform("edit", by="nadia", client="acme", name="Acme Horlogerie SA").result
    agency.perform("undo", by="nadia", entry=renamed)
    assert standing(agency, entry) == (2, 0, None)
    assert asked(agency, "owed") == [("invitation", "emma")], "only the newest is sent"


def test_undo_takes_it_out_of_calendars_and_undoing_that_asks_anew(agency):
    entry = plan(agency, participants=["paul"], invite=True)
    agency.settle()
    agency.perform("undo", by="emma", entry=entry)
    assert sorted(asked(agency, "owed")) == [("cancellation", "emma"), ("cancellation", "paul")]
    assert standing(agency, entry) == (1, 0, "undone")
    agency.settle()
    agency.perform("undo", by="emma", entry=entry)
    assert asked(agency, "owed") == [("invitation", "emma"), ("invitation", "paul")]
    assert standing(agency, entry) == (2, 2, None)


def test_who_was_not_invited_yet_hears_of_nothing(agency):
    entry = plan(agency)
    agency.perform("undo", by="emma", entry=entry)
    assert asked(agency, "owed") == []
    agency.perform("undo", by="emma", entry=entry, at=SOON + timedelta(hours=1))
    assert asked(agency, "owed") == [], "it is over by now"


def test_deletion_takes_it_out_of_calendars_and_brings_it_back(agency):
    entry = plan(agency, clients=("kern", "hans"))
    undone = plan(agency, clients=("kern",))
    agency.settle()
    agency.perform("undo", by="emma", entry=undone)
    agency.settle()
    gone = agency.perform("delete", by="nadia", client="kern", name="Kern & Söhne GmbH", contacts="delete").result
    assert asked(agency, "owed") == [("cancellation", "emma")], "what was undone is in no calendar"
    with agency.read() as session:
        [row] = [one for one in agency.ledger(session) if one.kind == "cancellation" and one.state == "owed"]
    assert (f"E-{row.entry_id}", row.receipt["entry"]) == (gone, int(entry[2:])), "it outlives the entry"
    agency.perform("undo", by="nadia", entry=gone)
    assert asked(agency, "owed")[-1:] == [("invitation", "emma")]
    assert (standing(agency, entry), standing(agency, undone)[2]) == ((2, 2, None), "undone")


def test_another_place_keeps_what_was_answered_and_another_length_does_not(agency):
    entry = plan(agency, participants=["paul"], invite=True, place="Ici")
    agency.settle()
    agency.perform("answer-invitation", by="paul", entry=entry, answer="accepted", at=NOW + timedelta(minutes=1))
    agency.perform("reschedule", by="emma", entry=entry, when=AT, place="Là-bas")
    assert standing(agency, entry) == (1, 0, None)
    assert agency.see(entry).data["calendar"] == {"minutes": 30, "place": "Là-bas"}
    assert [one.answer.value for one in agency.see(entry).appointment.guests] == ["none", "accepted"]
    assert sorted(asked(agency, "owed")) == [("invitation", "emma"), ("invitation", "paul")]
    agency.perform("reschedule", by="emma", entry=entry, when=AT, duration="60")
    assert standing(agency, entry) == (2, 2, None)
    assert agency.see(entry).data["calendar"] == {"minutes": 60, "place": "Là-bas"}
    assert [one.answer.value for one in agency.see(entry).appointment.guests] == ["none", "none"]
    agency.perform("reschedule", by="emma", entry=entry, when=AT, details=True)
    assert agency.see(entry).data["calendar"] == {"minutes": 60, "place": ""}
    with pytest.raises(Refused, match="Nothing was changed"):
        agency.perform("reschedule", by="emma", entry=entry, when=AT, duration="60")


def test_who_was_merged_stands_in_calendars_under_the_other_name_and_parted_under_their_own(agency):
    entry, other = plan(agency, clients=("kern",)), plan(agency)
    merged = agency.perform("merge", by="nadia", client="acme", **{"with": "kern"}).result
    assert [one.name for one in agency.see(entry).records] == ["Acme Précision SA"]
    assert (standing(agency, entry), standing(agency, other)) == ((1, 0, None), (0, 0, None))
    agency.perform("undo", by="nadia", entry=merged)
    assert [one.name for one in agency.see(entry).records] == ["Kern & Söhne GmbH"]
    assert standing(agency, entry) == (2, 0, None)


def test_an_invitation_that_came_back_is_told_in_slack_and_to_its_author(agency):
    entry = plan(agency, participants=["paul"], invite=True)
    agency.settle()
    with agency.begin() as session:
        [mine] = [
            one for one in agency.ledger(session) if one.kind == "invitation" and one.member_id == agency.id_of("paul")
        ]
        assert bouncing.bounced(session, mine.id, reason="no such user", unknown_user=False, now=NOW)
    assert agency.owed("owed") == [("invitation", "slack", "paul"), ("bounce", "slack", "emma")]
    assert entry


@pytest.mark.parametrize(
    ("mode", "when", "whom"),
    [
        (Mode.ALWAYS, AT, ["emma"]),
        (Mode.ALWAYS, (NOW - timedelta(days=1)).isoformat(), []),
        (Mode.NEVER, AT, []),
    ],
    ids=["always", "always-but-over", "never"],
)
def test_an_action_may_go_into_calendars_by_itself_or_never(agency, mode, when, whom):
    info = ACTIONS["info"]
    kept = [one for one in info.fields if one.name not in {"calendar", "duration", "place", "invite"}]
    action = replace(info, calendar=mode, fields=(*kept, *calendar(mode)))
    inputs = agency.named({"clients": ["acme"], "note": "Visite.", "when": when})
    run(agency.store, agency.workspace, action, actor=agency.tokens["emma"], inputs=inputs, source="test:mode", now=NOW)
    assert asked(agency) == [("invitation", one) for one in whom]


def test_an_action_that_asks_for_nothing_or_for_details_of_nothing_never_exists():
    info = ACTIONS["info"]
    for wrong in ({"calendar"}, {"calendar", "duration", "invite"}):
        fields = tuple(one for one in info.fields if one.name not in wrong)
        with pytest.raises(ValueError, match="calendars"):
            replace(info, fields=fields)
    with pytest.raises(ValueError, match="a detail belongs"):
        replace(info, calendar=Mode.NEVER, fields=tuple(one for one in info.fields if one.name != "calendar"))
