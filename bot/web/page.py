"""A small page for people, as everything of the house looks: a title, some sentences, perhaps one button."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from crm.domain.i18n import LANGUAGES, Text, language_of
from templates.catalogue import Reader, say

# Nothing is fetched, nothing runs, nothing is kept or found again.
MANNERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
STYLE = Markup("""
:root { color-scheme: light dark; --ground: #f4f4f1; --sheet: #ffffff; --line: #e2e2dc; --ink: #1f2328;
  --soft: #5c626a; --mark: #2f6f5e; --on: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181b; --sheet: #1f2226; --line: #33373c; --ink: #e6e6e3;
  --soft: #a9afb7; --mark: #63b79f; --on: #10201b; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 16vh 1rem 2rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 32rem; margin: 0 auto; padding: 1.75rem; background: var(--sheet); border: 1px solid var(--line);
  border-top: 4px solid var(--mark); border-radius: 8px; }
h1 { margin: 0 0 .75rem; font-size: 1.3rem; line-height: 1.35; }
p { margin: 0 0 .75rem; }
span { white-space: nowrap; }
form { margin: 1.25rem 0; }
button { width: 100%; padding: .7rem 1.25rem; border: 0; border-radius: 6px; background: var(--mark); color: var(--on);
  font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
@media (min-width: 30rem) { button { width: auto; } main { padding: 2.25rem; } }
footer { margin-top: 1.25rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--soft);
  font-size: .85rem; }
""")
PAGE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head>"
    "<body><main><h1>{heading}</h1>{sentences}{form}{foot}</main></body></html>"
)
SENTENCE = Markup("<p>{}</p>")
NUMBER = re.compile(r"\b[A-Z]{1,3}-[0-9]+\b")
WHOLE = Markup("<span>{}</span>")
FOOT = Markup("<footer>{}</footer>")
# RFC 8058 §3.2: what a mail program sends by itself is what the button sends.
FORM = Markup('<form method="post"><button type="submit" name="List-Unsubscribe" value="One-Click">{}</button></form>')


def page(
    reader: Reader,
    title: Text,
    sentences: Sequence[Text],
    *,
    button: Text | None = None,
    foot: str = "",
    status: int = 200,
) -> HTMLResponse:
    content = PAGE.format(
        language=reader.locale,
        title=say(title, reader),
        heading=_said(title, reader),
        style=STYLE,
        sentences=Markup("").join(SENTENCE.format(_said(one, reader)) for one in sentences),
        form=FORM.format(_said(button, reader)) if button else "",
        foot=FOOT.format(foot) if foot else "",
    )
    return HTMLResponse(content, status, headers=MANNERS)


def _said(words: Text, reader: Reader) -> Markup:
    """The number of an entry is not broken at its dash."""
    said, pieces, end = say(words, reader), Markup(""), 0
    for found in NUMBER.finditer(said):
        pieces += escape(said[end : found.start()]) + WHOLE.format(found[0])
        end = found.end()
    return pieces + escape(said[end:])


def asked_language(request: Request) -> Reader:
    """The language that the browser asks for first, of those that we speak."""
    asked = (one.partition(";")[0].strip() for one in request.headers.get("accept-language", "").split(","))
    language = next((language_of(one) for one in asked if one[:2].lower() in LANGUAGES), LANGUAGES[0])
    return Reader.of(language, "UTC")
