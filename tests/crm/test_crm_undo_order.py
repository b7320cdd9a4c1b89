"""In which order things are undone: what was done and undone since does not stand in the way."""

from __future__ import annotations

from tests.factories import NOW


def undo(agency, entry, *, by, at=NOW):
    return agency.perform("undo", by=by, entry=entry, at=at)


def status(agency, to, *clients, by="nadia", at=NOW):
    return agency.perform("status", by=by, clients=list(clients), status=to, at=at).result


def test_what_was_done_and_undone_since_does_not_stand_in_the_way(agency):
    """The newest first and then the older, as people go back; and forth again in the same order."""
    status(agency, "contacted", "acme")
    older, newer = status(agency, "meeting", "acme"), status(agency, "client", "acme", by="emma")
    seen = []
    for entry in (newer, older, older, newer, newer, older):
        assert undo(agency, entry, by="nadia").notes == ()
        seen.append(agency.record("acme").status)
    assert seen == ["meeting", "contacted", "meeting", "client", "meeting", "contacted"]


def test_what_stayed_when_it_was_undone_is_not_taken_out_when_that_is_undone(agency):
    entry = status(agency, "meeting", "acme", "kern")
    undo(agency, entry, by="nadia")
    undo(agency, entry, by="nadia")
    later = status(agency, "client", "acme", by="emma")
    assert len(undo(agency, entry, by="nadia").notes) == 1
    undo(agency, later, by="emma")
    assert undo(agency, entry, by="nadia").notes == ()
    assert (agency.record("acme").status, agency.record("kern").status) == ("meeting", "meeting")


def test_who_came_along_with_a_merging_and_went_and_came_back_since_goes_home(agency):
    merging = agency.perform("merge", by="nadia", client="acme", **{"with": "kern"}, confirm="yes").result
    moved = agency.perform("assign-company", by="nadia", clients=["hans"], company="hopital").result
    undo(agency, moved, by="nadia")
    assert [str(note)[:20] for note in undo(agency, merging, by="nadia").notes] == ["1 entry was written "]
    assert agency.record("hans").company == agency.record("kern").id
