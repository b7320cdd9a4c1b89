"""The mail program: a mailbox for every address that got something."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.page.looking import Looking
from sandbox.page.mail import MAIL_POLICY, Letter, mailboxes, opened, received
from sandbox.page.rendering import page
from sandbox.page.workspace import html

TABS = (("html", "HTML"), ("text", "Text"), ("headers", "Headers"), ("raw", "Raw source"))


def tabs_of(letter: Letter) -> list[tuple[str, str]]:
    return [tab for tab in TABS if getattr(letter, tab[0], True)]


def mail_routes(looking: Looking) -> list[Route]:
    def find(request: Request) -> Letter | None:
        wanted = request.path_params.get("id")
        return next((opened(one) for one in looking.mails() if one.id == wanted), None)

    async def show(request: Request) -> Response:
        address, letter = request.query_params.get("to", ""), find(request)
        if "id" in request.path_params and not letter:
            return RedirectResponse("/mail")
        mails, tabs = looking.mails(), tabs_of(letter) if letter else []
        part = request.query_params.get("part", "")
        return html(
            page(
                "mail.html",
                address=address,
                boxes=mailboxes(mails),
                total=len(mails),
                letters=received(mails, address),
                letter=letter,
                tabs=tabs,
                part=part if part in dict(tabs) else tabs[0][0] if tabs else "",
            )
        )

    async def body(request: Request) -> Response:
        letter = find(request)
        headers = {"content-security-policy": MAIL_POLICY, "referrer-policy": "no-referrer"}
        return HTMLResponse(f'<base target="_blank">{letter.html}' if letter else "", headers=headers)

    async def attachment(request: Request) -> Response:
        letter, number = find(request), request.path_params["number"]
        found = next((one for one in letter.attachments if one.number == number), None) if letter else None
        if not found:
            return Response("This attachment is not there.", 404)
        headers = {"content-disposition": "attachment", "x-content-type-options": "nosniff"}
        return Response(found.content, media_type=found.kind, headers=headers)

    return [
        Route("/mail", show),
        Route("/mail/{id}", show),
        Route("/mail/{id}/html", body),
        Route("/mail/{id}/attachments/{number:int}", attachment),
    ]
