"""Writes the lines of a page while its tags go by."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.mail.reading.tags import Tag

DEPTH_AT_MOST = 400
QUOTED_AT_MOST = 20
LISTS_AT_MOST = 8
ADDRESS_AT_MOST = 2000
ALTERNATIVE_AT_MOST = 4  # letters of an emoji that came as a picture
RULE = "* * *"
SIGNATURE_RULE = "-- "

SPACES = re.compile(r"[ \t\n\r\f]+")
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
TIGHT = re.compile(r"margin(?:-top|-bottom)?\s*:\s*0", re.IGNORECASE)
BLOCKS = re.compile(
    r"address|article|body|center|d[dlt]|div|fieldset|figure|footer|form|header|li|main|nav|section|table|tbody|tr"
)
SPACED = re.compile(r"blockquote|h[1-6]|ol|p|pre|ul")
# What mail programs wrap the mail in that is answered. Names are matched as they stand in class and id.
QUOTE = re.compile(
    r"\b(?:gmail_quote|gmail_extra|moz-cite-prefix|moz-forward-container|yahoo_quoted|yQTDBase|protonmail_quote|divRplyFwdMsg"
    r"|appendonsend|OutlookMessageHeader|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|zmail_extra"
    r"|ms-outlook-mobile-body-separator-line|stopSpelling|oriMsgHtmlSeperator|tutanota_quote|bloop_original_html"
    r"|WM_REPLY_QUOTE|sh_reply|reply-intro|x_divRplyFwdMsg)"
)
# “Indent more” of Gmail and Apple Mail; Outlook takes the other sides' borders from a quote, and leaves its bar.
INDENTED = re.compile(r"border\s*:\s*(?:none|0)", re.IGNORECASE)
BAR = re.compile(r"border-left\s*:(?!\s*(?:none|0))", re.IGNORECASE)
OUTLOOK_LINE = re.compile(r"border-top\s*:\s*solid\s+#(?:B5C4DF|E1E1E1)", re.IGNORECASE)
SIGNATURE = re.compile(
    r"\b(?:gmail_signature|moz-signature|(?:x_)*ms-outlook-mobile-signature|protonmail_signature_block)(?![-_])"
)
# Outlook puts an “x_” before its own names each time that it opens a mail once more.
SIGNATURE_OF_OUTLOOK = re.compile(r"(?:x_)*Signature")


class Writer:
    """Writes lines while it walks through a page; it knows what it is in, but keeps no tree."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.quote: int | None = None
        self.signed: tuple[int, int] | None = None  # the first signature: its mark, and the line behind it
        self._signing: int | None = None  # how many tags were open around it
        self._pieces: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # name, hidden, quotes
        self._counts: dict[str, int] = {}
        self._hidden = 0
        self._quotes = 0
        self._lists: list[int] = []  # the number of the last item; 0 in lists without numbers
        self._link = ""
        self._link_from = 0

    def say(self, text: str) -> None:
        if self._hidden:
            return
        if self._counts.get("pre"):
            first, *others = text.split("\n")
            self._pieces.append(first)
            for line in others:
                self.end_line(always=True)
                self._pieces.append(line)
        else:
            self._pieces.append(SPACES.sub(" ", text))

    def enter(self, tag: Tag) -> None:
        hidden = bool(tag.attributes) and ("hidden" in tag.attributes or bool(HIDDEN.search(tag.get("style"))))
        if not (self._hidden or hidden) and _breaks(tag.name):
            self.end_line()  # what was said belongs to what is around
        if not tag.empty and len(self._open) < DEPTH_AT_MOST:
            quotes = tag.name == "blockquote" and not _indents(tag.get("style"))
            self._open.append((tag.name, hidden, quotes))
            self._counts[tag.name] = self._counts.get(tag.name, 0) + 1
            self._hidden += hidden
            self._quotes += quotes
        if self._hidden or hidden:
            return
        self._begin(tag)
        if tag.name in {"ul", "ol"} and len(self._lists) < LISTS_AT_MOST:
            self._lists.append(0 if tag.name == "ol" else -1)
        elif tag.name == "li":
            self._pieces.append(self._bullet())
        elif tag.name == "a":
            self._link, self._link_from = tag.get("href")[:ADDRESS_AT_MOST], len(self._pieces)
        elif tag.name == "img" and 0 < len(tag.get("alt")) <= ALTERNATIVE_AT_MOST and not tag.get("alt").isascii():
            self._pieces.append(tag.get("alt"))

    def _begin(self, tag: Tag) -> None:
        """The line breaks that a tag brings, and what its class says of what follows."""
        if tag.name == "br":
            self.end_line(always=True)
        elif tag.name == "hr":
            self.end_line()
            self._note_container(tag)
            self.lines.append(self._prefix() + RULE)
        elif tag.name in {"td", "th"}:
            self._pieces.append(" ")
        elif _breaks(tag.name):
            self._note_container(tag)
            if SPACED.fullmatch(tag.name) and not _tight(tag):
                self._blank(outside=tag.name == "blockquote")
        elif tag.name == "span":
            self._note_container(tag)

    def leave(self, name: str) -> None:
        if not self._counts.get(name):
            return
        while self._open:
            other, hidden, quotes = self._open.pop()
            self._close(other)
            self._counts[other] -= 1
            self._hidden -= hidden
            self._quotes -= quotes
            if self._signing is not None and len(self._open) <= self._signing:
                self._end_signature()
            if other == name:
                break

    def _close(self, name: str) -> None:
        if self._hidden:
            return
        if name == "a":
            self._end_link()
        elif _breaks(name):
            self.end_line()
            if name in {"ul", "ol"} and self._lists:
                self._lists.pop()

    def _end_link(self) -> None:
        said = "".join(self._pieces[self._link_from :]).strip()
        address = self._link.strip()
        bare = address.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/")
        if said and bare and address.startswith(("http://", "https://", "mailto:")) and bare not in said:
            self._pieces.append(f" <{address}>")
        self._link = ""

    def _bullet(self) -> str:
        indent = "  " * max(len(self._lists) - 1, 0)
        if not self._lists or self._lists[-1] < 0:
            return f"{indent}- "
        self._lists[-1] += 1
        return f"{indent}{self._lists[-1]}. "

    def _note_container(self, tag: Tag) -> None:
        if not tag.attributes:
            return
        named = f"{tag.get('class')} {tag.get('id')}"
        # Gmail's button for a quote of one's own makes a blockquote alone.
        contains = QUOTE.search(named) and (tag.name, named.strip()) != ("blockquote", "gmail_quote")
        if self.quote is None and (contains or tag.get("name") == "quote" or OUTLOOK_LINE.search(tag.get("style"))):
            self.end_line()
            self.quote = len(self.lines)
        if SIGNATURE.search(named) or SIGNATURE_OF_OUTLOOK.fullmatch(tag.get("id")):
            self.end_line()
            if self.signed is None and self.quote is None and not self._quotes and not tag.empty:
                self.signed, self._signing = (len(self.lines), len(self.lines)), len(self._open) - 1
            self.lines.append(f"{self._prefix()}{SIGNATURE_RULE}")

    def _end_signature(self) -> None:
        """What comes next, its sender wrote below it."""
        self.end_line()
        self._signing = None
        if self.signed:
            self.signed = (self.signed[0], len(self.lines))

    def _prefix(self) -> str:
        return "> " * min(self._quotes, QUOTED_AT_MOST)

    def _blank(self, *, outside: bool) -> None:
        """One blank line at most; a quote's own belongs to what is around it."""
        if self.lines and self.lines[-1].strip("> "):
            prefix = self._prefix()
            self.lines.append((prefix.removesuffix("> ") if outside else prefix).rstrip())

    def end_line(self, *, always: bool = False) -> None:
        said = "".join(self._pieces)
        always = always or "\xa0" in said  # how programs keep an empty paragraph open
        said = said.rstrip() if self._counts.get("pre") or said.startswith("  ") else said.strip(" ").rstrip()
        self._pieces.clear()
        self._link_from = 0
        if said:
            self.lines.append(self._prefix() + said)
        elif always:
            self._blank(outside=False)


@lru_cache(256)
def _breaks(name: str) -> bool:
    """Does it stand on lines of its own?"""
    return bool(BLOCKS.fullmatch(name) or SPACED.fullmatch(name))


def _indents(style: str) -> bool:
    return INDENTED.search(style) is not None and BAR.search(style) is None


def _tight(tag: Tag) -> bool:
    """Outlook's paragraphs are lines."""
    return tag.get("class").startswith("Mso") or bool(TIGHT.search(tag.get("style")))
