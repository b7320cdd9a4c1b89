"""Workspaces never meet: the session's criterion, tried with every shape of statement."""

from __future__ import annotations

import pytest
from sqlalchemy import alias, and_, delete, exists, func, insert, literal, select, text, union_all, update
from sqlalchemy.exc import IntegrityError

from crm.store.fence import Unfenced
from crm.store.tables import company, entry, member, record, role, subject, word
from tests.factories import NOW, agency

employer = alias(record, "employer")
AT = and_(employer.c.id == record.c.company_id, employer.c.workspace_id == record.c.workspace_id)
NAMED = select(record.c.name)
COMPANIES = NAMED.where(record.c.kind == "company")
FOUND = {"Acme Précision SA", "Kern & Söhne GmbH", "Hôpital du Jura", "Élodie Müller", "Hans Müller", "Elodie Mueller"}


@pytest.fixture
def two(store):
    """Two agencies with the same numbers; the second one's names all tell whose they are."""
    mine, other = agency(store), agency(store, team="T0BERN")
    with other.begin() as session:
        session.execute(update(record).values(name=literal("Bern: ") + record.c.name))
    return mine, other


READS = {
    "select": NAMED,
    "where": NAMED.where(record.c.id.in_([1, 2, 3, 4, 5, 6])),
    "core join": select(record.c.name, employer.c.name).select_from(record.join(employer, record.c.kind != "nobody")),
    "select.join": select(record.c.name, employer.c.name).join(employer, record.c.kind != "nobody"),
    "outer join": select(record.c.name, employer.c.name).outerjoin_from(record, employer, record.c.id > 0),
    "nested join": select(record.c.name, employer.c.name).select_from(
        record.join(employer.join(subject, subject.c.record_id > 0), record.c.id > 0)
    ),
    "select.join of a join": select(record.c.name, employer.c.name).join(
        employer.join(subject, subject.c.record_id > 0), record.c.id > 0
    ),
    "cross": select(record.c.name, employer.c.name).where(employer.c.id <= record.c.id),
    "subquery": select(COMPANIES.subquery().c.name),
    "scalar subquery": select(COMPANIES.order_by(record.c.workspace_id.desc()).limit(1).scalar_subquery()),
    "cte": select(COMPANIES.cte("companies").c.name),
    "union": union_all(COMPANIES, NAMED.where(record.c.kind == "contact")),
    "in subquery": select(record.c.name).where(record.c.id.in_(select(employer.c.id).where(employer.c.id > 0))),
    "alias": select(employer.c.name),
    "lateral function": select(func.max(record.c.name)),
}


def seen(agency_):
    """The names that each shape of statement gives."""
    with agency_.read() as session:
        return {
            shape: {name for row in session.rows(statement) for name in row if name}
            for shape, statement in READS.items()
        }


def test_no_read_finds_another_workspace_s_rows(two):
    mine, other = two
    found, beside = seen(mine), seen(other)
    assert [shape for shape, names in found.items() if not names or not names <= FOUND] == []
    assert [shape for shape, names in beside.items() if not names or {name[:6] for name in names} != {"Bern: "}] == []


def test_an_exists_does_not_see_across(two):
    mine, other = two
    with other.begin() as session:
        session.execute(delete(word))
    some = select(exists().where(word.c.record_id > 0))
    with mine.read() as session, other.read() as beside:
        assert (session.value(some), beside.value(some)) == (True, False)


def test_an_outer_join_keeps_the_rows_that_have_no_other_side(two):
    mine, _other = two
    joined = select(record.c.name, employer.c.name.label("at")).outerjoin_from(record, employer, AT)
    with mine.read() as session:
        at = {row.name: row.at for row in session.rows(joined)}
    assert (at["Élodie Müller"], at["Acme Précision SA"], len(at)) == ("Acme Précision SA", None, 6)


WRITES = {
    "update": update(record).values(name="Geändert"),
    "update from": update(record).values(name=employer.c.name).where(employer.c.id == record.c.id),
    "update from two": update(record)
    .values(name=employer.c.name)
    .where(employer.c.id == record.c.id, subject.c.record_id == record.c.id),
    "update by subquery": update(record).where(record.c.id.in_(select(entry.c.id))).values(name="Geändert"),
}


def names(agency_):
    with agency_.read() as session:
        return sorted(session.execute(NAMED).scalars())


def test_no_change_reaches_another_workspace_s_rows(two):
    mine, other = two
    before = names(other)
    for shape, statement in WRITES.items():
        with mine.begin() as session:
            assert session.execute(statement).rowcount > 0, shape
        assert names(other) == before, shape
        assert not any(name.startswith("Bern: ") for name in names(mine)), shape


def test_deleting_and_changing_many_at_once_stay_inside(two):
    mine, other = two
    with mine.begin() as session:
        session.execute(delete(word))
        one = update(company).where(company.c.id > 0).values(city="Bern")
        session.run(one, [{}, {}])
        session.run(delete(subject), [{}])
    with mine.read() as session, other.read() as beside:
        assert (session.value(select(func.count()).select_from(word)), session.rows(select(subject))) == (0, [])
        assert beside.value(select(func.count()).select_from(word)) > 0
        assert beside.value(select(func.count()).select_from(subject)) > 0
        assert session.value(select(func.count()).where(company.c.city == "Bern")) == 3
        assert beside.value(select(func.count()).where(company.c.city == "Bern")) == 0


def test_rows_are_stamped_and_a_foreign_stamp_is_refused(two):
    mine, other = two
    row = {"name": "secret", "grants": {}}
    with pytest.raises(Unfenced), mine.begin() as session:
        session.insert(role, [{**row, "workspace_id": other.workspace}])
    with mine.begin() as session:
        session.insert(role, [row])
    with mine.read() as session, other.read() as beside:
        found = select(role.c.workspace_id).where(role.c.name == "secret")
        assert (session.value(found), beside.value(found)) == (mine.workspace, None)


def test_what_cannot_be_fenced_is_refused(two):
    mine, _other = two
    for statement in (text("SELECT name FROM record"), insert(word), select(record.c.name).join(company)):
        with pytest.raises(Unfenced), mine.read() as session:
            session.execute(statement)


def test_a_row_cannot_point_at_another_workspace_s_row(two):
    mine, other = two
    with other.begin() as session:
        session.insert(member, [{"id": 99, "slack_user": "U0FREMD", "name": "Fremd"}])
    row = {"action": "info", "version": 1, "author_id": 99, "occurred_at": NOW, "created_at": NOW}
    with pytest.raises(IntegrityError), mine.begin() as session:
        session.insert(entry, [{"id": 999, **row}])
