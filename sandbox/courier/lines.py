"""Socket Mode: the connections of the app; each payload goes to one of them."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.box import Box
from sandbox.courier.parcel import EVENT, NO_APP, TIMEOUT, Parcel, Receipt

Node = dict[str, Any]

AT_MOST = 10
UNKNOWN_LINK = 4404


@dataclass(kw_only=True, slots=True, eq=False)
class Line:
    """One connection, and the answers that it still owes."""

    socket: WebSocket
    owed: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    warned: bool = False

    async def carry(self, parcel: Parcel, within: float) -> Receipt:
        id_ = str(uuid.uuid4())
        frame: Node = {"envelope_id": id_, "payload": parcel.payload, "type": parcel.kind}
        frame["accepts_response_payload"] = parcel.wants_answer
        if parcel.kind == EVENT:
            frame |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
        answer = self.owed[id_] = asyncio.get_running_loop().create_future()
        try:
            await self.socket.send_text(json.dumps(frame, ensure_ascii=False))
            return Receipt(body=await asyncio.wait_for(answer, within))
        except TimeoutError:
            return Receipt(error=TIMEOUT)
        except (RuntimeError, WebSocketDisconnect, ConnectionError):
            return Receipt(error=NO_APP)
        finally:
            self.owed.pop(id_, None)

    def answered(self, text: str) -> None:
        """An acknowledgement came in; others are the client's own pings."""
        try:
            frame = json.loads(text)
        except ValueError:
            return
        answer = self.owed.get(frame.get("envelope_id", "")) if isinstance(frame, dict) else None
        if answer and not answer.done():
            answer.set_result(frame.get("payload"))

    def broken(self) -> None:
        for answer in self.owed.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the connection is gone"))


@dataclass(slots=True)
class Lines:
    """All connections of the app, taken in turn."""

    box: Box
    open: list[Line] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def next(self) -> Line | None:
        ready = [line for line in self.open if not line.warned] or self.open
        if not ready:
            return None
        line = ready[0]
        self.open.remove(line)
        self.open.append(line)
        return line

    def about(self) -> Node:
        host = {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060}
        return {"num_connections": len(self.open), "debug_info": host, "connection_info": {"app_id": self.box.app.id}}

    async def serve(self, socket: WebSocket) -> None:
        """One connection from its beginning to its end."""
        ticket = socket.query_params.get("ticket", "")
        await socket.accept()
        if ticket not in self.box.links:
            await socket.close(UNKNOWN_LINK)
            return
        self.box.links.discard(ticket)
        line = Line(socket=socket)
        self.open.append(line)
        too_many = len(self.open) > AT_MOST
        try:
            if too_many:
                await self.bid_farewell(line, "too_many_websockets")
                return
            await socket.send_text(json.dumps({"type": "hello", **self.about()}))
            self.tell()
            while True:
                line.answered(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            return
        finally:
            line.broken()
            self.open.remove(line)
            self.tell()

    def tell(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()
        self.box.news.tell("app", connections=len(self.open))

    async def bid_farewell(self, line: Line, reason: str) -> None:
        """Tells a client to go, and goes: it opens another connection, as it must do every few hours at Slack."""
        about = {key: value for key, value in self.about().items() if key != "num_connections"}
        await line.socket.send_text(json.dumps({"type": "disconnect", "reason": reason, **about}))
        if reason == "warning":
            line.warned = True
            return
        await line.socket.close()

    async def disconnect(self, reason: str) -> int:
        gone = list(self.open)
        for line in gone:
            await self.bid_farewell(line, reason)
        return len(gone)

    async def cut(self) -> int:
        """Drops every connection without a word."""
        gone = list(self.open)
        for line in gone:
            await line.socket.close(1011)
        return len(gone)
