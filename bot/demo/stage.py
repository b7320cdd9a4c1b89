"""The demo on stage: data first, then the sandbox, then the bot in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.lines import Agency
from bot.demo.processes import Child, call, free, spare
from bot.demo.seeding import POSTED, seed
from bot.demo.team import TEAM, team
from bot.settings import Settings, WrongSettings
from bot.slack.manifest import manifest
from crm import directory
from crm.store import migrate, shape
from crm.store.base import Store
from crm.store.documents import Documents

GLANCE = 2  # seconds between looks at whether the bot still lives while it comes up
LOGS = Path("var/demo")
SAID = LOGS / "slack.json"  # what was said in the workspace, kept from one run to the next


@dataclass(frozen=True, kw_only=True, slots=True)
class Ports:
    """Where the workspace and the mail catcher listen; 0 lets the system choose."""

    workspace: int
    mail: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Playing:
    """The demo while it runs."""

    address: str
    sandbox: Child
    bot: Child


def check_ports(ports: Ports) -> None:
    """Refuse before anything is begun.

    Raises:
        WrongSettings: with the port that is taken.
    """
    for option, port in (("--port", ports.workspace), ("--smtp-port", ports.mail)):
        if port and not free(port):
            cure = f"Stop that, or choose one: carnet demo {option} {port + 1}"
            raise WrongSettings(f"Port {port} is in use, perhaps by another demo. {cure}")


def prepare(settings: Settings, agency: Agency, *, reset: bool, posted: int = POSTED) -> Path:
    """The database's file, with the agency in it; ``reset`` begins with an empty one, ``posted`` come to the infobox.

    Raises:
        WrongSettings: the database is not one that a demo may write into.
    """
    store = Store(settings.carnet_database_url)
    try:
        if not store.sqlite or not store.url.database:
            raise WrongSettings("The demo keeps its data in a SQLite file; CARNET_DATABASE_URL names another database.")
        path = Path(store.url.database)
        _only_ours(store, path)
        if reset:
            _remove(store, path)
            SAID.unlink(missing_ok=True)
        migrate.upgrade(store)
        seed(store, Documents(settings.carnet_files_url), agency, team=TEAM, now=datetime.now(UTC), posted=posted)
    finally:
        store.dispose()
    return path


def _only_ours(store: Store, path: Path) -> None:
    if shape.standing(store) is None:
        return
    with store.outside() as connection:
        others = directory.workspaces(connection).keys() - {TEAM}
    if others:
        raise WrongSettings(
            f"{path} holds a workspace that is not the demo's ({', '.join(sorted(others))}). "
            "Give the demo a file of its own: CARNET_DATABASE_URL=sqlite:///var/demo.db"
        )


def _remove(store: Store, path: Path) -> None:
    store.dispose()
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def playing(agency: Agency, ports: Ports) -> Iterator[Playing]:
    """Sandbox and bot, until the block ends.

    Raises:
        Fallen: one of them ended by itself.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    workspace = LOGS / "workspace.json"
    workspace.write_text(json.dumps(team(agency), ensure_ascii=False, indent=2), encoding="utf-8")
    answers = f"127.0.0.1:{spare()}"  # where the mailboxes hand over what people write to Carnet
    listen = ["--port", str(ports.workspace), "--smtp-port", str(ports.mail), "--mail-out", answers]
    arguments = ["sandbox", *listen, "--workspace", str(workspace), "--keep", str(SAID)]
    with Child("sandbox", arguments, LOGS / "sandbox.log") as sandbox:
        address, _mailboxes, mail = (sandbox.line().split()[-1] for _line in range(3))
        call(f"{address}/sandbox/manifest", {"manifest": manifest()}, method="PUT")
        with Child("bot", ["bot", "serve"], LOGS / "carnet.log", bot_settings(agency, address, mail, answers)) as bot:
            _wait_for(address, bot)
            yield Playing(address=address, sandbox=sandbox, bot=bot)


def _wait_for(address: str, bot: Child) -> None:
    """Until the bot has its connection; one that ended meanwhile is not waited for."""
    while not call(f"{address}/sandbox/connections?wait={GLANCE}")["connections"]:
        bot.check()


def bot_settings(agency: Agency, address: str, mail: str, answers: str) -> dict[str, str]:
    """The bot's settings as environment; they go before whatever a .env file says."""
    app = call(f"{address}/sandbox/app")["app"]
    web = f"127.0.0.1:{spare()}"
    return {
        "SLACK_API_URL": f"{address}/api/",
        "SLACK_BOT_TOKEN": app["bot_token"],
        "SLACK_APP_TOKEN": app["app_token"],
        "SLACK_SIGNING_SECRET": app["signing_secret"],
        "CARNET_HTTP_LISTEN": web,
        "CARNET_PUBLIC_URL": f"http://{web}",
        "CARNET_SMTP_URL": mail,
        "CARNET_MAIL_LISTEN": answers,
        "CARNET_MAIL_FROM": f"{agency.name} <carnet@{agency.domain}>",
        "CARNET_MAIL_REPLY_DOMAIN": f"reply.{agency.domain}",
        "CARNET_SECRET_KEY": "the demo keeps no secrets",
        "CARNET_CLOCK_URL": f"{address}/sandbox/clock",
        "CARNET_INFOBOX_CHANNEL": "infobox",
        "CARNET_LOCALE": agency.locale,
        "CARNET_TIMEZONE": agency.zone,
    }
