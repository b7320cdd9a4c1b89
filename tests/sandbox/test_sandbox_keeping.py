"""What is kept comes back the same, and is written soon after it happened."""

from __future__ import annotations

import asyncio
import json
import time

from sandbox_here import EMMA, INFOBOX, here, section

from sandbox import keeping
from sandbox.box import packed


async def test_everything_comes_back_the_same(sandbox):
    box = sandbox.running.box
    file = (await sandbox.upload(EMMA, "Dossier.pdf", b"%PDF"))["file"]
    root = await sandbox.say(EMMA, INFOBOX, "Bonjour", files=[file["id"]])
    await sandbox.say(EMMA, INFOBOX, "Suite", thread_ts=root)
    await sandbox.api("views.publish", user_id=EMMA, view={"type": "home", "blocks": [section()]})
    await sandbox.api("chat.postMessage", channel=EMMA, text="En privé")
    await sandbox.ask("POST", "members", id="U0NOELDUC1", real_name="Noël Duc")
    box.mailbox.catch("a@lemanique.example", ["b@acme.example"], b"Subject: \xe9\r\n\r\n", ["SMTPUTF8"])
    again = packed()
    keeping.restore(again, json.loads(json.dumps(keeping.kept(box))))
    before, after = keeping.kept(box), keeping.kept(again)
    assert [one["id"] for one in after.pop("members")] == [one["id"] for one in before.pop("members")]
    assert after == before
    assert again.mailbox.mails == box.mailbox.mails
    assert again.mailbox.catch("", [], b"").id == "M000002"


def appeared(path):
    while not path.exists():
        time.sleep(0.005)


async def test_the_file_is_written_soon_after_something_happened(tmp_path):
    path = tmp_path / "slack.json"
    async with here() as sandbox:
        task = asyncio.create_task(keeping.keep(sandbox.running.box, path, every=0.01))
        await asyncio.sleep(0)
        await sandbox.say(EMMA, INFOBOX, "Bonjour")
        await asyncio.wait_for(asyncio.to_thread(appeared, path), 5)
        task.cancel()
    fresh = packed()
    keeping.load(fresh, path)
    assert [one["text"] for one in fresh.workspace.conversation(INFOBOX).messages.values()] == ["Bonjour"]
    keeping.load(fresh, tmp_path / "nothing.json")
