"""`carnet manifest`: the Slack app manifest, derived from the toolbox."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.actions import Lang
from bot.cli.speaking import WRONG, complain, write, write_json
from bot.slack.manifest import manifest as read_off
from bot.slack.yaml import dump

APP = typer.Typer(add_completion=False)


@APP.command()
def manifest(
    *,
    lang: Lang = "en",
    url: Annotated[
        str,
        typer.Option(
            "--url", help="Where the web reaches Carnet, like https://carnet.agency.example; else Socket Mode."
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON; this is the default.")] = False,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="As YAML.")] = False,
) -> None:
    """Print the Slack app manifest, derived from the toolbox."""
    if as_json and as_yaml:
        complain("Choose one of --json and --yaml.")
        raise typer.Exit(WRONG)
    if url and not url.startswith("https://"):
        complain("Slack sends its requests to https:// addresses only.")
        raise typer.Exit(WRONG)
    address = url if not url or url.endswith("/slack/events") else f"{url.rstrip('/')}/slack/events"
    found = read_off(lang, socket_mode=not url, url=address)
    if as_yaml:
        write(dump(found).rstrip("\n"))
    else:
        write_json(found)
