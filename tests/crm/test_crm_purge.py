"""For good: a day after it was deleted nothing anywhere says who it was; whoever is stopped in between goes on."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.errors import Deleted, NotFound, Refused
from crm.purging import Progress, purge
from crm.store import claims, documents, matching, purges
from crm.store.documents import FRESH, Documents
from crm.store.tables import audit, delivery, delivery_due, entry, link, metadata, record, removal, reply_token
from tests.factories import NOW
from tests.factories import agency as founded

DAY = timedelta(hours=24)
LATER = NOW + DAY
SECRETS = ("acme", "précision", "élodie", "elodie@", "müller-grandjean", "geheim", "secret", "delémont")


@pytest.fixture
def files(tmp_path):
    return Documents(f"file:{tmp_path}")


@pytest.fixture
def gone(agency):
    """Acme was deleted with its contact, after much was written about both."""
    agency.perform("edit", by="nadia", client="elodie", last_name="Müller-Grandjean")
    mine = agency.entry(by="emma", clients=("elodie",), note="Geheim: she leaves Acme.", participants=["theo"])
    agency.perform("comment", by="theo", entry=mine, text="A secret of Acme's.", origin="C0INFOBOX/1.1")
    agency.perform("edit-comment", by="theo", entry=mine, text="Another secret.", origin="C0INFOBOX/1.1", mark="2")
    agency.perform("edit", by="nadia", client="acme", phone="+41 32 555 01 10", notes="secret")
    agency.perform(
        "undo", by="nadia", entry=agency.perform("status", by="nadia", clients=["acme"], status="meeting").result
    )
    with agency.begin() as session:
        number = int(mine[2:])
        session.insert(link, [{"place": "C0INFOBOX", "mark": "1.0", "entry_id": number, "member_id": None}])
        token = {"digest": b"1" * 32, "workspace_id": session.workspace, "entry_id": number, "member_id": 1}
        session.connection.execute(reply_token.insert(), [{**token, "delivery_id": 1, "created_at": NOW}])
    agency.settle()
    shared = agency.entry(by="emma", clients=("acme", "kern"), note="Both came.")
    done = agency.perform("delete", by="nadia", client="acme", name="Acme Précision SA", contacts="delete")
    return {"entry": int(done.result[2:]), "shared": shared, "mine": mine, "result": done.result}


def take(agency, number, files=None, *, at=LATER):
    """All steps; how often there was more."""
    steps = 0
    while purge(agency.store, agency.workspace, number, now=at, documents=files) is Progress.MORE:
        steps += 1
    return steps


def everything_written(agency):
    """Every value of every row of every table, in small letters; and what the search for words finds."""
    said = []
    with agency.begin() as session:
        for table in metadata.sorted_tables:
            fenced = bool(table.info.get("fenced"))
            rows = session.rows(select(table)) if fenced else session.connection.execute(select(table)).all()
            said += [f"{table.name}: {tuple(row)}".lower() for row in rows]
        for word in ("secret", "geheim"):
            said += [f"found by {word}: {one}" for one in matching.newest_with(session, [word], before=None, count=9)]
    return said


def test_a_day_later_nothing_anywhere_says_who_it_was(agency, gone):
    before = "\n".join(everything_written(agency))
    assert [one for one in SECRETS if one not in before] == [], "a word that was never there would prove nothing"
    assert take(agency, gone["entry"]) == 2
    left = [line for line in everything_written(agency) for secret in SECRETS if secret in line]
    assert left == []


def test_who_deleted_which_number_stays(agency, gone):
    take(agency, gone["entry"])
    with agency.read() as session:
        rows = session.rows(select(audit).where(audit.c.operation == "purge").order_by(audit.c.id))
    assert [(row.data["records"], row.actor_id, row.at) for row in rows] == [
        (["CST-1"], agency.id_of("nadia"), LATER),
        (["CMP-1"], agency.id_of("nadia"), LATER),
    ]
    for key in ("acme", "elodie"):
        with pytest.raises(Deleted, match="was deleted by Nadia El Khoury"):
            agency.card(key)
    seen = agency.see(gone["result"])
    assert (seen.deleted, seen.records, seen.final) == (("CMP-1",), (), True)


def test_what_is_filed_under_others_stays_with_them(agency, gone):
    take(agency, gone["entry"])
    [seen] = [one for one in agency.card("kern").entries if one.number == gone["shared"]]
    assert ([one.name for one in seen.records], seen.deleted) == (["Kern & Söhne GmbH"], ("CMP-1",))
    with pytest.raises(NotFound):
        agency.perform("comment", by="emma", entry=gone["mine"], text="Too late.")


def test_before_its_time_nothing_goes(agency, gone):
    assert take(agency, gone["entry"], at=LATER - timedelta(seconds=1)) == 0
    agency.perform("undo", by="nadia", entry=gone["result"], at=LATER - timedelta(seconds=1))
    assert agency.card("elodie").entries


def test_what_was_brought_back_is_not_taken(agency, gone):
    agency.perform("undo", by="nadia", entry=gone["result"])
    assert take(agency, gone["entry"]) == 0
    assert agency.card("acme").record.name == "Acme Précision SA"


def test_nothing_comes_back_from_it(agency, gone):
    take(agency, gone["entry"])
    with pytest.raises(Refused, match="deleted for good"):
        agency.perform("undo", by="nadia", entry=gone["result"], at=LATER)


@pytest.mark.parametrize("stopped_after", [0, 1, 2])
def test_whoever_is_stopped_in_between_goes_on_where_they_were(agency, gone, stopped_after):
    for _ in range(stopped_after):
        purge(agency.store, agency.workspace, gone["entry"], now=LATER, documents=None)
    assert take(agency, gone["entry"]) == 2 - stopped_after
    assert take(agency, gone["entry"]) == 0
    with agency.read() as session:
        assert len(session.rows(select(audit).where(audit.c.operation == "purge"))) == 2


def stopped_half_way(agency, number):
    with agency.begin() as session:
        purges.records_go(session, [purges.due(session, number, LATER).record_id])
        raise ZeroDivisionError


def test_a_step_is_whole_or_not_at_all(agency, gone):
    before = everything_written(agency)
    with pytest.raises(ZeroDivisionError):
        stopped_half_way(agency, gone["entry"])
    assert everything_written(agency) == before


def test_what_is_being_sent_at_that_moment_is_waited_for(agency):
    agency.entry(by="emma", clients=("acme",), participants=["theo"])
    with agency.store.outside(write=True) as connection:
        held = claims.claim(connection, token="relay", now=NOW, channel=Channel.MAIL, count=1)
    assert held
    done = agency.perform(
        "delete", by="nadia", client="acme", name="Acme Précision SA", contacts="delete", when_gone="now"
    )
    number = int(done.result[2:])
    steps = [purge(agency.store, agency.workspace, number, now=NOW, documents=None) for _ in range(2)]
    assert steps == [Progress.MORE, Progress.HELD]
    with agency.store.outside(write=True) as connection:
        claims.release(connection, "relay", [one.key for one in held])
    assert take(agency, number, at=NOW) == 1
    with agency.store.outside() as connection:
        known = {row.delivery_id for row in connection.execute(select(delivery_due))}
    with agency.read() as session:
        assert known <= set(session.execute(select(delivery.c.id)).scalars())


def test_at_once_is_at_once(agency):
    done = agency.perform("delete", by="nadia", client="elodie", name="Élodie Müller", when_gone="now")
    with agency.read() as session:
        [row] = session.rows(select(delivery).where(delivery.c.kind == DeliveryKind.PURGE.value))
    assert (row.due_at, row.channel) == (NOW, "carnet")
    assert take(agency, int(done.result[2:]), at=NOW) == 1


def keep(agency, files, content, **whose):
    digest = files.put(content)
    with agency.begin() as session:
        documents.add(
            session, name="cv.pdf", kind="application/pdf", size=len(content), digest=digest, now=NOW, **whose
        )
    return digest


def aged(files, digest):
    [path] = files.folder.glob(f"*/{digest.hex()}")
    os.utime(path, (0, 0))


def test_files_go_unless_somebody_else_has_the_same(agency, gone, files):
    other = founded(agency.store, team="T0OTHER")
    mine = keep(agency, files, b"mine", entry_id=int(gone["mine"][2:]))
    own = keep(agency, files, b"own", record_id=company(agency))
    shared = keep(agency, files, b"shared", entry_id=int(gone["mine"][2:]))
    keep(other, files, b"shared", entry_id=1)
    for digest in (mine, own, shared):
        aged(files, digest)
    take(agency, gone["entry"], files)
    assert files.get(shared) == b"shared"
    for digest in (mine, own):
        with pytest.raises(FileNotFoundError):
            files.get(digest)
    with agency.read() as session:
        assert session.rows(select(removal).where(removal.c.files.is_not(None))) == []


def company(agency):
    """The deleted one."""
    with agency.read() as session:
        return session.value(select(removal.c.record_id).where(removal.c.kind == "company"))


def test_a_file_that_was_given_a_moment_ago_is_left_a_while(agency, gone, files):
    """Somebody else may be about to write down that they have it."""
    digest = keep(agency, files, b"mine", entry_id=int(gone["mine"][2:]))
    take(agency, gone["entry"], files)
    assert files.get(digest) == b"mine"
    assert purge(agency.store, agency.workspace, gone["entry"], now=LATER, documents=files) is Progress.HELD
    aged(files, digest)
    assert purge(agency.store, agency.workspace, gone["entry"], now=LATER, documents=files) is Progress.DONE
    with pytest.raises(FileNotFoundError):
        files.get(digest)
    assert FRESH > 60


KNOWN = {"audit", "removal", "entry_words", "reply_token"}


def test_whatever_hangs_on_an_entry_or_a_record_is_known_to_go():
    """A new table with an entry's or a record's number goes with them by itself, or must be thought of here."""
    for root in (entry, record):
        mine = {table.name for table in metadata.sorted_tables if f"{root.name}_id" in table.c}
        assert mine - {one.name for one in purges.hanging(root)} <= KNOWN
    assert {"comment_version", "delivery_body"} <= {one.name for one in purges.hanging(entry)}
    assert {"company", "contact", "word", "likeness", "change"} <= {one.name for one in purges.hanging(record)}
