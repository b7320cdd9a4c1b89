"""Who the app is, who the team is, and small things."""

from __future__ import annotations

import re
from typing import Any

from sandbox.api.call import Call, Method, kinds
from sandbox.errors import Refused
from sandbox.rules.judge import message_problems, view_problems
from sandbox.saying import profile

Node = dict[str, Any]

EMOJI_NAME = re.compile(r"^[\w+'-]{1,100}(::skin-tone-[2-6])?$")


def auth_test(call: Call) -> Node:
    workspace, app = call.box.workspace, call.box.app
    who = {"user": app.name.lower().replace(" ", ""), "user_id": app.user, "bot_id": app.bot_id}
    team = {"team": workspace.team["name"], "team_id": workspace.team_id}
    return {"url": f"{call.box.settings.base}/", **team, **who, "is_enterprise_install": False}


def api_test(call: Call) -> Node:
    if call.text("error"):
        raise Refused(call.text("error"), args=dict(call.args))
    return {"args": dict(call.args)}


def revoke(call: Call) -> Node:
    if call.flag("test"):
        return {"revoked": False}
    call.box.app.tokens_revoked = True
    call.box.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [call.box.app.user]}})
    return {"revoked": True}


def team_info(call: Call) -> Node:
    team, base = call.box.workspace.team, call.box.settings.base
    icons = {f"image_{size}": f"{base}/static/icon.svg" for size in (34, 44, 68, 88, 102, 132, 230)}
    known = {"id": team["id"], "name": team["name"], "domain": team["domain"], "email_domain": ""}
    return {"team": known | {"url": f"{base}/", "icon": {**icons, "image_default": True}, "is_verified": False}}


def bots_info(call: Call) -> Node:
    if call.text("bot") not in ("", call.box.app.bot_id):
        raise Refused("bot_not_found")
    about = {key: value for key, value in profile(call.box).items() if key != "team_id"}
    return {"bot": about | {"user_id": call.box.app.user}}


def validate(call: Call) -> Node:
    """The verdict of the workspace on blocks, a message or a view, without sending it."""
    given = [key for key in ("blocks", "message", "view") if call.args.get(key) is not None]
    if len(given) != 1:
        raise Refused("invalid_arguments", "exactly one of blocks, message and view must be given")
    what = call.args[given[0]]
    if given[0] == "view":
        problems = view_problems(what)
    else:
        problems = message_problems(what if given[0] == "message" and isinstance(what, dict) else {"blocks": what})
    if problems:
        raise Refused("invalid_blocks", *problems, errors=[as_error(one) for one in problems])
    return {}


def as_error(problem: str) -> Node:
    words, _, pointer = problem.removesuffix("]").rpartition(" [json-pointer:")
    return {"code": "invalid_block", "message": words, "pointer": pointer, "field": pointer.rpartition("/")[2]}


def react(call: Call) -> Node:
    found, ts, name = call.conversation(), call.text("timestamp"), call.text("name").strip(":")
    message, app = found.messages.get(ts), call.box.app.user
    if message is None:
        raise Refused("message_not_found")
    if app not in found.members:
        raise Refused("not_in_channel")
    if not EMOJI_NAME.match(name):
        raise Refused("invalid_name")
    reactions = message.setdefault("reactions", [])
    held = next((one for one in reactions if one["name"] == name), None)
    if held is None:
        held = {"name": name, "users": [], "count": 0}
        reactions.append(held)
    if app in held["users"]:
        raise Refused("already_reacted")
    held["users"].append(app)
    held["count"] += 1
    call.box.news.tell("message", channel=found.id, ts=ts)
    item = {"type": "message", "channel": found.id, "ts": ts}
    event = {
        "type": "reaction_added",
        "user": app,
        "reaction": name,
        "item": item,
        "item_user": message.get("user", ""),
    }
    call.box.emit({**event, "event_ts": call.box.workspace.stamps.next()})
    return {}


METHODS = (
    Method(name="auth.test", run=auth_test, each_minute=600),
    Method(name="api.test", run=api_test, takes=kinds(text="error foo")),
    Method(name="auth.revoke", run=revoke, takes=kinds(flag="test")),
    Method(name="team.info", run=team_info, takes=kinds(text="team domain"), scopes=("team:read",)),
    Method(name="bots.info", run=bots_info, takes=kinds(text="bot"), scopes=("users:read",)),
    Method(name="blocks.validate", run=validate, takes=kinds(json="blocks message view")),
    Method(
        name="reactions.add",
        run=react,
        takes=kinds(text="channel name timestamp"),
        needs=("channel", "name", "timestamp"),
        scopes=("reactions:write",),
    ),
    Method(
        name="usergroups.list",
        run=lambda call: {"usergroups": []},
        takes=kinds(flag="include_count include_disabled include_users"),
        scopes=("usergroups:read",),
        each_minute=20,
    ),
)
