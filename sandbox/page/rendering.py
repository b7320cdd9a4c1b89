"""The templates and what they may call."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from sandbox.page import controls, dates, emoji, mrkdwn, rich_text
from sandbox.page.controls import Node, Place
from sandbox.page.markdown import markdown

FOLDER = Path(__file__).parent / "templates"
KILO = 1024
AVATARS = 8
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pretty(value: Any) -> str:
    """JSON that people read."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def script_json(value: Any) -> Markup:
    """JSON inside a script element, which nothing in it may end."""
    return Markup(compact(value).replace("<", "\\u003c"))  # noqa: S704  # no tag can begin in it


def file_size(size: float) -> str:
    if size < KILO:
        return f"{size:.0f} bytes"
    return f"{size / KILO:.0f} KB" if size < KILO**2 else f"{size / KILO**2:.1f} MB"


def is_picture(file: Node) -> bool:
    """Slack shows it where it was sent."""
    return file.get("mimetype") in PICTURES


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalpha()] or ["?"]
    return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


def colour(id_: str) -> str:
    """One of a few colours, always the same for the same person."""
    return f"colour-{sum(id_.encode()) % AVATARS}"


def image_source(image: Node) -> str:
    """Files of the workspace are served by the page itself: a browser has no bearer token."""
    held = image.get("slack_file") or {}
    if file := held.get("id") or held.get("url", "").rpartition("/files-pri/")[2].partition("/")[0].partition("-")[2]:
        return f"/page/files/{file}/image"
    return web_address(image.get("image_url"))


def web_address(url: Any) -> str:
    """An address that may be followed; other schemes could run something."""
    return str(url) if str(url).startswith(("https://", "http://", "/")) else ""


def merged(first: Node, second: Node | None) -> Node:
    return {**first, **(second or {})}


def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"json": compact, "merged": merged, "pretty": pretty, "script_json": script_json}
    made.globals |= {
        "mrkdwn": mrkdwn.mrkdwn,
        "markdown": markdown,
        "with_emoji": emoji.with_emoji,
        "rich_parts": lambda rich: list(rich_text.parts(rich)),
        "rich_inline": rich_text.inline,
        "is_chosen": controls.is_chosen,
        "says_it_itself": controls.says_it_itself,
        "dispatches": controls.dispatches,
        "query_length": controls.query_length,
        "local_minutes": dates.local_minutes,
        "exact": dates.exact,
        "clock": dates.clock,
        "image_source": image_source,
        "web_address": web_address,
        "file_size": file_size,
        "is_picture": is_picture,
        "initials": initials,
        "colour": colour,
    }
    return made


ENVIRONMENT = environment()


def page(template: str, **names: Any) -> str:
    return ENVIRONMENT.get_template(template).render(**names)


def blocks_html(blocks: list[Node], place: Place) -> Markup:
    """Blocks as HTML, wherever they are shown."""
    return Markup(page("blocks.html", blocks=blocks, at=place))  # noqa: S704  # rendered with autoescape on
