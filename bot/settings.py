"""Settings from the environment or a .env file, checked at start; a wrong one is named with its cure."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from crm.domain.i18n import LANGUAGES


class Settings(BaseSettings):
    """Every setting of ``carnet``; the names in the environment are the field names in capitals."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    slack_bot_token: str = Field("", repr=False, description="xoxb-…: the bot's token, for one workspace")
    slack_app_token: str = Field("", repr=False, description="xapp-…: with it Socket Mode, else HTTP")
    slack_signing_secret: str = Field("", repr=False, description="checks that HTTP requests come from Slack")
    slack_client_id: str = Field("", description="many workspaces: installation by OAuth")
    slack_client_secret: str = Field("", repr=False, description="goes with SLACK_CLIENT_ID")
    slack_api_url: str = Field("https://slack.com/api/", description="base address of the Web API")
    carnet_database_url: str = Field("sqlite:///var/carnet.db", repr=False, description="SQLite file or PostgreSQL")
    carnet_files_url: str = Field("file:var/files", description="where documents live")
    carnet_clamav: str = Field("", description="virus scanner that files are shown to: tcp://127.0.0.1:3310 or unix:/…")
    carnet_http_listen: str = Field("127.0.0.1:3000", description="address and port of the web door")
    carnet_public_url: str = Field("", description="how the web reaches that address (links in mails)")
    carnet_smtp_url: str = Field("", repr=False, description="smtp://user:pass@host:587?starttls=required or smtps://…")
    carnet_mail_from: str = Field("", description="the sender of notices")
    carnet_mail_reply_domain: str = Field("", description="the domain of reply addresses")
    carnet_mail_listen: str = Field("", description="address and port where an MTA's transport hands mails over")
    carnet_mail_authserv_id: str = Field("", description="whose Authentication-Results are believed")
    carnet_imap_url: str = Field("", repr=False, description="imaps://user:pass@host/INBOX: or mails are fetched there")
    carnet_secret_key: str = Field("", repr=False, description="signs links and addresses; several with commas")
    carnet_clock_url: str = Field("", description="development only: follow the sandbox's clock")
    carnet_locale: str = Field("en", description="language of a new workspace: en, fr or de")
    carnet_timezone: str = Field("UTC", description="time zone of a new workspace, like Europe/Zurich")
    carnet_infobox_channel: str = Field("infobox", description="name of the channel where entries are posted")
    carnet_log: Literal["text", "json"] = Field("text", description="shape of the log lines")

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _slack_tokens(cls, value: str, info: Any) -> str:
        start = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"
        if value and not value.startswith((start, "xoxe.")):
            raise ValueError(f"begins with {start}; copy it from your Slack app's page")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        return value if value.endswith("/") else f"{value}/"

    @field_validator("carnet_http_listen", "carnet_mail_listen")
    @classmethod
    def _host_and_port(cls, value: str, info: Any) -> str:
        host, _, port = value.rpartition(":")
        wanted = value or info.field_name == "carnet_http_listen"
        if wanted and (not host or not port.isdecimal()):
            raise ValueError("is an address and a port, like 127.0.0.1:3000")
        return value

    @field_validator("carnet_imap_url")
    @classmethod
    def _imap(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"imap", "imaps"} or not urlsplit(value).hostname):
            raise ValueError("is an address like imaps://user:password@mail.example/INBOX")
        return value

    @field_validator("carnet_smtp_url")
    @classmethod
    def _smtp(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"smtp", "smtps"} or not urlsplit(value).hostname):
            raise ValueError("is an address like smtp://user:password@mail.example:587?starttls=required")
        return value

    @field_validator("carnet_clamav")
    @classmethod
    def _scanner(cls, value: str) -> str:
        parts = urlsplit(value)
        where = {"tcp": parts.hostname, "unix": parts.path.startswith("/")}.get(parts.scheme)
        if value and not where:
            raise ValueError("is an address like tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl")
        return value

    @field_validator("carnet_public_url")
    @classmethod
    def _public(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError("is an address like https://carnet.agency.example")
        return value

    @field_validator("carnet_database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
            raise ValueError("begins with sqlite: or postgresql:")
        return value

    @field_validator("carnet_files_url")
    @classmethod
    def _folder(cls, value: str) -> str:
        if urlsplit(value).scheme != "file":
            raise ValueError("is a folder, like file:var/files")
        return value

    @field_validator("carnet_locale")
    @classmethod
    def _language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError("is en, fr or de")
        return value

    @field_validator("carnet_timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no time zone; write it like Europe/Zurich")
        return value

    @model_validator(mode="after")
    def _belong_together(self) -> Settings:
        if self.carnet_clock_url and "slack.com" in self.slack_api_url:
            raise ValueError("CARNET_CLOCK_URL is for development and is refused together with Slack's real API")
        if self.carnet_smtp_url and not (self.carnet_mail_from and self.carnet_mail_reply_domain):
            raise ValueError("CARNET_SMTP_URL needs CARNET_MAIL_FROM and CARNET_MAIL_REPLY_DOMAIN too")
        if self.carnet_smtp_url and not self.carnet_secret_key:
            raise ValueError("CARNET_SMTP_URL needs CARNET_SECRET_KEY: any long random text, kept secret")
        for name in ("carnet_mail_listen", "carnet_imap_url"):
            if getattr(self, name) and not (self.carnet_mail_reply_domain and self.carnet_secret_key):
                raise ValueError(f"{name.upper()} needs CARNET_MAIL_REPLY_DOMAIN and CARNET_SECRET_KEY too")
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be printed or logged."""
        tokens = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret, self.slack_client_secret)
        addresses = (self.carnet_database_url, self.carnet_smtp_url, self.carnet_imap_url)
        passwords = (urlsplit(address).password or "" for address in addresses)
        return tuple(one for one in (*tokens, *passwords, *self.carnet_secret_key.split(",")) if one)

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The first one signs; earlier ones only verify what was sent while they were first."""
        return tuple(one.strip().encode() for one in self.carnet_secret_key.split(",") if one.strip())

    @property
    def mail_listen(self) -> tuple[str, int]:
        host, _, port = self.carnet_mail_listen.rpartition(":")
        return host, int(port)

    @property
    def listen(self) -> tuple[str, int]:
        host, _, port = self.carnet_http_listen.rpartition(":")
        return host, int(port)


class WrongSettings(Exception):
    """What is wrong, one line a setting, each with its cure."""


def read_settings(**overrides: Any) -> Settings:
    """The settings of this process.

    Raises:
        WrongSettings: with a line for each wrong one.
    """
    try:
        return Settings(**overrides)
    except ValidationError as exc:
        lines = (f"{_name(error)}{error['msg'].removeprefix('Value error, ')}" for error in exc.errors())
        raise WrongSettings("\n".join(lines)) from None


def _name(error: Any) -> str:
    return f"{str(error['loc'][0]).upper()} " if error["loc"] else ""
