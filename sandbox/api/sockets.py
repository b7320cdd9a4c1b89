"""apps.connections.open: an address for Socket Mode that works once."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.api.call import Call, Method


def connect(call: Call) -> dict[str, Any]:
    ticket = secrets.token_urlsafe(16)
    call.box.links.add(ticket)
    base = call.box.settings.base.replace("http", "ws", 1)
    return {"url": f"{base}/link/?ticket={ticket}&app_id={call.box.app.id}"}


METHODS = (Method(name="apps.connections.open", run=connect, app_token=True, each_minute=20),)
