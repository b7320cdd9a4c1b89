"""Settings are checked at the start; a wrong one is named with its cure."""

from __future__ import annotations

import pytest

from bot.settings import WrongSettings, read_settings

MAIL = {
    "carnet_smtp_url": "smtp://carnet:pa55@mail.example:587?starttls=required",
    "carnet_mail_from": "Carnet <carnet@agency.example>",
    "carnet_mail_reply_domain": "reply.agency.example",
    "carnet_secret_key": "new,old",
}


@pytest.fixture(autouse=True)
def _no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_nothing_is_needed_to_look_at_a_database():
    found = read_settings()
    assert found.carnet_database_url == "sqlite:///var/carnet.db"
    assert found.listen == ("127.0.0.1", 3000)


def test_the_first_key_signs_and_all_are_secret():
    found = read_settings(**MAIL, slack_bot_token="xoxb-1-2-3")
    assert found.keys == (b"new", b"old")
    assert set(found.secrets) == {"new", "old", "pa55", "xoxb-1-2-3"}
    assert "pa55" not in repr(found)
    assert "xoxb" not in repr(found)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slack_bot_token": "xapp-1"}, "SLACK_BOT_TOKEN begins with xoxb-; copy it from your Slack app's page"),
        ({"slack_app_token": "xoxb-1"}, "SLACK_APP_TOKEN begins with xapp-; copy it from your Slack app's page"),
        ({"carnet_http_listen": "3000"}, "CARNET_HTTP_LISTEN is an address and a port, like 127.0.0.1:3000"),
        ({"carnet_timezone": "Zurich"}, "CARNET_TIMEZONE is no time zone; write it like Europe/Zurich"),
        ({"carnet_locale": "it"}, "CARNET_LOCALE is en, fr or de"),
        ({"carnet_log": "loud"}, "CARNET_LOG Input should be 'text' or 'json'"),
        ({"carnet_files_url": "s3://bucket"}, "CARNET_FILES_URL is a folder, like file:var/files"),
        ({"carnet_database_url": "mysql://x"}, "CARNET_DATABASE_URL begins with sqlite: or postgresql:"),
        ({"carnet_clock_url": "http://127.0.0.1/clock"}, "CARNET_CLOCK_URL is for development and is refused"),
        ({**MAIL, "carnet_mail_from": ""}, "CARNET_SMTP_URL needs CARNET_MAIL_FROM"),
        ({**MAIL, "carnet_secret_key": ""}, "CARNET_SMTP_URL needs CARNET_SECRET_KEY"),
        ({**MAIL, "carnet_smtp_url": "mail.example"}, "CARNET_SMTP_URL is an address like smtp://"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_a_wrong_one_is_named_with_its_cure(wrong, said):
    with pytest.raises(WrongSettings) as refused:
        read_settings(**wrong)
    assert said in str(refused.value)


def test_all_wrong_ones_are_named_at_once():
    with pytest.raises(WrongSettings) as refused:
        read_settings(carnet_timezone="Zurich", carnet_http_listen="here")
    assert len(str(refused.value).splitlines()) == 2
