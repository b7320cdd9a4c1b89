"""Undo puts back what an entry changed, keeps what others changed since, and can itself be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from crm.domain.delivery import Channel
from crm.domain.errors import NotAllowed, NotFound, NothingToUndo, Refused
from crm.store import claims
from crm.store.tables import delivery, delivery_due, record
from tests.factories import NOW

MINUTE = timedelta(minutes=1)
CONTACT = {"first_name": "Aïcha", "last_name": "Nguyễn"}


def undo(agency, entry, *, by, at=NOW):
    return agency.perform("undo", by=by, entry=entry, at=at)


def status(agency, to, *clients, by="nadia", at=NOW):
    return agency.perform("status", by=by, clients=list(clients), status=to, at=at).result


def living(agency):
    with agency.read() as session:
        return set(session.execute(select(record.c.name).where(record.c.deleted_at.is_(None))).scalars())


def found(agency, text):
    return {one.name for one in agency.suggest(text, by="nadia")}


def test_undo_puts_back_every_record_and_the_entry_stays_readable_struck_through(agency):
    status(agency, "contacted", "acme")
    entry = status(agency, "meeting", "acme", "kern")
    done = undo(agency, entry, by="nadia")
    assert (done.result[:2], sorted(done.records), done.notes) == ("A-", ["CMP-1", "CMP-2"], ())
    assert (agency.record("acme").status, agency.record("kern").status) == ("contacted", None)
    seen = agency.see(entry, by="rita")
    assert (seen.undone, [(one.before, one.after) for one in seen.changes]) == (
        True,
        [("contacted", "meeting"), (None, "meeting")],
    )


def test_undoing_twice_is_undoing_the_undo_and_so_on(agency):
    entry = status(agency, "meeting", "acme", "kern")
    states = []
    for _ in range(5):
        undo(agency, entry, by="nadia")
        states.append((agency.record("acme").status, agency.record("kern").status, agency.see(entry).undone))
    assert states == [(None, None, True), ("meeting", "meeting", False)] * 2 + [(None, None, True)]


def test_a_repeated_undo_is_done_once(agency):
    entry = status(agency, "meeting", "acme")
    first = agency.perform("undo", by="nadia", entry=entry, source="slack:undo:E-8")
    second = agency.perform("undo", by="nadia", entry=entry, source="slack:undo:E-8")
    assert (second.repeat, second.result, agency.see(entry).undone) == (True, first.result, True)


def test_what_was_changed_since_is_kept_and_listed_even_if_it_says_the_same_again(agency):
    """A → B → A looks untouched to whoever compares values."""
    first = status(agency, "meeting", "acme", "kern")
    status(agency, "client", "acme", by="emma")
    status(agency, "meeting", "acme", by="emma")
    done = undo(agency, first, by="nadia")
    assert [str(note) for note in done.notes] == [
        "Acme Précision SA: “New status” was changed since and stays as it is."
    ]
    assert (agency.record("acme").status, agency.record("kern").status) == ("meeting", None)
    undo(agency, first, by="nadia")
    assert (agency.record("acme").status, agency.record("kern").status) == ("meeting", "meeting")


def test_what_was_changed_between_undo_and_redo_is_kept(agency):
    entry = status(agency, "meeting", "acme")
    undo(agency, entry, by="nadia")
    status(agency, "client", "acme")
    done = undo(agency, entry, by="nadia")
    assert (len(done.notes), agency.record("acme").status) == (1, "client")


@pytest.mark.parametrize(
    ("who", "days", "refusal"),
    [
        ("emma", 30, None),
        ("emma", 31, NothingToUndo),
        ("nadia", 400, None),
        ("theo", 0, NotAllowed),
        ("paul", 0, NotAllowed),  # emma's manager
        ("noa", 0, NotFound),  # sees nothing at all
    ],
)
def test_the_author_may_undo_for_thirty_days_and_an_administrator_always(agency, who, days, refusal):
    entry = status(agency, "meeting", "acme", by="emma")
    later = NOW + timedelta(days=days)
    if refusal is None:
        undo(agency, entry, by=who, at=later)
    else:
        with pytest.raises(refusal):
            undo(agency, entry, by=who, at=later)
    assert agency.record("acme").status == (None if refusal is None else "meeting")


def test_another_administrator_undoes_and_the_author_undoes_that(agency):
    agency.set_member("luc", role="admin")
    entry = status(agency, "meeting", "acme", by="emma")
    undo(agency, entry, by="luc")
    undo(agency, entry, by="emma")
    assert (agency.record("acme").status, agency.see(entry).undone) == ("meeting", False)


def test_a_contact_goes_with_the_company_made_for_it_and_both_come_back(agency):
    before = living(agency)
    entry = agency.perform("add-contact", by="emma", new_company="Scierie Fleury", **CONTACT).result
    assert living(agency) - before == {"Scierie Fleury", "Aïcha Nguyễn"}
    assert undo(agency, entry, by="emma").notes == ()
    assert living(agency) == before
    assert found(agency, "fleury") == set()
    undo(agency, entry, by="emma")
    assert living(agency) - before == {"Scierie Fleury", "Aïcha Nguyễn"}
    assert found(agency, "fleury") == {"Scierie Fleury", "Aïcha Nguyễn"}


def test_a_company_in_use_stays_and_is_named(agency):
    entry = agency.perform("add-contact", by="emma", new_company="Scierie Fleury", **CONTACT).result
    company = agency.see(entry).records[0].number
    other = agency.perform("add-contact", by="emma", first_name="Urs", last_name="Kälin", company=str(company)).result
    done = undo(agency, entry, by="emma")
    assert [str(note) for note in done.notes] == ["Scierie Fleury is in use by now and stays."]
    assert {"Scierie Fleury", "Urs Kälin"} <= living(agency)
    assert "Aïcha Nguyễn" not in living(agency)
    assert agency.see(other, by="emma").records[0].company_name == "Scierie Fleury"


def test_a_parent_company_stays_while_a_company_belongs_to_it(agency):
    parent = agency.perform("add-company", by="nadia", name="Holding Léman")
    agency.perform("add-company", by="nadia", name="Léman Outillage", parent=parent.records[0])
    assert [str(note) for note in undo(agency, parent.result, by="nadia").notes] == [
        "Holding Léman is in use by now and stays."
    ]


def test_a_contact_does_not_come_back_to_a_company_that_is_gone(agency):
    company = agency.perform("add-company", by="nadia", name="Scierie Fleury")
    contact = agency.perform("add-contact", by="nadia", company=company.records[0], **CONTACT)
    with agency.begin() as session:
        session.execute(update(record).where(record.c.name == "Scierie Fleury").values(deleted_at=NOW))
    undo(agency, contact.result, by="nadia")
    done = undo(agency, contact.result, by="nadia")
    assert [str(note) for note in done.notes] == ["Aïcha Nguyễn does not come back, since its company is gone."]


def test_what_was_not_sent_is_withdrawn_and_owed_again_when_the_undo_is_undone(agency):
    entry = agency.entry(by="emma", participants=["paul", "theo"])
    owed = agency.owed("owed")
    undo(agency, entry, by="emma")
    assert (agency.owed("owed"), agency.owed("skipped"), queued(agency)) == ([], owed, 0)
    undo(agency, entry, by="emma")
    assert (agency.owed("owed"), agency.owed("skipped"), queued(agency)) == (owed, [], len(owed))


def queued(agency):
    with agency.store.outside() as connection:
        return len(connection.execute(select(delivery_due)).all())


def test_what_a_relay_holds_is_left_to_it(agency):
    """It alone knows whether the mail is gone; if it is not, it looks again and skips it."""
    with agency.store.outside(write=True) as connection:
        connection.execute(delivery_due.delete())
    entry = agency.entry(by="emma", participants=["paul", "theo"])
    with agency.store.outside(write=True) as connection:
        held = claims.claim(connection, token="relay", now=NOW, channel=Channel.MAIL, count=1)
    undo(agency, entry, by="emma")
    with agency.read() as session:
        states = dict(
            session.rows(select(delivery.c.id, delivery.c.state).where(delivery.c.entry_id == int(entry[2:])))
        )
    assert states.pop(held[0].delivery) == "owed"
    assert sorted(states.values()) == ["owed", "skipped", "skipped"][-len(states) :]


def test_a_message_that_stands_is_told_to_say_that_it_was_undone(agency):
    entry = agency.entry(by="emma", participants=["paul"])
    agency.settle()
    undo(agency, entry, by="emma")
    assert agency.owed("owed") == [("update", "slack", "C0INFOBOX")]


def test_an_upcoming_action_that_is_undone_reminds_nobody_until_it_is_taken_up_again(agency):
    at = NOW + timedelta(days=2)
    entry = agency.entry(by="emma", when=at.isoformat(), remind="1d")
    agency.settle("entry")
    waiting = [("effect", "carnet", ""), ("reminder", "mail", "emma")]
    assert sorted(agency.owed("owed")) == waiting
    undo(agency, entry, by="emma")
    assert [one for one in agency.owed("owed") if one[0] != "update"] == []
    undo(agency, entry, by="emma", at=NOW + timedelta(hours=1))
    assert sorted(one for one in agency.owed("owed") if one[0] != "update") == waiting
    undo(agency, entry, by="emma")
    undo(agency, entry, by="emma", at=at - MINUTE)  # too late for the reminder
    assert [one for one in agency.owed("owed") if one[0] != "update"] == waiting[:1]


def test_what_was_taken_back_is_nobody_s_client_any_more_but_can_be_read_about(agency):
    done = agency.perform("add-company", by="emma", name="Scierie Fleury")
    agency.numbers["fleury"] = done.records[0]
    undo(agency, done.result, by="emma")
    for look in (lambda: agency.card("fleury"), lambda: agency.entry(clients=("fleury",))):
        with pytest.raises(Refused, match="was not found"):
            look()
    seen = agency.see(done.result, by="rita")
    assert (seen.undone, [one.name for one in seen.records]) == (True, ["Scierie Fleury"])
    agency.perform("comment", by="theo", entry=done.result, text="Dommage.")
    undo(agency, done.result, by="emma")
    assert agency.card("fleury").entries[0].comments[0].author == "Théo Aebischer"
