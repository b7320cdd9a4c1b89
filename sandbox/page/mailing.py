"""The mail program: a mailbox for everyone of the team, and for every address that got something."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.page.invitations import ANSWERS, invitation
from sandbox.page.looking import Looking
from sandbox.page.mail import MAIL_POLICY, Letter, mailboxes, received
from sandbox.page.quoting import LANGUAGES, PROGRAMS
from sandbox.page.rendering import page
from sandbox.page.workspace import html

TABS = (("html", "HTML"), ("text", "Text"), ("headers", "Headers"), ("raw", "Raw source"))


def tabs_of(letter: Letter) -> list[tuple[str, str]]:
    return [tab for tab in TABS if getattr(letter, tab[0], True)]


def reader_of(letter: Letter, address: str) -> str:
    """Whose copy is read: the mailbox that is open, else the first one it came to."""
    return address if address in map(str.lower, letter.mail.recipients) else letter.mail.recipients[0].lower()


def mail_routes(looking: Looking) -> list[Route]:
    def found(request: Request) -> Letter | None:
        return looking.letter(request.path_params.get("id", ""))

    async def show(request: Request) -> Response:
        address, letter = request.query_params.get("to", "").lower(), found(request)
        if "id" in request.path_params and not letter:
            return RedirectResponse("/mail")
        reader = looking.writer(reader_of(letter, address)) if letter else None
        mails, tabs = looking.mails(), tabs_of(letter) if letter else []
        part = request.query_params.get("part", "")
        return html(
            page(
                "mail.html",
                address=address,
                boxes=mailboxes(mails, looking.emails()),
                total=len(mails),
                letters=received(mails, address),
                letter=letter,
                reader=reader,
                invited=invitation(letter) if letter else None,
                answers=ANSWERS,
                programs=PROGRAMS,
                languages=LANGUAGES,
                tabs=tabs,
                part=part if part in dict(tabs) else tabs[0][0] if tabs else "",
            )
        )

    async def body(request: Request) -> Response:
        letter = found(request)
        headers = {"content-security-policy": MAIL_POLICY, "referrer-policy": "no-referrer"}
        return HTMLResponse(f'<base target="_blank">{letter.html}' if letter else "", headers=headers)

    async def attachment(request: Request) -> Response:
        letter, number = found(request), request.path_params["number"]
        held = next((one for one in letter.attachments if one.number == number), None) if letter else None
        if not held:
            return Response("This attachment is not there.", 404)
        headers = {"content-disposition": "attachment", "x-content-type-options": "nosniff"}
        return Response(held.content, media_type=held.kind, headers=headers)

    return [
        Route("/mail", show),
        Route("/mail/{id}", show),
        Route("/mail/{id}/html", body),
        Route("/mail/{id}/attachments/{number:int}", attachment),
    ]
