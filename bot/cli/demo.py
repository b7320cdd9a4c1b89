"""`carnet demo`: a small agency in a Slack of its own, in the browser."""

from __future__ import annotations

import signal
import time
from typing import Annotated, Any

import typer

from bot.cli.speaking import REFUSED, complain, table, write
from bot.demo.agency import read_agency
from bot.demo.lines import Agency
from bot.demo.processes import Fallen
from bot.demo.stage import LOGS, Playing, Ports, check_ports, playing, prepare
from bot.settings import read_settings
from crm.domain.i18n import _
from templates.catalogue import Reader

APP = typer.Typer(add_completion=False)
GLANCE = 0.5  # seconds between looks at whether both still run
ENGLISH = Reader.of("en", "UTC")
FIRST_STEPS = (
    ("emma", "/crm-info Acme", "write a note, with two participants"),
    ("julien", "a reply in the note’s thread", "it is a comment; Emma gets a mail"),
    ("thomas", "/client Seefeld", "the card with its infobox"),
    ("claire", "/toolbox", "everything an administrator may do"),
    ("sofia", "/crm help", "what a reader may do"),
)


@APP.command()
def demo(
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Begin again: forget what was done in the demo.")] = False,
    port: Annotated[int, typer.Option(help="Of the workspace in the browser; 0 for any.")] = 8484,
    smtp_port: Annotated[int, typer.Option(help="Of the mail catcher; 0 for any.")] = 8425,
) -> None:
    """Show a small agency in a Slack of its own, in your browser; Ctrl-C stops everything, the data stays."""
    # Said outright: a shell that starts us in the background has us ignore Ctrl-C.
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, _stop)
    ports = Ports(workspace=port, mail=smtp_port)
    check_ports(ports)
    try:
        agency = read_agency()
        data = prepare(read_settings(), agency, reset=reset)
        with playing(agency, ports) as play:
            announce(agency, play, str(data))
            while True:
                play.sandbox.check()
                play.bot.check()
                time.sleep(GLANCE)
    except Fallen as fallen:
        complain(str(fallen))
        raise typer.Exit(REFUSED) from None
    except KeyboardInterrupt:
        write("", "Stopped. The data stays; “make demo” goes on, “make demo-reset” begins again.")


def _stop(*_: Any) -> None:
    raise KeyboardInterrupt


def announce(agency: Agency, play: Playing, data: str) -> None:
    write("", f"Open {play.address} in your browser. This is {agency.name}; choose who you are, top left.", "")
    names = {one.key: f"{one.name}, {one.role}" for one in agency.members}
    table((_("Who"), _("Type first"), _("What you see")), ((names[who], *rest) for who, *rest in FIRST_STEPS), ENGLISH)
    write(
        "",
        f"Mailboxes    {play.address}/mail",
        f"Data         {data}",
        f"Logs         {LOGS}",
        "",
        "Ctrl-C stops everything.",
    )
