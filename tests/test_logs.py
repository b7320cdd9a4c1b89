"""Log lines hold what happened, and no secret."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from bot import logs

BOT, APP, KEY = "xoxb-1234-abcdefghijkl", "xapp-1-A0-987-fedcba", "correct horse battery"
TRANSPORT = "smtp://carnet:pa55-w0rd@mail.example:587"


@pytest.fixture(autouse=True)
def _logs_as_before():
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = before, level
    structlog.reset_defaults()


@pytest.mark.parametrize("shape", ["text", "json"])
def test_secrets_are_masked_wherever_they_stand(capsys, shape):
    logs.set_up(shape, [KEY])
    log = structlog.get_logger()
    log.info("calling", token=BOT, sent={"headers": [f"Bearer {APP}"]}, to=TRANSPORT, count=3, ok=True)
    log.warning("keyed", why=f"the key is {KEY}")
    logging.getLogger("slack_sdk").error("refused %s", BOT)
    try:
        json.loads(f"{{no way with {APP}")
    except ValueError as exc:
        exc.add_note(f"it read {APP}")
        log.exception("broken", cause=ValueError(BOT))
    said = capsys.readouterr().err
    assert [secret for secret in (BOT, APP, KEY, "pa55-w0rd") if secret in said] == []
    assert "it read xapp-•••" in said
    assert "smtp://carnet:•••@mail.example:587" in said


def test_lines_for_machines_are_one_object_each(capsys):
    logs.set_up("json")
    structlog.get_logger().info("entry.written", entry="E-1", by="Élodie")
    logging.getLogger("somebody").warning("plain %s", "words")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], first["by"], first["level"]) == ("entry.written", "Élodie", "info")
    assert second["event"] == "plain words"


def test_libraries_speak_only_when_something_is_wrong(capsys):
    logs.set_up()
    logging.getLogger("slack_bolt.AsyncApp").info("a new session has been established")
    logging.getLogger("apscheduler.scheduler").info("added job")
    assert capsys.readouterr().err == ""
