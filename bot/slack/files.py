"""Files that were given with an entry: fetched from Slack once the entry stands, looked into, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.scanning import Scanner, ScannerAway
from bot.slack.message import escaped
from crm.actions import ACTIONS
from crm.domain.delivery import Again, Never, Receipt, Sent
from crm.domain.errors import Busy, Refused
from crm.domain.files import SIZE_AT_MOST, Attachment, attachments
from crm.domain.i18n import Text, _
from crm.store.documents import Documents
from crm.views.parcels import Parcel
from templates.catalogue import Reader, say

log = structlog.get_logger()
SLACK_FILES = "files.slack.com"
PIECE = 64 * 1024
MISNAMED = _(
    "The file “{name}” of {entry} was not kept: its content is not what its name says. "
    "You can send the right one as an answer in the entry’s thread."
)
INFECTED = _(
    "The file “{name}” of {entry} was not kept: the virus scanner does not let it pass. "
    "You can send a clean one as an answer in the entry’s thread."
)


class NotThere(Exception):
    """Slack did not give the file; perhaps it will the next time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetcher:
    """Fetches what a delivery of kind ``fetch`` owes; whatever is done twice changes nothing the second time."""

    desk: Desk
    documents: Documents
    scanner: Scanner | None = None

    async def fetch(self, client: AsyncWebClient, parcel: Parcel) -> Receipt:
        given = attachments(parcel.entry.data.get("attachments", ()))
        try:
            for one in given:
                if not (one.refused or one.digest):
                    await self._keep(client, parcel, one)
        except (NotThere, TimeoutError, aiohttp.ClientError) as exc:
            return Again(reason=f"file not fetched: {exc or type(exc).__name__}")
        except ScannerAway as exc:
            return Again(reason=f"virus scanner: {exc}")
        except Busy as exc:
            return Again(reason=str(exc))
        except Refused as refused:
            return Never(reason=str(refused))
        return Sent(receipt={"files": len(given)})

    async def _keep(self, client: AsyncWebClient, parcel: Parcel, one: Attachment) -> None:
        content = await _download(client, one) if _ours(client, one.url) else b""
        why = await self._wrong(one, content)
        digest = b"" if why else await self.desk.work_on(lambda: self.documents.put(content))
        if why:
            # Told first: a message twice is better than a file that is gone without a word.
            words = Text(why.msgid, {"name": one.name, "entry": parcel.entry.number})
            text = escaped(say(words, Reader.member(parcel.reader)))
            await client.chat_postMessage(channel=parcel.reader.slack_user, text=text)
        await self.desk.perform(
            parcel.workspace.team,
            ACTIONS["keep-file"],
            actor=parcel.reader.slack_user,
            inputs={"entry": parcel.entry.number, "file": one.id, "digest": digest.hex()},
            source=f"slack:file:{parcel.entry.number}:{one.id}",
            waiting=False,
        )

    async def _wrong(self, one: Attachment, content: bytes) -> Text | None:
        """Why a file is not kept, if it is not."""
        scanner = self.scanner
        if not one.holds(content):
            return MISNAMED
        if scanner is not None and not await self.desk.work_on(lambda: scanner.passes(content)):
            return INFECTED
        return None


def _ours(client: AsyncWebClient, url: str) -> bool:
    """The bot's token is shown to Slack's own hosts alone (to the sandbox's, in development)."""
    address, api = urlsplit(url), urlsplit(client.base_url)
    return (address.scheme, address.netloc) in {(api.scheme, api.netloc), ("https", SLACK_FILES)}


async def _download(client: AsyncWebClient, one: Attachment) -> bytes:
    if client.session is None:
        raise NotThere("no session")
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.session.get(one.url, headers=headers, allow_redirects=False) as answer:
        if answer.status != 200:  # noqa: PLR2004 - the one that brings the file
            raise NotThere(str(answer.status))
        content = bytearray()
        async for piece in answer.content.iter_chunked(PIECE):
            content += piece
            if len(content) > SIZE_AT_MOST:
                break
    # A token that Slack does not take is answered with a page to sign in, and 200.
    if len(content) != one.size:
        raise NotThere("another size")
    return bytes(content)
