"""An entry that Paul and Théo were told of by mail, and the mail room that their answers come to."""

from __future__ import annotations

import pytest

from tests.mail.correspondence import Correspondence


@pytest.fixture
def letters(agency, post, channel, executor, tmp_path):
    agency.forget_deliveries()
    return Correspondence(agency=agency, post=post, channel=channel, executor=executor, folder=tmp_path)


@pytest.fixture
async def told(letters):
    """Its number; Emma wrote it."""
    entry = letters.agency.entry(participants=["paul", "theo"], note="Acme wants two profiles.")
    await letters.carry()
    return entry
