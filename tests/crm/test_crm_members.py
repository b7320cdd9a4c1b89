"""Members: by which words they are known, who counts, and what an administrator may change."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm import directory
from crm.directory import Person
from crm.domain.errors import NotFound, Refused, UnknownMember
from crm.store.tables import channel_member, member
from crm.views import members as views
from tests.factories import NOW, slack_user

EMMA = ("M-4", "m-4", "U0EMMA", "u0emma", "emma@talents-jura.example", "Emma@Talents-Jura.EXAMPLE")
STRANGERS = ("M-99", "U0NOBODY", "nobody@talents-jura.example", "M-", "Emma Quéloz", "@")


def test_a_member_is_known_by_number_account_or_address_in_any_case(agency):
    for token in EMMA:
        entry = agency.perform("info", by=token, clients=["acme"], note="Rappelé.").result
        assert agency.see(entry).author_name == "Emma Quéloz", token
        entry = agency.entry(by="nadia", participants=[f" {token} "])
        assert agency.see(entry).participants == ("Emma Quéloz",), token


def test_a_stranger_is_told_so(agency):
    for token in ("", *STRANGERS):
        with pytest.raises(UnknownMember):
            agency.perform("info", by=token, clients=["acme"], note="Rappelé.")
    for token in STRANGERS:
        with pytest.raises(Refused, match="was not found") as refused:
            agency.entry(participants=[token])
        assert [problem.field for problem in refused.value.problems] == ["participants"]


def test_who_left_acts_no_more_and_is_refused_by_name_but_passed_over_in_a_list(agency):
    with pytest.raises(UnknownMember):
        agency.perform("info", by="jan", clients=["acme"], note="Rappelé.")
    with pytest.raises(Refused, match=r"Jan Wyss is no longer active and cannot take part\."):
        agency.perform("info", by="emma", clients=["acme"], note="Rappelé.", participants=["paul", "jan"])
    entry = agency.entry(by="nadia", participants=["L-1", "l-1", "paul"])
    assert agency.see(entry).participants == ("Emma Quéloz", "Paul Rüegsegger")


def test_who_may_view_none_of_the_clients_is_refused_by_name(agency):
    with pytest.raises(Refused, match=r"Noa Løvås.* may not see these clients") as refused:
        agency.perform("info", by="emma", clients=["acme"], note="", participants=["noa", "paul"])
    assert [problem.field for problem in refused.value.problems] == ["note", "participants"]
    agency.set_role("own-only", {"view": "own", "info": "own"})
    agency.set_member("theo", role="own-only")
    entry = agency.entry(by="emma", clients=("acme", "kern"), participants=["theo"])
    assert agency.see(entry, by="theo").hidden == 1
    with pytest.raises(Refused, match=r"Théo Aebischer.* may not see"):
        agency.entry(by="emma", clients=("acme",), participants=["theo"])


def test_who_came_back_under_a_new_account_is_the_one_that_an_address_means(agency):
    with agency.begin() as session:
        person = Person(slack_user="U0JAN2", name="Jan Wyss", email="jan@talents-jura.example")
        directory.keep_people(session, [person])
        directory.set_role(session, "U0JAN2", "consultant")
    assert agency.member("JAN@talents-jura.example").slack_user == "U0JAN2"


def test_news_of_a_person_is_kept_and_older_news_changes_nothing(agency):
    def news(updated, **more):
        found = Person(slack_user=slack_user("emma"), name="Emma Q.", updated=updated, **more)
        with agency.begin() as session:
            directory.keep_people(session, [found])
        with agency.read() as session:
            row = session.first(select(member).where(member.c.slack_user == slack_user("emma")))
        return row.name, row.email, row.active, row.role

    assert news(20, email="Emma.Q@Talents-Jura.example", active=False) == (
        "Emma Q.",
        "emma.q@talents-jura.example",
        False,
        "consultant",
    )
    assert news(10, email="old@talents-jura.example")[1:3] == ("emma.q@talents-jura.example", False)
    with pytest.raises(UnknownMember):
        agency.member("emma")


def test_new_people_have_no_role_and_see_nothing(agency):
    with agency.begin() as session:
        directory.keep_people(session, [Person(slack_user="U0NEW", name="Anaïs Frésard", runs_slack=True)])
    newcomer = agency.member("U0NEW")
    assert (newcomer.role.name, views.toolbox(newcomer)) == ("none", [])
    assert agency.suggest("acme", by="U0NEW") == []


def test_who_runs_slack_leads_while_nobody_does(agency):
    with agency.begin() as session:
        directory.keep_people(session, [Person(slack_user=slack_user("nadia"), name="Nadia", active=False, updated=9)])
        directory.keep_people(session, [Person(slack_user="U0NEW", name="Anaïs Frésard", runs_slack=True)])
    assert agency.member("U0NEW").role.name == "admin"


def test_the_last_administrator_stays_and_a_second_may_take_over(agency):
    with pytest.raises(Refused, match="Nadia El Khoury is the only administrator"), agency.begin() as session:
        directory.set_role(session, "nadia@talents-jura.example", "manager")
    agency.set_member("jan", role="admin")  # left, so does not count
    with pytest.raises(Refused), agency.begin() as session:
        directory.set_role(session, "M-1", "none")
    with agency.begin() as session:
        directory.set_role(session, agency.tokens["jan"], "none")
        directory.set_role(session, slack_user("luc"), "admin")
        directory.set_role(session, "M-1", "none")
    assert (agency.member("luc").role.name, agency.member("nadia").role.name) == ("admin", "none")


@pytest.mark.parametrize(("token", "role"), [("M-99", "admin"), ("M-4", "emperor")])
def test_an_unknown_member_or_role_is_not_found(agency, token, role):
    with pytest.raises(NotFound), agency.begin() as session:
        directory.set_role(session, token, role)


def test_a_manager_s_group_reaches_to_the_bottom_and_a_circle_is_refused(agency):
    everyone = {agency.id_of(key) for key in ("paul", "lena", "emma", "theo", "jan")}
    assert agency.member("paul", "status").group == everyone
    for who, manager in (("paul", "theo"), ("paul", "paul"), ("lena", "theo")):
        with pytest.raises(Refused, match="already reports"), agency.begin() as session:
            directory.set_manager(session, agency.tokens[who], agency.tokens[manager])
    with agency.begin() as session:
        directory.set_manager(session, agency.tokens["luc"], agency.tokens["theo"])
        with pytest.raises(NotFound):
            directory.set_manager(session, agency.tokens["luc"], "M-99")
        with pytest.raises(NotFound):
            directory.set_manager(session, "M-99", agency.tokens["luc"])
    assert agency.member("paul", "status").group == {*everyone, agency.id_of("luc")}


def test_a_circle_that_came_in_from_elsewhere_does_no_harm(agency):
    agency.set_member("paul", manager_id=agency.id_of("theo"))
    assert len(agency.member("paul", "status").group) == 5


def test_a_workspace_is_founded_once_and_described(agency):
    again = directory.found_workspace(agency.store, team="T0JURA", name="Another name")
    other = directory.found_workspace(agency.store, team="T0BERN", name="Talente Bern", locale="de")
    with agency.store.outside() as connection:
        assert directory.workspaces(connection) == {"T0JURA": again, "T0BERN": other}
        assert again == agency.workspace
    with agency.begin() as session:
        directory.set_bot(session, "U0OTHER")
    with agency.read() as session:
        described = directory.describe(session)
        assert (described["name"], described["bot_user"]) == ("Talents du Jura", "U0OTHER")
        assert slack_user("jan") in directory.known_users(session)


def test_a_channel_is_remembered_as_it_was_last_seen(agency):
    for readers in (["U0EMMA", "U0PAUL", "U0EMMA"], ["U0PAUL"]):
        with agency.begin() as session:
            directory.keep_channel(session, "C0SIDE", name="side", open_to_members=True, readers=readers, now=NOW)
    with agency.read() as session:
        rows = session.rows(select(channel_member.c.slack_user).where(channel_member.c.channel_id == "C0SIDE"))
    assert [row.slack_user for row in rows] == ["U0PAUL"]


def test_people_and_lists_are_suggested_by_the_beginnings_of_their_words(agency):
    def found(text, *, lists=True):
        with agency.read() as session:
            people, named = views.suggest(session, text, lists=lists)
        return [one.name for one in people], [one.token for one in named]

    assert found("bronn oz") == (["Lena Brönnimann-Özdemir"], [])
    assert found("LUC@talents") == (["Luc Perrenoud-dit-Favre"], [])
    assert found("equipe") == ([], ["L-1"])
    assert found("equipe", lists=False) == ([], [])
    assert found("wyss") == ([], [])  # left
    assert found("zzz") == ([], [])
    assert len(found("")[0]) == 8


def test_a_list_names_everybody_once(agency):
    with agency.begin() as session:
        number = directory.keep_list(session, "Direction", ["M-1", slack_user("nadia"), agency.tokens["paul"]])
        with pytest.raises(NotFound):
            directory.keep_list(session, "Direction", ["M-99"])
    entry = agency.entry(by="emma", participants=[f"L-{number}"])
    assert agency.see(entry).participants == ("Nadia El Khoury", "Paul Rüegsegger")


def test_names_are_known_by_token_and_by_account(agency):
    with agency.read() as session:
        assert views.lists(session) == {"L-1": "Équipe Jura"}
        assert views.names(session)["U0EMMA"] == "Emma Quéloz"
        assert views.named(session, ["m-4", "M-99"])["m-4"].name == "Emma Quéloz"
        assert [one.key for one in views.statuses(session)][:2] == ["prospect", "contacted"]
        assert len(views.everybody(session)) == 9
