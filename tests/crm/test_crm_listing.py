"""The list of clients: whatever is asked for, page by page, it is what somebody finds who looks at every client."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from crm.domain.clients import RecordKind, RecordNumber
from crm.domain.errors import Refused
from crm.domain.filters import Filters
from crm.domain.folding import words
from crm.store.tables import record
from crm.views import listing
from tests.factories import NOW

TOWNS = ("Genève", "La Chaux-de-Fonds", "Delémont", "")
LONG_AGO = NOW - timedelta(days=40)
PAGED = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def busy(agency):
    """An agency with three dozen clients of every sort."""
    owners = ("emma", "theo", "nadia", "lena")
    items = [
        (
            {
                "name": f"Atelier {place} {'Horloger' if place % 2 else 'Genève'}",
                "city": TOWNS[place % 4],
                "owner": owners[place % 4],
                "status": ("prospect", "client", "")[place % 3],
                "phone": f"+41 22 555 10 {place:02}",
            },
            f"made:{place}",
        )
        for place in range(16)
    ]
    agency.perform_many("add-company", by="nadia", items=items, at=LONG_AGO)
    items = [
        (
            {"first_name": "Ada", "last_name": f"Person{place}", "company": f"CMP-{4 + place % 5}", "owner": "theo"},
            f"met:{place}",
        )
        for place in range(14)
    ]
    agency.perform_many("add-contact", by="nadia", items=items, at=LONG_AGO)
    agency.own("kern", None)
    agency.perform("activate", by="nadia", clients=["CMP-5", "CMP-6", "CST-4"], state="inactive", at=LONG_AGO)
    agency.entry(clients=("CMP-7", "CST-8"), by="nadia", when=(NOW + timedelta(days=2)).isoformat())
    agency.perform("undo", by="nadia", entry=agency.entry(clients=("CMP-8",), by="nadia"))
    agency.entry(clients=("CST-6", "CMP-9"), by="nadia")
    agency.cards = [agency.card(number) for number in every_number(agency)]
    for role, scope, key in (("leader", "group", "paul"), ("solo", "own", "theo")):
        agency.set_role(role, {"view": scope, "status": scope})
        agency.set_member(key, role=role)
    return agency


def pages(agency, filters, *, by="nadia", count=3, patience=10_000):
    """The names of the clients on each page."""
    reader, before = agency.member(by), None
    with agency.read() as session:
        for _ in range(100):
            page = listing.page(session, reader, filters, now=NOW, before=before, count=count, patience=patience)
            yield page
            before = page.before
            if before is None:
                return
    raise AssertionError("it never ends")


def listed(agency, filters, **more):
    return [line.record.id for page in pages(agency, filters, **more) for line in page.lines]


def of_owner(agency, filters, reader):
    """Whose clients are meant; nothing for everybody's."""
    if filters.owner in {"", "nobody"}:
        return None if filters.owner == "" else {None}
    key = next((key for key, token in agency.tokens.items() if token == filters.owner), None)
    meant = agency.member(key, "status") if key else reader
    return set(meant.group) if filters.group and meant.group else {meant.id}


def looked_for(agency, filters, *, by="nadia"):
    """The same by looking at every client's card."""
    reader, cards = agency.member(by), agency.cards
    towns = {card.record.id: card.details.get("city") for card in cards}
    owners = of_owner(agency, filters, reader)
    found = []
    for card in cards:
        one, town = card.record, towns.get(card.record.company or card.record.id)
        newest = [entry.occurred_at for entry in card.entries if entry.occurred_at <= NOW and not entry.undone]
        right = (
            reader.may("view", one.owner),
            filters.kind in {None, one.kind},
            filters.active in {None, one.active},
            filters.status in {"", one.status},
            owners is None or one.owner in owners,
            begun(filters.city, town),
            begun(
                filters.words, one.name, one.company_name, card.details.get("city"), str(one.number).replace("-", "")
            ),
            filters.older is None or not newest or max(newest) <= NOW - timedelta(days=filters.older),
            not filters.company or ACME in {one.id, one.company},
        )
        found += [one.id] if all(right) else []
    return sorted(found, reverse=True)


ACME = 1


def begun(typed, *texts):
    return all(any(have.startswith(one) for have in words(*texts)) for one in words(typed))


def every_number(agency):
    with agency.read() as session:
        rows = session.rows(select(record.c.kind, record.c.number).where(record.c.deleted_at.is_(None)))
    return [str(RecordNumber(RecordKind(row.kind), row.number)) for row in rows]


