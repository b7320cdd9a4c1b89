"""The headers by which a mail program offers to hear no more, with one click (RFC 2369, RFC 8058)."""

from __future__ import annotations

from bot.mail import mime
from bot.stop_links import Stop, StopLinks


def headers(links: StopLinks | None, stop: Stop, reply_domain: str, *, answers: bool) -> list[str]:
    """The web's address first; where mails are taken, one to write to as well. None where there is neither."""
    if links is None:
        return []
    # RFC 8058 §3.1: one click needs HTTPS; a mail program asks a plain address with a page, which is there, too.
    web = [f"<{links.url(stop)}>"] if links.public else []
    mail = [f"<mailto:{links.address(stop, reply_domain)}>"] if answers else []
    ways = [*(f"{one}," for one in (*web, *mail)[:-1]), *(*web, *mail)[-1:]]
    if not ways:
        return []
    one_click = ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"] if links.public.startswith("https:") else []
    return [mime.header("List-Unsubscribe", ways), *one_click]
