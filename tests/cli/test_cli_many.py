"""Many clients from a shell: filters that list, a pipe that hands over, a job that is worked off, and its undoing."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from crm.store.tables import record
from tests.cli.conftest import address

MORE = 120
ADMIN = ("--as", address("nadia"))


@pytest.fixture
def crowd(agency):
    items = [
        ({"name": f"Atelier {place:03}", "city": "Genève", "owner": "emma" if place % 2 else "theo"}, f"made:{place}")
        for place in range(MORE)
    ]
    agency.perform_many("add-company", by="nadia", items=items)
    return agency


def statuses(agency):
    with agency.read() as session:
        rows = session.rows(select(record.c.status).where(record.c.name.like("Atelier%")))
    return {row.status for row in rows}


def test_filters_narrow_the_list_and_its_ids_go_through_a_pipe(carnet, crowd):
    numbers = carnet("clients", "atelier", "--city", "geneve", "--count", "1000", "--numbers", *ADMIN)
    assert len(numbers.split()) == MORE
    said = carnet("perform", "status", *ADMIN, "--clients-from", "-", "--status", "client", stdin=numbers)
    assert said.splitlines()[0] == "J-1 · ✅ Status: done for 120 clients"
    assert statuses(crowd) == {"client"}
    found = carnet("clients", "--status", "client", "--owner", address("theo"), "--count", "500", "--json", *ADMIN)
    assert len(found) == MORE // 2
    assert found[0]["last"]["action"] == "status"
    said = carnet("undo", "J-1", *ADMIN)
    # PostgreSQL counts jobs in blocks, a process each.
    assert re.fullmatch(r"J-\d+ · ↩️ Status: undone for 120 clients", said.splitlines()[0])
    assert statuses(crowd) == {None}


def test_a_file_of_ids_may_be_short_and_is_then_one_entry(carnet, agency, tmp_path):
    listed = tmp_path / "ids.txt"
    listed.write_text("CMP-1, cst-1\nCMP-1", encoding="utf-8")
    said = carnet("perform", "info", *ADMIN, "--clients-from", str(listed), "--note", "Called.")
    assert said.startswith("E-")
    assert "CMP-1, CST-1" in said


def test_those_refused_are_named_and_the_same_key_is_the_same_job(carnet, crowd):
    numbers = carnet("clients", "atelier", "--count", "1000", "--numbers", *ADMIN)
    call = ("perform", "status", "--as", address("emma"), "--clients-from", "-", "--status", "meeting")
    first = carnet(*call, "--once", "monday", "--json", stdin=numbers)
    assert (first["result"], first["done"], first["refused"], len(first["named"])) == ("J-1", 60, 60, 20)
    again = carnet(*call, "--once", "monday", "--json", stdin=numbers)
    assert again == first


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--clients-from", "/nowhere/ids", "--status", "client"), 2, "cannot be read"),
        (("--clients-from", "-", "--status", "sleeping"), 1, "--status"),
        (("--clients-from", "-"), 1, "--status"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_done(carnet, crowd, arguments, code, told):
    numbers = carnet("clients", "atelier", "--count", "1000", "--numbers", *ADMIN)
    assert told in carnet("perform", "status", *ADMIN, *arguments, stdin=numbers, code=code)
    assert statuses(crowd) == {None}


def test_an_id_that_is_not_there_is_named(carnet, crowd):
    numbers = carnet("clients", "atelier", "--count", "1000", "--numbers", *ADMIN) + "CMP-9999\n"
    call = ("perform", "status", *ADMIN, "--clients-from", "-", "--status", "client")
    assert "CMP-9999" in carnet(*call, stdin=numbers, code=1)
    assert "J-7" in carnet("undo", "J-7", *ADMIN, code=1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("--older", "soon"), "--older"), (("--owner", "zzz"), "--owner"), (("--company", "x"), "--company")],
)
def test_a_filter_that_cannot_be_read_is_named(carnet, arguments, told):
    assert told in carnet("clients", *arguments, *ADMIN, code=1)
