"""Signed HTTP: what Slack sends to an app's request address."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.box import Box
from sandbox.courier.parcel import COMMAND, EVENT, FAILED, NO_APP, TIMEOUT, Parcel, Receipt

Node = dict[str, Any]

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def body_of(parcel: Parcel) -> tuple[bytes, str]:
    """A payload on the wire: events as JSON, commands as a form, the rest as JSON in a form."""
    if parcel.kind == EVENT:
        return json.dumps(parcel.payload, ensure_ascii=False).encode(), JSON
    if parcel.kind == COMMAND:
        return urlencode(parcel.payload).encode(), FORM
    return urlencode({"payload": json.dumps(parcel.payload, ensure_ascii=False)}).encode(), FORM


def signed(secret: str, body: bytes, timestamp: int) -> dict[str, str]:
    base = b":".join((b"v0", str(timestamp).encode(), body))
    mark = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": str(timestamp), "x-slack-signature": f"v0={mark}"}


@dataclass(slots=True)
class Post:
    """Sends to the app's address over connections that are kept."""

    box: Box
    session: aiohttp.ClientSession | None = None

    async def carry(self, parcel: Parcel, within: float) -> Receipt:
        body, kind = body_of(parcel)
        headers = {"content-type": kind, "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        headers |= signed(self.box.app.secrets.signing, body, int(time.time()))
        if parcel.attempt:
            headers |= {"x-slack-retry-num": str(parcel.attempt), "x-slack-retry-reason": parcel.reason}
        return await self.send(body, headers, within)

    async def send(self, body: bytes, headers: dict[str, str], within: float) -> Receipt:
        if self.session is None:
            self.session = aiohttp.ClientSession()
        patience = aiohttp.ClientTimeout(total=within)
        try:
            async with self.session.post(
                self.box.app.request_url, data=body, headers=headers, timeout=patience, allow_redirects=False
            ) as answer:
                text = await answer.text()
                stop = answer.headers.get("x-slack-no-retry") == "1"
                if answer.status >= 300:  # noqa: PLR2004  # anything but success
                    return Receipt(error=FAILED, body={"status": answer.status, "text": text}, stop=stop)
                return Receipt(body=said(text, answer.content_type))
        except TimeoutError:
            return Receipt(error=TIMEOUT)
        except aiohttp.ClientError:
            return Receipt(error=NO_APP)

    async def verify(self) -> bool:
        """Asks the address to prove that it is the app's, as Slack does before it saves one."""
        challenge = hashlib.sha256(str(time.time_ns()).encode()).hexdigest()
        asked = {"token": self.box.app.secrets.verification, "challenge": challenge, "type": "url_verification"}
        body = json.dumps(asked).encode()
        headers = {"content-type": JSON, **signed(self.box.app.secrets.signing, body, int(time.time()))}
        receipt = await self.send(body, headers, self.box.settings.ack_within)
        said_back = receipt.body.get("challenge") if isinstance(receipt.body, dict) else receipt.body
        return receipt.ok and said_back == challenge

    async def close(self) -> None:
        if self.session:
            await self.session.close()


def said(text: str, kind: str) -> Any:
    """What the app answered: JSON, or words, or nothing."""
    if not text.strip():
        return None
    if kind == JSON:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
