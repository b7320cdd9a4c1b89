"""files.*: an address to upload to, then what to do with what was uploaded."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.api.call import Call, Method, kinds
from sandbox.api.chat import target
from sandbox.api.content import content_of
from sandbox.box import Box
from sandbox.errors import Refused
from sandbox.files import File
from sandbox.saying import by_app, say
from sandbox.stamps import as_seconds, new_id

Node = dict[str, Any]

BYTES_AT_MOST = 1024**3


def upload_url(call: Call) -> Node:
    length = call.args["length"]
    if not 0 < length <= BYTES_AT_MOST:
        raise Refused("invalid_arguments", "must be a number of bytes [json-pointer:/length]")
    file = File(
        id=new_id("F"),
        name=call.text("filename"),
        user=call.box.app.user,
        length=length,
        secret=secrets.token_urlsafe(16),
    )
    call.box.workspace.files[file.id] = file
    return {"upload_url": f"{call.box.settings.base}/upload/v1/{file.secret}", "file_id": file.id}


def told(box: Box, file: File) -> Node:
    return file.node(box.settings.base, box.workspace.team_id)


def complete(call: Call) -> Node:
    """Names the files, and shares them in a conversation if one is given."""
    if not isinstance(call.args["files"], list):
        raise Refused("invalid_arguments", "must provide an array [json-pointer:/files]")
    held = [uploaded(call, one) for one in call.args["files"]]
    names = [call.text("channel_id")] if call.text("channel_id") else call.args.get("channels") or []
    targets = [target(Call(box=call.box, method=call.method, args={"channel": name})) for name in names]
    for file, one in zip(held, call.args["files"], strict=True):
        file.complete, file.title = True, str(one.get("title") or file.name)
    for found in targets:
        for file in held:
            file.channels.append(found.id)
        comment, blocks = call.text("initial_comment"), call.args.get("blocks")
        content = content_of({"text": comment, "blocks": blocks}, files=True)
        message = by_app(call.box, content | {"files": [told(call.box, file) for file in held], "upload": True})
        say(call.box, found, message | {"subtype": "file_share", "display_as_bot": False}, call.text("thread_ts"))
    for file in held:
        share(call.box, file)
    return {"files": [told(call.box, file) for file in held]}


def uploaded(call: Call, one: Any) -> File:
    file = call.box.workspace.files.get(one.get("id", "")) if isinstance(one, dict) else None
    if file is None or file.complete:
        raise Refused("file_not_found")
    if not file.uploaded:
        raise Refused("file_update_failed")
    return file


def share(box: Box, file: File) -> None:
    """Tells the app of a file that was shared where it can see it."""
    for channel in file.channels:
        if box.app.user in box.workspace.conversation(channel).members:
            event = {"type": "file_shared", "file_id": file.id, "user_id": file.user, "file": {"id": file.id}}
            box.emit({**event, "channel_id": channel, "event_ts": box.workspace.stamps.next()})


def info(call: Call) -> Node:
    file = call.box.workspace.find_file(call.text("file"))
    paging = {"count": 100, "total": 0, "page": 1, "pages": 0}
    return {"file": told(call.box, file), "comments": [], "paging": paging}


def listed(call: Call) -> Node:
    channel, user = call.text("channel"), call.text("user")
    found = [
        told(call.box, one)
        for one in call.box.workspace.files.values()
        if one.complete and (not channel or channel in one.channels) and user in ("", one.user)
    ]
    paging = {"count": 100, "total": len(found), "page": 1, "pages": 1}
    return {"files": found[::-1], "paging": paging}


def delete(call: Call) -> Node:
    file = call.box.workspace.find_file(call.text("file"))
    if file.user != call.box.app.user:
        raise Refused("cant_delete_file")
    forget(call.box, file)
    return {}


def forget(box: Box, file: File) -> None:
    """Takes a file away; messages that showed it show that it is gone."""
    del box.workspace.files[file.id]
    gone = {"id": file.id, "mode": "tombstone"}
    for channel in file.channels:
        for message in box.workspace.conversation(channel).messages.values():
            if "files" in message:
                message["files"] = [gone if one["id"] == file.id else one for one in message["files"]]
        box.news.tell("message", channel=channel)
    box.emit({"type": "file_deleted", "file_id": file.id, "event_ts": f"{as_seconds()}.000000"})


READING, WRITING = ("files:read",), ("files:write",)
METHODS = (
    Method(
        name="files.getUploadURLExternal",
        run=upload_url,
        takes=kinds(text="filename alt_txt snippet_type", number="length"),
        needs=("filename", "length"),
        scopes=WRITING,
        each_minute=100,
    ),
    Method(
        name="files.completeUploadExternal",
        run=complete,
        takes=kinds(text="channel_id initial_comment thread_ts", list="channels", json="files blocks"),
        needs=("files",),
        scopes=WRITING,
        each_minute=100,
    ),
    Method(
        name="files.info",
        run=info,
        takes=kinds(text="file cursor", number="limit count page"),
        needs=("file",),
        scopes=READING,
        each_minute=100,
    ),
    Method(
        name="files.list",
        run=listed,
        takes=kinds(text="channel user ts_from ts_to types", number="count page", flag="show_files_hidden_by_limit"),
        scopes=READING,
    ),
    Method(name="files.delete", run=delete, takes=kinds(text="file"), needs=("file",), scopes=WRITING),
)
