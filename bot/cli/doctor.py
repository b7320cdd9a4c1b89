"""`carnet doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict

import typer
from rich.console import Console
from rich.text import Text

from bot import logs
from bot.cli.asking import Json
from bot.cli.speaking import REFUSED, write_json
from bot.doctor.data import clock, database, files
from bot.doctor.finding import Finding, Findings, Health
from bot.doctor.mail import answers, mail
from bot.doctor.scanner import scanner
from bot.doctor.slack import slack
from bot.settings import Settings, read_settings

APP = typer.Typer(add_completion=False)
CHECKS: tuple[Callable[[Settings], Findings], ...] = (database, files, scanner, slack, mail, answers, clock)
MARKS: Mapping[Health, tuple[str, str]] = {
    Health.WELL: ("✓", "green"),
    Health.NOTE: ("·", "yellow"),
    Health.ILL: ("✗", "red"),
}


@APP.command()
def doctor(*, as_json: Json = False) -> None:
    """Check tokens, scopes, database, mail and clock, and say the cure; exit code 1 when something is wrong."""
    settings = read_settings()
    logs.set_up(settings.carnet_log, settings.secrets, level=logging.CRITICAL)
    found: list[Finding] = []
    console = Console(highlight=False, soft_wrap=True)
    for check in CHECKS:
        for one in check(settings):
            found.append(one)
            if not as_json:
                show(one, console)
    if as_json:
        write_json([asdict(one) for one in found])
    if any(one.health is Health.ILL for one in found):
        raise typer.Exit(REFUSED)


def show(one: Finding, console: Console) -> None:
    mark, colour = MARKS[one.health]
    console.print(Text.assemble((f"{mark} ", colour), (f"{one.about:<14}", "bold"), one.said))
    if one.cure:
        console.print(Text(f"{'':16}→ {one.cure}"))
