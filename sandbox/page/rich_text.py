"""Rich text made ready for templates: nested lists are flat on the wire and a tree here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from sandbox.page.dates import spelled
from sandbox.page.emoji import pictured, with_emoji
from sandbox.page.mrkdwn import link, mention
from sandbox.page.viewer import Viewer

Node = dict[str, Any]
STYLES = (("code", "code"), ("strike", "s"), ("underline", "u"), ("italic", "em"), ("bold", "strong"))


def list_node(element: Node) -> Node:
    items = [{"inline": item.get("elements", []), "lists": []} for item in element.get("elements", [])]
    start = int(element.get("offset") or 0) + 1
    return {"type": "rich_text_list", "ordered": element.get("style") == "ordered", "start": start, "items": items}


def nested(lists: Iterable[Node]) -> list[Node]:
    """Siblings with an indent become lists inside the item above them."""
    roots: list[Node] = []
    above: list[tuple[int, Node]] = []
    for element in lists:
        indent, node = int(element.get("indent") or 0), list_node(element)
        while above and above[-1][0] >= indent:
            above.pop()
        holder = above[-1][1]["items"] if above else []
        (holder[-1]["lists"] if holder else roots).append(node)
        above.append((indent, node))
    return roots


def parts(rich: Node) -> Iterator[Node]:
    """The parts of a rich_text block, lists nested."""
    for listed, group in groupby(rich.get("elements", []), key=lambda part: part.get("type") == "rich_text_list"):
        siblings = list(group)
        yield from nested(siblings) if listed else siblings


def words(node: Node, viewer: Viewer) -> Markup:
    """One inline node without its style."""
    kind = node.get("type", "")
    if kind == "link":
        url = str(node.get("url", ""))
        return link(url, node.get("text") or url)
    if kind in MENTIONS:
        return MENTIONS[kind](node, viewer)
    if kind == "emoji":
        return escape(pictured(node.get("name", ""), node.get("unicode")))
    if kind == "date":
        return date(node, viewer)
    if kind == "color":
        return Markup('<span class="swatch" data-color="{0}"></span>{0}').format(node.get("value", ""))
    # Newer kinds keep coming; whatever they can be read as is better than nothing.
    return escape(with_emoji(str(node.get("text") or node.get("fallback") or node.get("url") or node.get("name", ""))))


def user(node: Node, viewer: Viewer) -> Markup:
    who = str(node.get("user_id", ""))
    return mention(f"@{viewer.person(who)}", mine=who == viewer.user)


def channel(node: Node, viewer: Viewer) -> Markup:
    return mention(f"#{viewer.channel(str(node.get('channel_id', '')))}")


def usergroup(node: Node, viewer: Viewer) -> Markup:
    return mention(f"@{node.get('usergroup_id', '')}")


def team(node: Node, viewer: Viewer) -> Markup:
    return mention(f"@{node.get('team_id', '')}")


def broadcast(node: Node, viewer: Viewer) -> Markup:
    return mention(f"@{node.get('range', '')}", mine=True)


MENTIONS = {"user": user, "channel": channel, "usergroup": usergroup, "team": team, "broadcast": broadcast}


def date(node: Node, viewer: Viewer) -> Markup:
    said = Markup("<time>{}</time>").format(spelled(int(node.get("timestamp", 0)), node.get("format", ""), viewer))
    return link(node["url"], said) if node.get("url") else said


def inline(nodes: Iterable[Node], viewer: Viewer) -> Markup:
    """A run of inline nodes, each in its style, code innermost."""
    return Markup().join(styled(words(node, viewer), node.get("style") or {}) for node in nodes)


def styled(html: Markup, style: Node) -> Markup:
    for key, tag in STYLES:
        if style.get(key):
            html = Markup(f"<{tag}>{{}}</{tag}>").format(html)  # noqa: S704  # the tag is one of ours
    return html


def words_in(node: Any) -> str:
    """Every word of a rich text, for titles and previews."""
    if isinstance(node, list):
        return "".join(words_in(one) for one in node)
    if not isinstance(node, dict):
        return ""
    return str(node.get("text", "")) + words_in(node.get("elements", []))
