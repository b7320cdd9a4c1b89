"""The address of a member's calendar feed, shown, renewed and stopped from a shell."""

from __future__ import annotations

import pytest

from tests.cli.conftest import address

EMMA = ("--as", address("emma"))


@pytest.fixture
def reached(typed, agency, database_url):
    """Types the command where the web reaches Carnet."""
    settings = {"CARNET_PUBLIC_URL": "https://carnet.example", "CARNET_SECRET_KEY": "new,old"}
    return lambda *words: typed("feed", *words, CARNET_DATABASE_URL=database_url, **settings).stdout.strip()


def test_one_is_made_shown_again_renewed_and_stopped(reached):
    first = reached(*EMMA)
    assert first.startswith("https://carnet.example/calendar/")
    assert reached(*EMMA) == first
    second = reached(*EMMA, "--renew")
    assert second != first
    assert reached("--as", address("theo")) not in {first, second}
    assert "https" not in reached(*EMMA, "--stop")
    assert reached(*EMMA) not in {first, second}


def test_where_no_calendar_can_reach_us_it_says_so(carnet, agency):
    assert "CARNET_PUBLIC_URL" in carnet("feed", *EMMA, code=2)
