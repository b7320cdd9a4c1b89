"""Writes the generated pages of docs/: `python -m bot.cli.pages`, or `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from bot.cli.app import COMMANDS, load
from bot.cli.options import asked, flags, said
from bot.cli.perform import OPERATIONS
from bot.settings import Settings
from bot.slack.manifest import EVENTS, SCOPES, manifest
from bot.slack.yaml import dump
from crm.actions import TOOLBOX
from crm.domain.access import SEEDED_ROLES, Scope
from crm.domain.action import Action
from crm.domain.fields import Field
from crm.domain.i18n import LANGUAGES, Words
from templates.catalogue import Reader, say

ROOT = Path(__file__).parent.parent.parent
HEAD = "<!-- Written by `make docs` from the definitions; change those. -->\n\n"


def everywhere(words: Words) -> str:
    """In English, French and German."""
    return " · ".join(say(words, Reader.of(one, "UTC")) for one in LANGUAGES)


def text(*parts: str) -> str:
    """A paragraph."""
    return " ".join(parts) + "\n"


def row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def grid(*titles: str) -> list[str]:
    return [row(*titles), row(*("---" for _title in titles))]


def actions() -> Iterator[str]:
    yield "# Actions\n"
    yield text(
        "What a member can do, by a slash command, from `/toolbox`, or from a shell with `carnet perform`.",
        "Labels in English, French and German.",
    )
    yield from grid("action", "what it does", "Slack", "shell")
    for one in TOOLBOX.values():
        yield row(f"[{one.icon} {one.title}](#{one.name})", str(one.help), f"`{one.command}`", _shell(one))
    yield "\nWho may, in a new workspace: *own* are the member's records, *group* those of the members below, too.\n"
    yield from grid("role", "view", *TOOLBOX)
    for role in SEEDED_ROLES:
        yield row(role.name, *(_scope(role.scope(name)) for name in ("view", *TOOLBOX)))
    for one in TOOLBOX.values():
        yield from _action(one)


def _shell(action: Action) -> str:
    return f"`carnet {action.name}`" if action.hands_over else f"`carnet perform {action.name}`"


def _scope(scope: Scope) -> str:
    return "–" if scope is Scope.NONE else scope.value


def _action(action: Action) -> Iterator[str]:
    yield f'\n<a id="{action.name}"></a>\n\n## {action.icon} {everywhere(action.title)}\n'
    hint = {one["command"]: one["usage_hint"] for one in manifest()["features"]["slash_commands"]}[action.command]
    yield f"{action.help} In Slack: `{action.command} {hint}`{_main(action)}\n"
    yield from grid("field", "option", "")
    options = {one.name: one for one in asked(action)}
    for one in action.fields:
        option = f"`{flags(one)[0]}`" if one.name in options else "–"
        words = " ".join(filter(None, (_said(options.get(one.name, one)), _only(action, one))))
        yield row(everywhere(one.label), option, words)


def _only(action: Action, field: Field) -> str:
    """Whom a field is for, when not every kind of client has it."""
    kinds = [kind.value for kind, form in action.forms.items() if any(one.name == field.name for one in form)]
    return f"Of a {kinds[0]}." if len(kinds) == 1 else ""


def _main(action: Action) -> str:
    main = action.field(action.main)
    return f"; the last goes into *{main.label}*." if main else "."


def _said(field: Field) -> str:
    """The option's help without the label that stands before it."""
    return said(field).removeprefix(f"{field.label}.").strip().replace("*", "\\*").replace("_", "\\_")


def settings() -> Iterator[str]:
    yield "# Settings\n"
    yield text(
        "From the environment, or from a file `.env`; checked at the start.",
        "A wrong one is named with its cure, exit code 2.",
    )
    yield from grid("name", "default", "meaning")
    for name, one in Settings.model_fields.items():
        default = f"`{one.default}`" if one.default else "–"
        yield row(f"`{name.upper()}`", default, one.description or "")


def commands() -> Iterator[str]:
    yield "# Command line\n"
    yield text(
        "Exit code 0: done; 1: refused, with the reason; 2: wrong usage.",
        "`--as EMAIL` names the member who asks: permissions hold, and the answer is in their language.",
        "Where it may be left out, whoever may read the database sees everything.",
        "Data is printed as JSON with `--json`.",
    )
    for name, help_ in COMMANDS.items():
        yield f"- [`carnet {name}`](#{name}): {help_}"
    for name in COMMANDS:
        yield from _command(f"carnet {name}", load(name), anchor=name)


def _command(path: str, command: Any, anchor: str = "") -> Iterator[str]:
    inside: Mapping[str, Any] = getattr(command, "commands", {})
    yield f'\n<a id="{anchor}"></a>\n\n## {path}\n' if anchor else f"\n### {path}\n"
    yield f"{command.help}\n".rstrip() + "\n"
    if path == "carnet perform":
        yield text(
            f"One command for each [action](../actions.md), and two more: {', '.join(f'`{one}`' for one in inside)}.",
            "Its options are the fields of its form.",
        )
        for name in OPERATIONS:
            yield f"\n### {path} {name}\n"
            yield f"{inside[name].help}\n"
            yield from _options(inside[name])
        return
    yield from _options(command)
    for name, one in inside.items():
        yield from _command(f"{path} {name}", one)


def _options(command: Any) -> Iterator[str]:
    known = [one for one in command.params if "--help" not in one.opts]
    if not known:
        return
    yield from grid("option", "")
    for one in known:
        name = " ".join(filter(None, [", ".join(f"`{opt}`" for opt in _names(one)), _metavar(one)]))
        yield row(name, f"{one.help or ''}{' (required)' if one.required else ''}")


def _names(one: Any) -> list[str]:
    return list(one.opts) if one.param_type_name == "option" else [(one.metavar or one.name).upper()]


def _metavar(one: Any) -> str:
    return f"`{one.metavar}`" if one.param_type_name == "option" and one.metavar else ""


def slack() -> Iterator[str]:
    yield "# Slack manifest\n"
    yield text(
        "`carnet manifest` prints it as JSON, `--yaml` as YAML, `--lang fr` with French texts,",
        "`--url` for HTTP instead of Socket Mode. It is read off the toolbox; this is the English one.",
    )
    yield f"Scopes: {', '.join(f'`{one}`' for one in SCOPES)}.\n"
    yield f"Events: {', '.join(f'`{one}`' for one in sorted(EVENTS))}.\n"
    yield f"```yaml\n{dump(manifest())}```"


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "docs/actions.md": actions,
    "docs/reference/settings.md": settings,
    "docs/reference/commands.md": commands,
    "docs/reference/manifest.md": slack,
}


def written() -> dict[str, str]:
    """Every generated page by its path."""
    return {path: HEAD + "\n".join(make()) + "\n" for path, make in PAGES.items()}


def main() -> None:
    for path, text in written().items():
        file = ROOT / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    typer.run(main)
