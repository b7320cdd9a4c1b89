"""Rich text as HTML, text and mrkdwn: every word escaped, every mention resolved, every date in the reader's zone."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, cast

from markupsafe import Markup, escape

from crm.domain.i18n import _
from crm.domain.richtext_parts import Item, Listing, Part, parts, tree
from crm.domain.richtext_plain import NO_NAMES, Names, as_text, mention, said
from crm.domain.richtext_runs import Run
from templates.catalogue import Reader, say
from templates.spelling import spelled

__all__ = ["NO_NAMES", "Names", "to_html", "to_mrkdwn", "to_text"]

# The innermost first: code stands inside everything else.
HTML_STYLES = (("code", "code"), ("strike", "s"), ("underline", "u"), ("italic", "em"), ("bold", "strong"))
# Mrkdwn knows no underline, and no escape for its own marks: letters that look alike stand in their place.
MRKDWN_STYLES = (("code", "`"), ("strike", "~"), ("italic", "_"), ("bold", "*"))
BREAK = Markup("<br>\n")
SWATCH = Markup('<span style="display:inline-block;width:.8em;height:.8em;background:{0}"></span> {0}')
ALIKE = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"})


def to_text(rich: Mapping[str, Any], names: Names, reader: Reader) -> str:
    """Plain text, for the text part of mails and for the shell."""
    return as_text(parts(rich), _named(names, reader), partial(spelled, reader=reader))


def to_html(rich: Mapping[str, Any], names: Names, reader: Reader) -> Markup:
    """HTML of a few harmless tags; links lead only where no harm can be done."""
    write = partial(_inline, names=_named(names, reader), reader=reader)
    return Markup("\n").join(_part(part, write) for part in tree(rich))


def _named(names: Names, reader: Reader) -> Names:
    """The names, and what those are called whom nobody here knows: guests, groups, channels of others."""
    unknown = {kind: say(words, reader) for kind, words in NAMELESS.items()}
    return ChainMap(unknown, cast("dict[str, str]", names))


NAMELESS = {"user": _("someone"), "usergroup": _("someone"), "team": _("someone"), "channel": _("channel")}
Write = Callable[[Iterable[Run]], Markup]


def _part(part: Part | Listing, write: Write) -> Markup:
    if isinstance(part, Listing):
        return _listing(part, write)
    words = write(part.runs)
    match part.kind:
        case "quote":
            return Markup("<blockquote>{}</blockquote>").format(words)
        case "preformatted":
            # A line break is a line break here already.
            return Markup("<pre>{}</pre>").format(words.replace(BREAK, Markup("\n")))
    return Markup("<p>{}</p>").format(words or Markup("&nbsp;"))


def _listing(listing: Listing, write: Write) -> Markup:
    items = Markup("").join(_item(item, write) for item in listing.items)
    if listing.start is None:
        return Markup("<ul>{}</ul>").format(items)
    start = Markup(' start="{}"').format(listing.start) if listing.start > 1 else ""
    return Markup("<ol{}>{}</ol>").format(start, items)


def _item(item: Item, write: Write) -> Markup:
    below = Markup("").join(_listing(listing, write) for listing in item.lists)
    return Markup("<li>{}{}</li>").format(write(item.runs), below)


def _inline(runs: Iterable[Run], names: Names, reader: Reader) -> Markup:
    return Markup("").join(_styled(_words(run, names, reader), run) for run in runs)


def _words(run: Run, names: Names, reader: Reader) -> Markup:
    match run.kind:
        case "text":
            return escape(run.text).replace("\n", BREAK)
        case "link":
            return _link(run.text or run.target, run.target)
        case "date":
            words = spelled(run, reader)
            return _link(words, run.target) if run.target else escape(words)
        case "user" | "usergroup" | "channel" | "team":
            return Markup("<strong>{}</strong>").format(mention(run, names))
        case "color":
            return SWATCH.format(run.text)
    return escape(said(run, names))


def _link(words: str, target: str) -> Markup:
    return Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(target, words)


def _styled(html: Markup, run: Run) -> Markup:
    for style, tag in HTML_STYLES:
        if style in run.style:
            html = Markup(f"<{tag}>{{}}</{tag}>").format(html)  # noqa: S704 - the tag is one of ours
    return html


def to_mrkdwn(rich: Mapping[str, Any]) -> str:
    """Slack's own marks, for places that take no rich text; ids stay, since Slack resolves them for each reader."""
    lines = [_mrkdwn_part(part) for part in parts(rich)]
    return "\n".join(lines).strip("\n")


def _mrkdwn_part(part: Part) -> str:
    if part.kind == "preformatted":
        return f"```{_escaped(''.join(said(run) for run in part.runs))}```"
    words = "".join(_marked(run) for run in part.runs)
    if part.kind == "quote":
        return "\n".join(f"> {line}" for line in words.split("\n"))
    if part.kind == "item":
        mark = "•" if part.number is None else f"{part.number}."
        return f"{'    ' * part.depth}{mark} {words}"
    return words


def _marked(run: Run) -> str:
    """A run between its marks, which count only beside white space and around words."""
    words = _mrkdwn_run(run)
    inside = words.strip()
    if not inside or "\n" in inside:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    for style, mark in MRKDWN_STYLES:
        if style in run.style:
            inside = f"{mark}{inside}{mark}"
    return f"{before}{inside}{after}"


SIGILS = {"user": "@", "channel": "#", "usergroup": "!subteam^"}


def _mrkdwn_run(run: Run) -> str:
    if run.kind in SIGILS and run.target:
        return f"<{SIGILS[run.kind]}{run.target}>"
    match run.kind:
        case "link":
            return f"<{_escaped(run.target)}|{_label(run.text or run.target)}>"
        case "date":
            return f"<!date^{run.at}^{_label(run.form).replace('^', ' ')}|{_label(said(run))}>"
        case "emoji":
            return f":{run.target}:"
    # Also broadcasts: we repeat what somebody wrote, but never ring a whole channel in their stead.
    return _escaped(said(run).translate(ALIKE))


def _label(text: str) -> str:
    """Words inside a token, which a bar or a line break would end."""
    return _escaped(text).replace("|", "¦").replace("\n", " ")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
