"""The files behind links: handed to whoever may see the entry now, as something to keep and never to run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import Desk
from bot.file_links import PATH, FileLinks
from bot.web import page
from crm.domain.errors import Busy, Refused
from crm.domain.files import Attachment
from crm.domain.i18n import Text, _
from crm.domain.timeline import File
from crm.store.documents import Documents
from crm.views import files

log = structlog.get_logger()
# What a browser is told to take it for. Pages are not among them: nothing that a stranger sent runs under our name.
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
UNKNOWN = "application/octet-stream"
# A file is nobody's page: it can neither run nor send anything.
MANNERS = {**page.MANNERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
NOT_HERE = _("This file cannot be opened")
WHY = _(
    "A link holds for some days, for somebody who may see the entry. Open the entry in Slack: a new link stands there."
)
ON_ITS_WAY = _("This file is on its way")
SOON = _("It is being fetched from Slack and looked into. Please try again in a minute.")
BUSY = _("Carnet is busy at the moment")
AGAIN = _("Please open the link again in a few seconds.")


@dataclass(frozen=True, kw_only=True, slots=True)
class FileDoor:
    """What opening a link needs."""

    desk: Desk
    documents: Documents
    links: FileLinks

    def route(self) -> Route:
        return Route(f"{PATH}{{token}}", self.open)

    async def open(self, request: Request) -> Response:
        try:
            file, content = await self.desk.work_on(lambda: self._content(request.path_params["token"]))
        except Busy:
            return _told(request, BUSY, AGAIN, 503)
        except (Refused, FileNotFoundError) as exc:
            # One page for what never was and for what may not be seen: it tells nobody which of them it is.
            log.info("file.refused", why=str(exc))
            return _told(request, NOT_HERE, WHY, 404)
        return _handed(file, content) if file.digest else _told(request, ON_ITS_WAY, SOON, 404)

    def _content(self, token: str) -> tuple[File, bytes]:
        found = self.links.read(token, self.desk.clock.now())
        if found is None:
            raise Refused.because(WHY)
        with self.desk.store.read(found.workspace) as session:
            file = files.one(session, found.member, entry=found.entry, comment=found.comment, place=found.place)
        return file, self.documents.get(bytes.fromhex(file.digest)) if file.digest else b""


def _handed(file: File, content: bytes) -> Response:
    described = Attachment(id="", name=file.name, size=len(content), url="")
    kind = TYPES.get(described.kind, UNKNOWN) if described.holds(content) else UNKNOWN
    plain = re.sub(r'["\\?%;]', "_", file.name.encode("ascii", "replace").decode())
    # RFC 6266: the plain name for programs that read no other.
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(content, media_type=kind, headers={**MANNERS, "Content-Disposition": named})


def _told(request: Request, title: Text, text: Text, status: int) -> Response:
    return page.page(page.asked_language(request), title, [text], status=status)
