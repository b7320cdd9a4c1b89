from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from crm.domain.errors import Refused
from crm.store import drafts
from crm.views import waiting
from tests.factories import NOW

SAID = "D0EMMA:1795478400.000100"
UNDERSTOOD = {
    "action": "info",
    "inputs": {"note": "Called ☃", "remind": "at"},
    "problems": [["Choose {what}.", {"what": "x"}]],
}


def hear(agency, *, by="emma", **more):
    return agency.perform("hear", by=by, said=SAID, **{"understood": UNDERSTOOD, **more})


def found(agency, by="emma", said=SAID):
    member = agency.member(by)
    with agency.read() as session:
        return waiting.waiting(session, member, said)


def test_a_message_is_heard_once_and_waits_for_its_author_alone(agency):
    assert [hear(agency).repeat for _time in range(2)] == [False, True]
    mine = found(agency)
    assert (mine.action, mine.inputs, mine.result) == ("info", UNDERSTOOD["inputs"], "")
    assert [str(one) for one in mine.problems] == ["Choose x."]
    assert (found(agency, by="paul"), found(agency, said="D0EMMA:1.1"), found(agency, said="\0☃")) == (None,) * 3


def test_two_who_bring_it_at_once_are_told_apart(agency):
    ready, told = Barrier(2), []

    def bring():
        ready.wait()
        told.append(hear(agency).repeat)

    threads = [Thread(target=bring) for _one in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == [False, True]


def test_it_comes_to_one_entry_and_knows_it(agency):
    hear(agency)
    source = waiting.source(SAID)
    done = [agency.perform("info", by="emma", clients=["acme"], note="Called", source=source) for _time in range(2)]
    assert [one.repeat for one in done] == [False, True]
    assert found(agency).result == done[0].result


def test_what_nobody_confirms_is_put_away_and_what_is_too_long_refused(agency):
    hear(agency)
    with agency.begin() as session:
        drafts.forget_old(session, NOW + timedelta(days=3))
    assert found(agency) is None
    with pytest.raises(Refused, match="could not be read"):
        hear(agency, understood={"note": "x" * 200_000})
    assert hear(agency, understood={}).repeat is False
    assert found(agency) is None
