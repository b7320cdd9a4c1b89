"""Exports: who may take what out of the house, what a workbook holds of it, and what the trail says afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.domain.errors import NotAllowed, NotFound, Refused
from crm.domain.filters import Filters
from crm.store.tables import audit, change, delivery, entry
from crm.views import exports, typed
from tests.crm.exporting import exported, extent, numbers
from tests.factories import NOW


def trail(agency):
    """The audit rows about exports, oldest first."""
    with agency.read() as session:
        wanted = audit.c.operation.in_(["export", "exported"])
        rows = session.rows(select(audit).where(wanted).order_by(audit.c.id))
        return [(row.operation, row.actor_id, row.at, without_source(row.data)) for row in rows]


def without_source(data):
    """What the row says but for where it was asked for."""
    return {name: value for name, value in data.items() if name != "source"}


def extent_of(agency, by, number):
    with agency.read() as session:
        return exports.asked(session, agency.member(by), number)


def test_what_is_asked_for_is_written_down_and_nothing_else_changes(agency):
    with agency.read() as session:
        before = [len(session.rows(select(one.c.id))) for one in (entry, change, delivery)]
    done = agency.perform("export", by="emma", client="acme")
    assert (done.records, done.entry) == (("CMP-1",), None)
    agency.perform("exported", by="emma", export=done.result, rows="12")
    me = agency.id_of("emma")
    assert trail(agency) == [
        ("export", me, NOW, {"client": "CMP-1"}),
        ("exported", me, NOW, {"client": "CMP-1", "export": done.result, "rows": 12}),
    ]
    with agency.read() as session:
        assert [len(session.rows(select(one.c.id))) for one in (entry, change, delivery)] == before


def test_the_filters_are_kept_as_they_were_understood(agency):
    done = agency.perform("export", by="emma", filters="müller responsable:moi type:contact")
    [(_operation, _actor, _at, data)] = trail(agency)
    assert data == {"filters": {"words": "müller", "kind": "contact", "owner": "me"}}
    assert extent_of(agency, "emma", done.result) == extent(agency, words="müller", kind="contact", owner="me")


def test_the_same_source_asks_once(agency):
    first = agency.perform("export", by="emma", source="slack:view:V1")
    again = agency.perform("export", by="emma", source="slack:view:V1")
    assert (first.repeat, again.repeat, again.result) == (False, True, first.result)
    assert len(trail(agency)) == 1


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"client": "acme", "filters": "status:meeting"}, "Choose a client or filters, not both."),
        ({"filters": "status:unheard"}, "There is no status “unheard”."),
        ({"filters": "colour:red"}, "“colour:” is not a filter here."),
        ({"client": "CMP-99"}, "CMP-99"),
        ({"client": "kern"}, "Kern & Söhne GmbH"),
    ],
)
def test_what_cannot_be_exported_is_refused_at_its_field(agency, inputs, said):
    with pytest.raises(Refused) as refused:
        agency.perform("export", by="emma", **inputs)
    assert said in str(refused.value)
    assert {problem.field for problem in refused.value.problems} == {list(inputs)[-1]}
    assert trail(agency) == []


@pytest.mark.parametrize("who", ["luc", "rita", "noa"])
def test_who_may_not_export_is_given_nothing_by_any_way(agency, tmp_path, who):
    for inputs in ({}, {"client": "acme"}):
        with pytest.raises(Refused):
            agency.perform("export", by=who, **inputs)
    with pytest.raises(NotAllowed):
        exported(agency, tmp_path, who)
    with pytest.raises(Refused):
        exported(agency, tmp_path, who, extent(agency, "acme"))
    assert trail(agency) == []


def test_what_somebody_else_asked_for_is_not_mine(agency):
    done = agency.perform("export", by="nadia")
    for number in (done.result, "A-99", "A-0", "E-1", ""):
        with pytest.raises(NotFound):
            extent_of(agency, "emma", number)
    with pytest.raises(Refused):
        agency.perform("exported", by="emma", export=done.result, rows="3")
    with pytest.raises(Refused):
        agency.perform("exported", by="nadia", export=done.result, rows="many")
    assert len(trail(agency)) == 1


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("nadia", ["CMP-1", "CMP-2", "CMP-3", "CST-1", "CST-2", "CST-3"]),  # the administrator: all
        ("paul", ["CMP-1", "CMP-2", "CST-1", "CST-2"]),  # a manager: Emma's, and Théo's below Lena
        ("lena", ["CMP-2", "CST-2"]),
        ("emma", ["CMP-1", "CST-1"]),  # a consultant: her own
    ],
)
def test_the_list_holds_what_the_member_may_export(agency, tmp_path, who, found):
    sheets, made = exported(agency, tmp_path, who)
    assert (numbers(sheets), made.rows, made.whole) == (found, len(found), True)
    assert len(sheets) == 2


@pytest.mark.parametrize(
    ("view", "scope", "found"),
    [
        ("own", "all", ["CMP-1", "CST-1"]),
        ("all", "own", ["CMP-1", "CST-1"]),
        ("all", "all", ["CMP-1", "CMP-2", "CMP-3", "CST-1", "CST-2", "CST-3"]),
    ],
)
def test_the_narrower_of_viewing_and_exporting_decides(agency, tmp_path, view, scope, found):
    agency.set_role("narrow", {"view": view, "export": scope})
    agency.set_member("emma", role="narrow")
    sheets, _made = exported(agency, tmp_path, "emma")
    assert numbers(sheets) == found
    for key in ("kern", "hans"):
        if agency.numbers[key] not in found:
            with pytest.raises(Refused):
                exported(agency, tmp_path, "emma", extent(agency, key))


def test_a_company_that_the_member_may_not_view_has_no_name_in_it(agency, tmp_path):
    agency.own("hans", "emma")
    agency.set_role("narrow", {"view": "own", "export": "all"})
    agency.set_member("emma", role="narrow")
    sheets, made = exported(agency, tmp_path, "emma")
    details, _made = exported(agency, tmp_path, "emma", extent(agency, "hans"))
    assert "Hans" in str(sheets)
    assert "Kern" not in str(sheets) + str(details["Détails"])
    assert made.rows == 3


@pytest.mark.parametrize("who", ["nadia", "emma", "paul"])
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"words": "müller", "kind": "contact", "active": "active", "older": 1},
        {"owner": "me", "group": True, "city": "La Chaux-de-Fonds"},
        {"owner": "nobody", "active": "inactive", "kind": "company"},
        {"company": "CMP-1", "status": "meeting"},
        {"city": "Saint Imier"},
    ],
)
def test_filters_are_written_as_they_are_typed(agency, who, filters):
    wanted = Filters.read(filters)
    with agency.read() as session:
        reader = agency.member(who)
        text = typed.written(session, reader, wanted)
        assert typed.filters(session, reader, text) == (wanted, [])


def test_an_owner_of_the_filters_is_written_by_their_address(agency):
    with agency.read() as session:
        reader = agency.member("emma")
        text = typed.written(session, reader, Filters.read({"owner": agency.tokens["theo"]}))
        assert text == "responsable:theo@talents-jura.example"
        assert typed.filters(session, reader, text)[0].owner == agency.tokens["theo"]
