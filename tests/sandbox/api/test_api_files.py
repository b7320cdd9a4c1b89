"""Files: three steps in, a token to get them out, and gone when deleted."""

from __future__ import annotations

from io import BytesIO

import pytest
from sandbox_here import EMMA, INFOBOX, RANDOM


async def test_the_sdk_uploads_into_a_thread_and_reads_back(sandbox):
    root = await sandbox.say(EMMA, INFOBOX, "Le dossier?")
    answer = await sandbox.slack.files_upload_v2(
        filename="Dossier Brönnimann.pdf",
        content=b"%PDF-1.7 Dossier",
        channel=INFOBOX,
        initial_comment="Voici",
        thread_ts=root,
    )
    file = answer["file"]
    assert (file["name"], file["size"], file["mimetype"]) == ("Dossier Brönnimann.pdf", 16, "application/pdf")
    reply = (await sandbox.look("messages", channel=INFOBOX, thread=root))["messages"][-1]
    assert (reply["subtype"], reply["text"], reply["files"][0]["id"]) == ("file_share", "Voici", file["id"])
    headers = {"authorization": "Bearer xoxb-sandbox-bot-token"}
    async with sandbox.session.get(file["url_private_download"], headers=headers) as download:
        assert (download.content_type, await download.read()) == ("application/pdf", b"%PDF-1.7 Dossier")
    # Without the token Slack shows a page for signing in, with status 200.
    async with sandbox.session.get(file["url_private"]) as page:
        assert (page.status, page.content_type) == (200, "text/html")
    assert (await sandbox.api("files.info", file=file["id"]))["file"]["id"] == file["id"]
    assert [one["id"] for one in (await sandbox.api("files.list", channel=INFOBOX))["files"]] == [file["id"]]
    assert (await sandbox.api("files.delete", file=file["id"]))["ok"]
    assert (await sandbox.api("files.info", file=file["id"]))["error"] == "file_not_found"
    told = (await sandbox.look("records", name="file_deleted", wait=5))["records"]
    assert told[0]["sent"]["event"]["file_id"] == file["id"]
    left = (await sandbox.look("messages", channel=INFOBOX, thread=root))["messages"][-1]["files"]
    assert left == [{"id": file["id"], "mode": "tombstone"}]
    async with sandbox.session.get(file["url_private"], headers=headers) as download:
        assert download.status == 404


async def test_an_upload_is_as_long_as_was_said_and_happens_once(sandbox):
    asked = await sandbox.api("files.getUploadURLExternal", filename="cv.docx", length=4)
    early = await sandbox.api("files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    assert early["error"] == "file_update_failed"
    async with sandbox.session.post(asked["upload_url"], data=b"too long") as answer:
        assert answer.status == 400
    async with sandbox.session.post(asked["upload_url"], data=b"text") as answer:
        assert (answer.status, await answer.text()) == (200, "OK - 4")
    async with sandbox.session.post(asked["upload_url"], data=b"text") as answer:
        assert answer.status == 404
    private = await sandbox.api("files.completeUploadExternal", files=[{"id": asked["file_id"], "title": "CV"}])
    assert (private["files"][0]["title"], private["files"][0]["is_public"]) == ("CV", False)
    again = await sandbox.api("files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    assert again["error"] == "file_not_found"


@pytest.mark.parametrize(
    ("method", "sent", "error"),
    [
        ("files.getUploadURLExternal", {"filename": "a.pdf", "length": 0}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"length": 4}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": [{"id": "F0"}]}, "file_not_found"),
        ("files.completeUploadExternal", {"files": ["F0"]}, "file_not_found"),
        ("files.info", {"file": "F0"}, "file_not_found"),
    ],
)
async def test_a_wrong_step_is_refused(sandbox, method, sent, error):
    assert (await sandbox.api(method, **sent))["error"] == error


async def test_a_file_goes_only_where_the_app_is(sandbox):
    asked = await sandbox.api("files.getUploadURLExternal", filename="cv.docx", length=4)
    async with sandbox.session.post(asked["upload_url"], data={"file": BytesIO(b"text")}) as answer:
        assert answer.status == 200
    files = [{"id": asked["file_id"]}]
    away = await sandbox.api("files.completeUploadExternal", files=files, channel_id=RANDOM)
    assert away["error"] == "not_in_channel"
    assert (await sandbox.api("files.completeUploadExternal", files=files, channel_id=INFOBOX))["ok"]


async def test_somebody_else_s_file_is_not_the_app_s_to_delete(sandbox):
    file = (await sandbox.upload(EMMA, "Notes été.txt", "Déjà".encode()))["file"]
    assert await sandbox.say(EMMA, INFOBOX, "", files=[file["id"]])
    assert (await sandbox.api("files.delete", file=file["id"]))["error"] == "cant_delete_file"
    assert (await sandbox.look(f"files/{file['id']}"))["content"] == "RMOpasOg"
    assert [one["name"] for one in (await sandbox.look("files"))["files"]] == ["Notes été.txt"]