def filters(agency):
    tokens = ["", "", "me", "nobody", *(agency.tokens[key] for key in ("emma", "theo", "paul"))]
    return some.builds(
        Filters,
        words=some.sampled_from(["", "", "atelier", "gen", "ada", "ada atelier 2", "cst4", "zzz"]),
        kind=some.sampled_from([None, None, RecordKind.COMPANY, RecordKind.CONTACT]),
        active=some.sampled_from([None, None, True, False]),
        status=some.sampled_from(["", "", "client", "prospect"]),
        owner=some.sampled_from(tokens),
        group=some.booleans(),
        company=some.sampled_from(["", "", "", "CMP-1"]),
        city=some.sampled_from(["", "", "geneve", "Chaux-de", "Delémont", "Atelier"]),
        older=some.sampled_from([None, None, 1, 30, 365]),
    )


@PAGED
@given(data=some.data(), count=some.integers(1, 7), patience=some.sampled_from([1, 2, 5, 10_000]))
def test_every_page_together_is_what_was_asked_for(busy, data, count, patience):
    asked, by = data.draw(filters(busy)), data.draw(some.sampled_from(["nadia", "paul", "theo", "noa"]))
    if not busy.member(by).may("view", busy.record("acme").owner):
        asked = replace(asked, company="")
    found = listed(busy, asked, by=by, count=count, patience=patience)
    wanted = looked_for(busy, asked, by=by) if by != "noa" else []
    assert sorted(found, reverse=True) == wanted
    assert found == wanted or asked.words, "the newest first, but for a search"
    reader = busy.member(by)
    with busy.read() as session:
        assert listing.count(session, reader, asked, now=NOW) == (len(wanted), True)
        assert sorted(listing.everything(session, reader, asked, now=NOW), reverse=True) == wanted


def test_few_that_have_the_words_come_best_first(agency):
    assert [line.record.name for page in pages(agency, Filters(words="acme")) for line in page.lines] == [
        "Acme Précision SA",
        "Élodie Müller",
    ]


@pytest.mark.parametrize("typed", ["+41 61 555 02 00", "0041 61 5550200", "hans kern", "CMP-2", "Kern &"])
def test_a_client_is_found_by_number_telephone_and_company(agency, typed):
    [page] = pages(agency, Filters(words=typed))
    assert {line.record.name for line in page.lines} & {"Kern & Söhne GmbH", "Hans Müller"}


def test_a_line_tells_function_owner_and_what_happened_last_and_comes_next(agency):
    later = NOW + timedelta(days=3)
    agency.entry(clients=("hans",), by="theo", when=later.isoformat())
    agency.perform("status", by="theo", clients=["hans"], status="meeting")
    agency.perform("undo", by="theo", entry=agency.entry(clients=("hans",), by="theo"))
    [page] = pages(agency, Filters(words="hans"))
    [line] = page.lines
    assert (line.owner, line.function, page.status(line.record, "de")) == (
        "Théo Aebischer",
        "Leiter Einkauf",
        "Gespräch",
    )
    assert line.last == listing.Happening(action="status", at=NOW)
    assert line.next == listing.Happening(action="info", at=later)


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ({"older": "soon"}, {"older"}),
        ({"older": "0", "company": "Acme"}, {"older", "company"}),
        ({"words": "x" * 101, "kind": "animal", "colour": "red"}, {"words", "kind", "colour"}),
        ({"active": "perhaps"}, {"active"}),
    ],
)
def test_filters_that_cannot_be_read_are_refused_all_at_once(raw, fields):
    with pytest.raises(Refused) as refused:
        Filters.read(raw)
    assert {one.field for one in refused.value.problems} == fields
    assert Filters.kept(raw) == Filters()


@pytest.mark.parametrize(("name", "value"), [("owner", "M-99"), ("owner", "nobody@here"), ("company", "CMP-99")])
def test_a_filter_that_names_nobody_is_refused_at_its_field(agency, name, value):
    with pytest.raises(Refused) as refused:
        list(pages(agency, Filters(**{name: value})))
    assert [one.field for one in refused.value.problems] == [name]


def test_filters_are_kept_as_data_and_read_again():
    filters = Filters(words="acme", kind=RecordKind.COMPANY, active=False, owner="me", group=True, older=30)
    assert Filters.kept(filters.as_data()) == Filters.read(filters.as_data()) == filters
    assert Filters().as_data() == {}
    assert Filters.kept("what an older version kept") == Filters()
