"""`carnet serve`: the doors and the clock in one process, or some of them."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot import logs
from bot.serving import PARTS, serve
from bot.settings import WrongSettings, read_settings

APP = typer.Typer(add_completion=False)
Only = Annotated[str, typer.Option("--only", metavar="PARTS", help=f"Some of {', '.join(PARTS)}, with commas between.")]


@APP.command()
def run(only: Only = "") -> None:
    """Run the doors and the clock until stopped."""
    parts = [one.strip() for one in only.split(",") if one.strip()] or list(PARTS)
    unknown = [one for one in parts if one not in PARTS]
    if unknown:
        raise WrongSettings(f"There is no part “{', '.join(unknown)}”. These are: {', '.join(PARTS)}.")
    settings = read_settings()
    logs.set_up(settings.carnet_log, settings.secrets)
    asyncio.run(serve(settings, parts))
