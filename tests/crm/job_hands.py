"""Jobs in a test's hand: begun, claimed, worked at step by step, and looked at."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from crm import jobs, working
from crm.actions import TOOLBOX
from crm.store import jobs as stored
from crm.store.tables import entry, job_due, record
from crm.views.jobs import progress
from tests.factories import NOW, a_source

LATER = NOW + timedelta(minutes=5)


def with_ateliers(agency):
    """Thirty companies; every third is Théo's, the others are Emma's."""
    items = [
        ({"name": f"Atelier {place:02}", "owner": "theo" if place % 3 == 0 else "emma"}, f"made:{place}")
        for place in range(30)
    ]
    agency.perform_many("add-company", by="nadia", items=items)
    agency.settle()
    return agency


def ateliers(agency):
    with agency.read() as session:
        found = session.rows(select(record.c.id).where(record.c.name.like("Atelier%")).order_by(record.c.id))
    return [row.id for row in found]


def begin(agency, action="status", *, by="nadia", clients=None, source=None, **inputs):
    with agency.begin() as session:
        return jobs.begin(
            session,
            TOOLBOX[action],
            actor=agency.tokens[by],
            inputs=agency.named(inputs),
            clients=ateliers(agency) if clients is None else clients,
            source=source or a_source(),
            now=NOW,
        )


def undo(agency, job, *, by="nadia", source=None):
    with agency.begin() as session:
        return jobs.begin_undo(session, job.number, actor=agency.tokens[by], source=source or a_source(), now=LATER).job


def claimed(agency, token="worker"):
    with agency.store.outside(write=True) as connection:
        return stored.claim(connection, token, LATER)


def work(agency, *, count=7, steps=1000, due=None):
    """Go on with the oldest job, as far as that many steps bring it."""
    due = due or claimed(agency)
    for _ in range(steps):
        stepped = working.step(agency.store, due, count=count, now=LATER)
        if stepped is None or stepped[1]:
            return stepped
    return stepped


def leave(agency, due):
    with agency.store.outside(write=True) as connection:
        stored.leave(connection, due)


def done(agency, action="status", **more):
    """A job from its beginning to its end."""
    begun = begin(agency, action, **more).job
    due = claimed(agency)
    work(agency, due=due)
    leave(agency, due)
    return stand(agency, begun)


def stand(agency, job):
    with agency.read() as session:
        return progress(session, job.id)


def statuses(agency):
    with agency.read() as session:
        rows = session.rows(select(record.c.status).where(record.c.name.like("Atelier%")).order_by(record.c.id))
    return [row.status for row in rows]


def entries_of(agency, job):
    with agency.read() as session:
        rows = session.rows(select(entry.c.id, entry.c.data, entry.c.undone_at).order_by(entry.c.id))
    return [row for row in rows if (row.data or {}).get("job") == job.id]


def leases_end(agency):
    with agency.store.outside(write=True) as connection:
        connection.execute(update(job_due).values(leased_until=NOW))
