"""What is owed about a deleted client, and what was said of it in Slack: withdrawn, blanked, and said again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from test_crm_delete import delete, undo

from crm.store.tables import delivery
from tests.factories import NOW


def test_what_was_owed_about_it_is_withdrawn_and_owed_again_when_it_is_back(agency):
    at = NOW + timedelta(days=3)
    agency.entry(by="emma", clients=("acme",), participants=["paul"], when=at.isoformat(), remind="1d")
    agency.entry(by="emma", clients=("acme", "kern"), participants=["theo"])
    shared = [one for one in agency.owed("owed") if one[2] == "theo"]
    owed = sorted(agency.owed("owed"))
    done = delete(agency)
    kept = [one for one in agency.owed("owed") if one[0] in {"entry", "reminder", "effect"}]
    assert [one for one in kept if one[2] == "theo"] == shared
    assert {("reminder", "mail", "emma"), ("effect", "carnet", "")}.isdisjoint(kept)
    with agency.read() as session:
        reasons = set(session.execute(select(delivery.c.reason).where(delivery.c.state == "skipped")).scalars())
    assert reasons == {"deleted"}
    undo(agency, done)
    back = sorted(one for one in agency.owed("owed") if one not in [("entry", "mail", "emma"), ("purge", "carnet", "")])
    assert [one for one in back if one in owed] == owed


def test_a_reminder_whose_time_passed_meanwhile_reminds_nobody(agency):
    at = NOW + timedelta(hours=20)
    agency.entry(by="emma", clients=("acme",), when=at.isoformat(), remind="10m")
    done = delete(agency)
    undo(agency, done, at=at)
    assert ("reminder", "mail", "emma") not in agency.owed("owed")
    assert ("effect", "carnet", "") in agency.owed("owed")


def test_messages_about_it_are_blanked_one_after_the_other_and_said_again(agency):
    mine = agency.entry(by="emma", clients=("acme",), participants=["luc"])
    agency.entry(by="emma", clients=("acme", "kern"), participants=["luc"])
    sent(agency)
    done = delete(agency)
    with agency.read() as session:
        rows = session.rows(select(delivery).where(delivery.c.kind == "blank").order_by(delivery.c.id))
    assert [(row.place, row.member_id) for row in rows] == [("C0INFOBOX", None), (None, agency.id_of("luc"))]
    assert len({row.receipt["ts"] for row in rows}) == 2
    assert {row.entry_id for row in rows} == {int(done.result[2:])}
    assert rows[0].due_at < rows[1].due_at
    undo(agency, done)
    assert "blank" not in {kind for kind, *_ in agency.owed("owed")}
    with agency.read() as session:
        again = session.rows(select(delivery).where(delivery.c.kind == "update", delivery.c.state == "owed"))
    assert {row.entry_id for row in again} == {int(mine[2:])}


def sent(agency):
    """The messages in Slack stand."""
    with agency.begin() as session:
        for place, row in enumerate(agency.ledger(session)):
            if row.channel == "slack" and row.state == "owed":
                receipt = {"channel": row.place or "D1", "ts": f"1.{place:06}"}
                session.execute(update(delivery).where(delivery.c.id == row.id).values(state="sent", receipt=receipt))
    agency.settle()


def test_the_owners_are_told_by_number_only(agency):
    agency.own("elodie", "theo")
    done = delete(agency)
    told = {(channel, who) for kind, channel, who in agency.owed("owed") if kind == "entry"}
    assert told == {("slack", "C0INFOBOX"), ("mail", "emma"), ("mail", "theo")}
    seen = agency.see(done.result, by="theo")
    assert (seen.records, seen.deleted, seen.changes) == ((), ("CMP-1",), ())
