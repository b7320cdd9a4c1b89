"""A company's own channel: who may link which, and where entries are posted then."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from crm import directory
from crm.domain.errors import Refused
from crm.store import places
from tests.factories import INFOBOX, NOW, slack_user

EVERYBODY = ("nadia", "paul", "lena", "emma", "theo", "luc", "rita")


def open_channel(agency, identifier="C0ACME", name="acme", *, readers=EVERYBODY, is_open=True):
    with agency.begin() as session:
        directory.keep_channel(
            session,
            identifier,
            name=name,
            open_to_members=is_open,
            readers=[slack_user(one) for one in readers],
            now=NOW,
        )


def link(agency, company="acme", channel="C0ACME", *, by="nadia"):
    return agency.perform("link-channel", by=by, company=company, channel=channel)


def posted(agency, **entry):
    """Where the next entry stands: a channel, or the people who have it as a direct message."""
    agency.settle()
    agency.entry(**entry)
    where = {whom for kind, channel, whom in agency.owed("owed") if (kind, channel) == ("entry", "slack")}
    return next(iter(where)) if len(where) == 1 else where


def refusal(agency, **more):
    with pytest.raises(Refused) as refused:
        link(agency, **more)
    [problem] = refused.value.problems
    return problem.field, str(problem.text)


@pytest.fixture
def linked(agency):
    open_channel(agency)
    link(agency)
    return agency


@pytest.mark.parametrize("channel", ["C0ACME", "#acme", "ACME", " #Acme ", "<#C0ACME>", "<#C0ACME|acme>"])
def test_a_channel_is_linked_by_whatever_names_it(agency, channel):
    open_channel(agency)
    entry = agency.see(link(agency, channel=channel).result)
    assert [(one.field, one.before, one.after) for one in entry.changes] == [("channel", None, "#acme")]
    assert agency.card("acme").details["channel"] == "#acme"


def test_the_entry_says_from_which_to_which_and_undo_puts_it_back(linked):
    open_channel(linked, "C0NEW", "acme-new")
    entry = link(linked, channel="#acme-new").result
    assert [(one.before, one.after) for one in linked.see(entry).changes] == [("#acme", "#acme-new")]
    linked.perform("undo", by="nadia", entry=entry)
    assert posted(linked) == "C0ACME"
    gone = link(linked, channel="").result
    assert [(one.before, one.after) for one in linked.see(gone).changes] == [("#acme", None)]
    assert posted(linked) == INFOBOX


@pytest.mark.parametrize(
    ("clients", "where"),
    [
        (("acme",), "C0ACME"),
        (("elodie",), "C0ACME"),
        (("acme", "elodie"), "C0ACME"),
        (("kern",), INFOBOX),
        (("acme", "kern"), INFOBOX),
        (("elodie", "hans"), INFOBOX),
    ],
)
def test_an_entry_stands_in_the_channel_of_the_company_that_all_its_clients_belong_to(linked, clients, where):
    assert posted(linked, by="nadia", clients=clients) == where


def test_one_channel_may_serve_several_companies_and_their_common_entries_stay_in_the_infobox(linked):
    link(linked, "kern")
    assert (posted(linked, clients=("kern",)), posted(linked, clients=("acme",))) == ("C0ACME", "C0ACME")
    assert posted(linked, clients=("acme", "kern")) == INFOBOX


def test_the_entry_about_the_link_stands_in_the_new_channel_already(agency):
    open_channel(agency)
    link(agency)
    assert ("entry", "slack", "C0ACME") in agency.owed("owed")
    agency.settle()
    link(agency, channel=None)
    assert ("entry", "slack", INFOBOX) in agency.owed("owed")


def test_a_contact_that_moves_and_one_that_is_new(linked):
    linked.settle()
    linked.perform("assign-company", by="nadia", clients=["hans"], company="acme")
    assert linked.owed("owed")[0][2] == INFOBOX, "it is about the old company, too"
    assert posted(linked, by="nadia", clients=("hans",)) == "C0ACME"
    linked.settle()
    linked.perform("add-contact", by="nadia", first_name="Aïcha", last_name="Nguyễn", company="acme")
    assert linked.owed("owed")[0][2] == "C0ACME"


def test_a_subsidiary_has_no_part_in_its_parent_s_channel(linked):
    made = linked.perform("add-company", by="nadia", name="Acme Galvanik AG", parent="acme")
    assert posted(linked, by="nadia", clients=made.records) == INFOBOX


def test_a_reader_who_may_not_view_the_client_keeps_it_out_of_the_channel(linked):
    linked.set_role("own", {"view": "own", "info": "own"})
    linked.set_member("theo", role="own")
    # Théo reads both channels.
    assert posted(linked, by="nadia", participants=["luc"]) == {"nadia", "luc"}
    assert posted(linked, by="nadia", clients=("kern",)) == INFOBOX
    open_channel(linked, readers=[one for one in EVERYBODY if one != "theo"])
    assert posted(linked, by="nadia") == "C0ACME"


def test_a_closed_channel_falls_back_to_the_infobox_and_that_to_the_people(linked):
    open_channel(linked, is_open=False)
    assert posted(linked) == INFOBOX
    linked.set_channel(open_to_members=False)
    assert posted(linked, participants=["luc"]) == {"emma", "luc"}
    open_channel(linked)
    assert posted(linked, participants=["luc"]) == {"C0ACME", "luc"}


@pytest.mark.parametrize(
    ("set_up", "words"),
    [
        (
            lambda agency: agency.set_channel(open_to_members=False),
            "A guest or another team reads #infobox, it is archived, or Carnet is not in it, so this went to you",
        ),
        (
            lambda agency: (agency.set_role("own", {"view": "own"}), agency.set_member("rita", role="own")),
            "Not everybody in #infobox may view these clients, so this went to you and the participants alone.",
        ),
        (
            lambda agency: agency.set_channel(open_to_members=True, infobox=None),
            "Carnet has no channel for entries yet, so this went to you and the participants alone.",
        ),
    ],
    ids=["closed", "narrow", "nowhere"],
)
def test_the_author_is_told_why_an_entry_went_to_people_instead(agency, set_up, words):
    set_up(agency)
    done = agency.perform("info", by="emma", clients=["acme"], note="Called back.")
    assert [str(one)[: len(words)] for one in done.notes] == [words]


def test_nobody_is_told_anything_when_the_infobox_stands_in_for_a_channel(linked):
    open_channel(linked, is_open=False)
    assert linked.perform("info", by="emma", clients=["acme"], note="Called back.").notes == ()


@pytest.mark.parametrize(
    ("by", "channel", "words"),
    [
        ("nadia", "C0NOWHERE", "C0NOWHERE is no channel that both you and Carnet are in."),
        ("nadia", "#nowhere", "#nowhere is no channel that both you and Carnet are in."),
        ("nadia", "#shared", "Entries cannot be posted in #shared"),
        ("nadia", "#private", "#private is no channel that both you and Carnet are in."),
        ("nadia", "a b", "“a b” is not a Slack channel. Write it like #acme."),
        ("nadia", ["C0ACME"], "is not a Slack channel."),
        ("nadia", None, "Acme Précision SA has no channel. Choose one."),
    ],
)
def test_a_channel_that_is_of_no_use_is_refused_in_words(agency, by, channel, words):
    open_channel(agency, "C0SHARED", "shared", is_open=False)
    open_channel(agency, "C0PRIVATE", "private", readers=("emma",))
    field, text = refusal(agency, by=by, channel=channel)
    assert (field, words in text) == ("channel", True)


def test_the_same_channel_once_more_and_a_contact_are_refused(linked):
    assert refusal(linked) == ("channel", "Acme Précision SA has this channel already.")
    assert refusal(linked, company="elodie")[0] == "company"


def test_only_whoever_may_do_it_with_the_company_links_its_channel(agency):
    open_channel(agency)
    for by in ("theo", "luc", "rita"):
        with pytest.raises(Refused):
            link(agency, by=by)
    assert link(agency, by="emma").entry


def test_of_two_channels_with_one_name_the_open_one_is_meant(agency):
    open_channel(agency, "C0OLD", "acme", is_open=False)
    open_channel(agency, "C0ACME", "acme")
    open_channel(agency, "C0OTHER", "acme", is_open=False)
    link(agency, channel="#acme")
    assert posted(agency) == "C0ACME"


def test_a_comment_is_mirrored_into_the_channel_once(linked):
    entry = linked.entry(participants=["paul"])
    linked.settle()
    linked.perform("comment", by="theo", entry=entry, text="I will call.")
    assert [one for one in linked.owed("owed") if one[1] == "slack"] == [("comment", "slack", "C0ACME")]


def test_what_is_linked_is_known_for_looking_again(linked):
    link(linked, "kern")
    with linked.read() as session:
        assert places.all_linked(session) == ["C0ACME"]
        assert places.owners(session, "C0ACME") == {linked.id_of("emma"), linked.id_of("theo")}


ROLES = ("admin", "consultant", "own", "group", "none")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    roles=strategies.lists(strategies.sampled_from(ROLES), min_size=3, max_size=3),
    readers=strategies.sets(strategies.sampled_from(["paul", "emma", "theo"])),
    is_open=strategies.booleans(),
    clients=strategies.sets(strategies.sampled_from(["acme", "elodie", "kern"]), min_size=1),
)
def test_nobody_ever_reads_an_entry_in_a_channel_that_they_may_not_view(linked, roles, readers, is_open, clients):
    """The rule, said once more: whatever the roles, a channel's post is for eyes that may see it."""
    with linked.begin() as session:
        known = {row.name for row in session.rows(directory.select(directory.role.c.name))}
    for name in {"own", "group"} - known:
        linked.set_role(name, {"view": name})
    for who, role in zip(("paul", "emma", "theo"), roles, strict=True):
        linked.set_member(who, role=role)
    open_channel(linked, readers=["nadia", *readers], is_open=is_open)
    where = posted(linked, by="nadia", clients=tuple(sorted(clients)))
    can = {who: can_view(linked, who, clients) for who in ("paul", "emma", "theo")}
    in_company = clients <= {"acme", "elodie"}
    own = in_company and is_open and all(can[who] for who in readers)
    assert where == ("C0ACME" if own else INFOBOX if all(can.values()) else "nadia")


def can_view(agency, who, clients):
    member = agency.member(who)
    return any(member.may("view", agency.record(one).owner) for one in clients)
