"""chat.*: what the app says."""

from __future__ import annotations

from typing import Any

from sandbox.api.call import Call, Method, kinds
from sandbox.api.content import content_of, custom_look
from sandbox.conversations import PUBLIC, Conversation
from sandbox.errors import Refused
from sandbox.saying import by_app, rewrite, say, unsay, whisper

Node = dict[str, Any]

UPDATE_TEXT_AT_MOST = 4000
WRITING = ("chat:write",)
PLACE = (
    *("ts", "thread_ts", "parent_user_id", "reply_count", "reply_users", "reply_users_count", "latest_reply"),
    "reactions",
)


def target(call: Call) -> Conversation:
    """Where to speak: a conversation by id or #name, or a member, whose direct message it is then."""
    named, workspace, app = call.text("channel"), call.box.workspace, call.box.app
    if named in workspace.members:
        found = with_member(call, named)
    elif named.startswith("#"):
        by_name = workspace.named(named)
        if by_name is None:
            raise Refused("channel_not_found")
        found = by_name
    else:
        found = workspace.conversation(named)
    if app.user not in found.members:
        if found.kind != PUBLIC:
            raise Refused("channel_not_found")
        if "chat:write.public" not in (app.scopes or ()):
            raise Refused("not_in_channel")
    if found.archived:
        raise Refused("is_archived")
    return found


def with_member(call: Call, user: str) -> Conversation:
    member = call.box.workspace.member(user)
    if member["is_bot"]:
        raise Refused("cannot_dm_bot")
    if member["deleted"]:
        raise Refused("user_disabled")
    return call.box.workspace.direct(call.box.app.user, user)


def post_message(call: Call) -> Node:
    found, thread = target(call), call.text("thread_ts")
    content = content_of(dict(call.args)) | custom_look(call)
    if thread and thread not in found.messages:
        raise Refused("thread_not_found")
    if thread:
        # A reply to a reply belongs to the same thread.
        thread = found.messages[thread].get("thread_ts", thread)
    message = by_app(call.box, content)
    if "username" in message:
        message["subtype"] = "bot_message"
    said = say(call.box, found, message, thread, broadcast=call.flag("reply_broadcast") and bool(thread))
    return {"channel": found.id, "ts": said["ts"], "message": dict(said)}


def own_message(call: Call, cannot: str) -> tuple[Conversation, Node]:
    """A message that the app may change, since it is its own."""
    found = call.conversation()
    message = found.messages.get(call.text("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise Refused("message_not_found")
    if message.get("bot_id") != call.box.app.bot_id:
        raise Refused(cannot)
    return found, message


def update(call: Call) -> Node:
    found, message = own_message(call, "cant_update_message")
    content = content_of(
        dict(call.args), text_at_most=UPDATE_TEXT_AT_MOST, files=bool(call.args.get("file_ids") or message.get("files"))
    )
    # What is not sent again is gone: text without blocks replaces a message of blocks.
    changes: Node = {"blocks": None, "attachments": None, **content}
    if call.args.get("blocks") == []:
        changes["blocks"] = None
    rewrite(call.box, found, message, changes, call.box.app.bot_id)
    return {"channel": found.id, "ts": message["ts"], "text": message["text"], "message": content_alone(message)}


def content_alone(message: Node) -> Node:
    """A changed message as it is told: without where it stands."""
    return {key: value for key, value in message.items() if key not in PLACE}


def delete(call: Call) -> Node:
    found, message = own_message(call, "cant_delete_message")
    unsay(call.box, found, message["ts"])
    return {"channel": found.id, "ts": message["ts"]}


def post_ephemeral(call: Call) -> Node:
    found, user = target(call), call.text("user")
    content = content_of(dict(call.args)) | custom_look(call)
    call.box.workspace.member(user)
    if user not in found.members:
        raise Refused("user_not_in_channel")
    said = whisper(call.box, found, user, by_app(call.box, content), call.text("thread_ts"))
    return {"message_ts": said["ts"]}


def permalink(call: Call) -> Node:
    found, ts = call.conversation(), call.text("message_ts")
    if ts not in found.messages:
        raise Refused("message_not_found")
    return {"channel": found.id, "permalink": f"{call.box.settings.base}/archives/{found.id}/p{ts.replace('.', '')}"}


def unfurl(call: Call) -> Node:
    """Previews of links in somebody's message."""
    call.need("links:write")
    found = call.conversation()
    message = found.messages.get(call.text("ts"))
    if message is None:
        raise Refused("cannot_unfurl_message")
    unfurls = call.args["unfurls"]
    if not isinstance(unfurls, dict) or not all(isinstance(one, dict) for one in unfurls.values()):
        raise Refused("invalid_unfurls_format")
    previews = [{"from_url": url, "is_app_unfurl": True, **one} for url, one in unfurls.items()]
    message["attachments"] = content_of({"attachments": previews})["attachments"]
    call.box.news.tell("message", channel=found.id, ts=message["ts"])
    return {}


CONTENT = "text markdown_text", "blocks attachments metadata"
LOOK = "as_user link_names mrkdwn unfurl_links unfurl_media reply_broadcast"
METHODS = (
    Method(
        name="chat.postMessage",
        run=post_message,
        takes=kinds(
            text=f"channel {CONTENT[0]} thread_ts parse icon_emoji icon_url username container_id client_msg_id",
            json=CONTENT[1],
            flag=LOOK,
        ),
        needs=("channel",),
        scopes=WRITING,
        each_minute=300,
    ),
    Method(
        name="chat.update",
        run=update,
        takes=kinds(text=f"channel ts {CONTENT[0]} parse", json=CONTENT[1], flag=LOOK, list="file_ids"),
        needs=("channel", "ts"),
        scopes=WRITING,
    ),
    Method(
        name="chat.delete",
        run=delete,
        takes=kinds(text="channel ts", flag="as_user"),
        needs=("channel", "ts"),
        scopes=WRITING,
    ),
    Method(
        name="chat.postEphemeral",
        run=post_ephemeral,
        takes=kinds(
            text=f"channel user {CONTENT[0]} thread_ts parse icon_emoji icon_url username",
            json=CONTENT[1],
            flag=LOOK,
        ),
        needs=("channel", "user"),
        scopes=WRITING,
        each_minute=100,
    ),
    Method(
        name="chat.getPermalink",
        run=permalink,
        takes=kinds(text="channel message_ts"),
        needs=("channel", "message_ts"),
        each_minute=300,
    ),
    Method(
        name="chat.unfurl",
        run=unfurl,
        takes=kinds(
            text="channel ts source unfurl_id user_auth_message user_auth_url",
            json="unfurls metadata user_auth_blocks",
            flag="user_auth_required",
        ),
        needs=("channel", "ts", "unfurls"),
    ),
)
