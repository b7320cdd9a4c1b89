"""What the reader of a mail does with it: answer, pass on, accept, or let a machine speak."""

from __future__ import annotations

from dataclasses import asdict, replace
from email import policy
from email.message import EmailMessage

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.page.answering import Writer, addresses, answer, forward
from sandbox.page.controls import Node
from sandbox.page.invitations import ANSWERS, invitation, rsvp
from sandbox.page.looking import Looking
from sandbox.page.machines import FATES, report, vacation
from sandbox.page.mail import Letter
from sandbox.page.mailing import reader_of
from sandbox.page.posting import Sent, send
from sandbox.page.quoting import LANGUAGES, PROGRAMS

REPLY, EVERYONE, FORWARD, VACATION = "reply", "everyone", "forward", "vacation"
NO_REPORT = "This mail has no envelope sender: RFC 5321 forbids to report on it."


def writing_routes(looking: Looking) -> list[Route]:
    async def write(request: Request) -> Response:
        letter, asked = looking.letter(request.path_params["id"]), await request.json()
        if letter is None:
            return told(Sent(ok=False, said="This mail is not there any more."))
        writer = looking.writer(reader_of(letter, str(asked.get("as") or "").lower()))
        program, language = asked.get("program") or writer.program, asked.get("language") or writer.language
        if program not in PROGRAMS or language not in LANGUAGES:
            return told(Sent(ok=False, said=f"Nobody here writes with {program} in {language}."))
        return told(await carried(looking, letter, replace(writer, program=program, language=language), asked))

    return [Route("/mail/{id}/answers", write, methods=["POST"])]


def told(sent: Sent) -> Response:
    return JSONResponse(asdict(sent))


async def carried(looking: Looking, letter: Letter, writer: Writer, asked: Node) -> Sent:
    """Writes what was asked for, and sends it."""
    kind = str(asked.get("kind") or REPLY)
    if kind in FATES:
        if not letter.mail.sender:
            return Sent(ok=False, said=NO_REPORT)
        # A report has no sender of its own, so that nobody reports on it.
        return await send(looking.box, "", [letter.mail.sender], report(letter, writer, kind))
    message = written(letter, writer, kind, asked)
    if message is None:
        return Sent(ok=False, said=f"A mail has no answer of the kind {kind}.")
    to = [address for _, address in addresses(*(str(message[name] or "") for name in ("To", "Cc")))]
    sender = "" if kind == VACATION else writer.address
    return await send(looking.box, sender, to, message.as_bytes(policy=policy.SMTP))


def written(letter: Letter, writer: Writer, kind: str, asked: Node) -> EmailMessage | None:
    words = str(asked.get("words") or "")
    if kind in (REPLY, EVERYONE):
        return answer(letter, writer, words, everyone=kind == EVERYONE)
    if kind == FORWARD:
        return forward(letter, writer, words, str(asked.get("to") or ""))
    if kind == VACATION:
        return vacation(letter, writer)
    invited = invitation(letter) if kind in ANSWERS else None
    return rsvp(letter, invited, writer, kind, words) if invited and invited.open else None
