"""Doors for the app that is installed, and for the team's members."""

from __future__ import annotations

from typing import Any

from sandbox.acting.site import Site
from sandbox.control.door import Door, fields
from sandbox.errors import Refused
from sandbox.people import FLAGS
from sandbox.rules.manifest import manifest_problems
from sandbox.saying import member_changed

Node = dict[str, Any]

MEMBER = fields(
    string="id name real_name display_name email tz locale title phone", boolean=f"deleted {' '.join(FLAGS)}"
)
REASONS = ("warning", "refresh_requested", "link_disabled", "cut")


async def app(site: Site, asked: Node) -> Node:
    held = site.box.app
    secrets = {
        "bot_token": held.secrets.bot_token,
        "app_token": held.secrets.app_token,
        "signing_secret": held.secrets.signing,
    }
    about = {"id": held.id, "bot_id": held.bot_id, "user": held.user, "name": held.name}
    lines = len(site.courier.lines.open)
    return {"app": about | secrets | {"request_url": held.request_url, "connections": [{}] * lines}}


async def connections(site: Site, asked: Node) -> Node:
    """Open Socket Mode connections, as a list that can be waited for."""
    return {"connections": [{"warned": line.warned} for line in site.courier.lines.open]}


async def manifest(site: Site, asked: Node) -> Node:
    return {"manifest": site.box.app.manifest}


async def install(site: Site, asked: Node) -> Node:
    """Installs the app anew: scopes, commands, shortcuts and events are those of the manifest from now on."""
    held, workspace = site.box.app, site.box.workspace
    if problems := manifest_problems(asked["manifest"]):
        raise Refused("invalid_manifest", *problems)
    held.install(asked["manifest"])
    held.tokens_revoked = False
    workspace.members[held.user] = workspace.bot_member()
    site.box.news.tell("app")
    return {"scopes": list(held.scopes or ()), "events": list(held.events or ())}


async def request_url(site: Site, asked: Node) -> Node:
    """Where payloads go by signed HTTP; an empty address means Socket Mode again."""
    before, site.box.app.request_url = site.box.app.request_url, str(asked.get("url") or "")
    if site.box.app.request_url and not await site.courier.post.verify():
        site.box.app.request_url = before
        raise Refused("invalid_request_url", "the address did not return the challenge")
    return {"url": site.box.app.request_url}


async def disconnect(site: Site, asked: Node) -> Node:
    reason = asked.get("reason") or "refresh_requested"
    if reason not in REASONS:
        raise Refused("invalid_arguments", f"reason must be one of {', '.join(REASONS)}")
    lines = site.courier.lines
    return {"closed": await (lines.cut() if reason == "cut" else lines.disconnect(reason))}


async def add_member(site: Site, asked: Node) -> Node:
    if asked.get("id") in site.box.workspace.members:
        raise Refused("already_exists")
    made = site.box.workspace.admit(asked)
    member_changed(site.box, made["id"], "team_join")
    return {"member": made}


async def change_member(site: Site, asked: Node) -> Node:
    user = asked.pop("id")
    made = site.box.workspace.change(user, asked)
    member_changed(site.box, user)
    return {"member": made}


DOORS = (
    Door(method="GET", path="/app", summary="The app, its tokens and how it is reached.", run=app),
    Door(
        method="GET",
        path="/connections",
        summary="Open Socket Mode connections.",
        run=connections,
        listing="connections",
    ),
    Door(method="GET", path="/manifest", summary="The app's manifest.", run=manifest),
    Door(
        method="PUT",
        path="/manifest",
        summary="Install a manifest: its scopes, commands, shortcuts and events hold from now on.",
        run=install,
        takes=fields(object="manifest"),
        needs=("manifest",),
    ),
    Door(
        method="PUT",
        path="/request-url",
        summary="Deliver by signed HTTP to an address; none means Socket Mode.",
        run=request_url,
        takes=fields(string="url"),
    ),
    Door(
        method="POST",
        path="/disconnect",
        summary="Ask the app's connections to go, or cut them.",
        run=disconnect,
        takes=fields(string="reason"),
    ),
    Door(
        method="POST",
        path="/members",
        summary="Somebody joins the team.",
        run=add_member,
        takes=MEMBER,
        needs=("real_name",),
    ),
    Door(
        method="PATCH",
        path="/members/{id}",
        summary="Somebody changes: language, zone, name, rights; deleted means deactivated.",
        run=change_member,
        takes=MEMBER,
        needs=("id",),
    ),
)
