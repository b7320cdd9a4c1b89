"""The command line, called in this process with a workspace of its own."""

from __future__ import annotations

import json
import logging

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli.app import APP


@pytest.fixture(autouse=True)
def _logs_as_before():
    """Commands set logging up for their process; the next test has its own."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = before, level
    structlog.reset_defaults()


@pytest.fixture
def typed(tmp_path, monkeypatch):
    """Types a command, in a folder without a .env file: what it says, once its exit code is the expected one."""
    monkeypatch.chdir(tmp_path)

    def type_(*arguments, code=0, stdin=None, **settings):
        done = CliRunner(env={"COLUMNS": "200", **settings}).invoke(APP, list(arguments), input=stdin)
        assert done.exit_code == code, (done.output, done.exception)
        return done

    return type_


@pytest.fixture
def carnet(typed, agency, database_url):
    """Types a command for the agency of the tests; what it prints, read as JSON where that was asked for."""

    def call(*arguments, code=0, stdin=None):
        done = typed(*arguments, code=code, stdin=stdin, CARNET_DATABASE_URL=database_url)
        if "--json" in arguments:
            return json.loads(done.stdout)
        return done.stdout if code == 0 else done.stderr

    return call


def address(key):
    return f"{key}@talents-jura.example"
