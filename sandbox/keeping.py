"""What was said, shown and mailed, kept in a file from one run to the next."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from sandbox.box import Box
from sandbox.conversations import Conversation
from sandbox.files import File
from sandbox.mailbox import Mail

Node = dict[str, Any]

EVERY = 5.0


def kept(box: Box) -> Node:
    """Everything that is worth keeping, as JSON can hold it; open forms, faults and records are not."""
    workspace = box.workspace
    return {
        "members": list(workspace.members.values()),
        "conversations": [asdict(one) for one in workspace.conversations.values()],
        "files": [asdict(one) | {"content": packed(one.content)} for one in workspace.files.values()],
        "homes": workspace.views.homes,
        "scheduled": workspace.scheduled,
        "mails": [asdict(one) | {"raw": packed(one.raw), "at": one.at.isoformat()} for one in box.mailbox.mails],
    }


def packed(content: bytes) -> str:
    return base64.b64encode(content).decode()


def restore(box: Box, held: Mapping[str, Any]) -> None:
    """Puts back what was kept; members of the seed are as the seed says now."""
    workspace = box.workspace
    for one in held["members"]:
        workspace.members.setdefault(one["id"], one)
    for one in held["conversations"]:
        workspace.conversations[one["id"]] = Conversation(**one)
    for one in held["files"]:
        workspace.files[one["id"]] = File(**one | {"content": base64.b64decode(one["content"])})
    workspace.views.homes.update(held["homes"])
    workspace.scheduled.update(held["scheduled"])
    for one in held["mails"]:
        known = {"raw": base64.b64decode(one["raw"]), "at": datetime.fromisoformat(one["at"])}
        lists = {"recipients": tuple(one["recipients"]), "options": tuple(one["options"])}
        box.mailbox.mails.append(Mail(**one | known | lists))
    box.mailbox.numbers = count(len(box.mailbox.mails) + 1)


def load(box: Box, path: Path) -> None:
    if path.exists():
        restore(box, json.loads(path.read_text(encoding="utf-8")))


def save(box: Box, path: Path) -> None:
    """Writes the file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(json.dumps(kept(box), ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)


async def keep(box: Box, path: Path, every: float = EVERY) -> None:
    """Saves soon after something happened, for as long as the sandbox runs."""
    with box.news.listening() as news:
        while True:
            await news.get()
            await asyncio.sleep(every)
            while not news.empty():
                news.get_nowait()
            save(box, path)
