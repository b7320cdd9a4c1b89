"""What a shape cannot say of blocks together: where they may stand, and what must be there only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.rules.elements import RULES, nodes, one_source
from sandbox.rules.shape import Problem, named

Node = dict[str, Any]

MODAL, HOME, MESSAGE = "modal", "home", "message"
PLACES = {MODAL: "modals", HOME: "Home tabs", MESSAGE: "messages"}
EVERYWHERE = {
    *("actions", "card", "carousel", "context", "divider", "header", "image", "input", "rich_text", "section", "video"),
}
ON_PAGES = {"container", "data_table", "data_visualization", "table"}
BLOCKS = {
    MODAL: EVERYWHERE | {"alert"},
    HOME: EVERYWHERE | ON_PAGES,
    MESSAGE: EVERYWHERE | ON_PAGES | {"context_actions", "file", "markdown", "plan", "task_card"},
}
KNOWN = set().union(*BLOCKS.values())
# Elements that are not documented for every surface.
ELEMENTS = {
    **dict.fromkeys(("email_text_input", "url_text_input", "number_input", "file_input"), (MODAL,)),
    **dict.fromkeys(("workflow_button", "feedback_buttons", "icon_button"), (MESSAGE,)),
    "rich_text_input": (HOME, MODAL),
    "datetimepicker": (MESSAGE, MODAL),
}
MARKDOWN_AT_MOST, TABLES_AT_MOST = 12_000, 10_000


def characters(cells: Any) -> int:
    """Characters of text anywhere in the cells of a table."""
    if isinstance(cells, dict):
        own = cells.get("text")
        rest = (value for key, value in cells.items() if key != "text" or not isinstance(value, str))
        return (len(own) if isinstance(own, str) else 0) + sum(map(characters, rest))
    return sum(map(characters, cells)) if isinstance(cells, list) else 0


@dataclass(kw_only=True, slots=True)
class Walk:
    """One look at all blocks of a view or message, and the problems that were found on the way."""

    surface: str
    found: list[Problem] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    focused: list[str] = field(default_factory=list)
    inputs: list[tuple[str, str]] = field(default_factory=list)
    markdown: int = 0
    tables: int = 0

    def shape(self, value: Any, name: str, at: str) -> None:
        named(name)(value, at, self.found)

    def say(self, at: str, words: str) -> None:
        self.found.append((at, words))

    def blocks(self, blocks: Any, at: str) -> None:
        for index, block in enumerate(blocks if isinstance(blocks, list) else []):
            if isinstance(block, dict):
                self.block(block, f"{at}/{index}")

    def block(self, block: Node, at: str) -> None:
        kind, id_ = block.get("type"), block.get("block_id")
        if not isinstance(kind, str):
            return
        if kind in KNOWN - BLOCKS[self.surface]:
            self.say(f"{at}/type", f"unsupported type: {kind} (not a block for {PLACES[self.surface]})")
        if isinstance(id_, str) and id_ in self.ids:
            self.say(f"{at}/block_id", f'block_id "{id_}" already exists at {self.ids[id_]}')
        elif isinstance(id_, str) and id_:
            self.ids[id_] = at
        if kind in OWN_RULES:
            OWN_RULES[kind](self, block, at)

    def elements(self, elements: Any, at: str, where: str) -> None:
        seen: dict[str, str] = {}
        for index, element in enumerate(elements if isinstance(elements, list) else []):
            if not isinstance(element, dict):
                continue
            here, id_ = f"{at}/{index}", element.get("action_id")
            if isinstance(id_, str) and id_ and seen.setdefault(id_, here) != here:
                self.say(f"{here}/action_id", f'action_id "{id_}" already exists in this block at {seen[id_]}')
            self.element(element, here, where)

    def element(self, element: Node, at: str, where: str) -> None:
        kind = element.get("type")
        if not isinstance(kind, str):
            return
        allowed = ELEMENTS.get(kind, (self.surface,))
        if self.surface not in allowed:
            places = " and ".join(PLACES[one] for one in allowed)
            self.say(f"{at}/type", f"unsupported type: {kind} (for {places} only)")
        if element.get("focus_on_load") is True:
            self.focused.append(at)
        if element.get("response_url_enabled") is True and (where, self.surface) != ("input", MODAL):
            self.say(f"{at}/response_url_enabled", "works only in input blocks of modals")
        for rule in RULES.get(kind, ()):
            self.found.extend(rule(element, at))

    def finished(self) -> list[str]:
        """All problems, each once, in Slack's form."""
        for at in self.focused[1:]:
            self.say(f"{at}/focus_on_load", "only one element of a view may have focus_on_load: true")
        if self.markdown > MARKDOWN_AT_MOST:
            self.say("/blocks", f"markdown blocks together must be less than {MARKDOWN_AT_MOST + 1} characters")
        if self.tables > TABLES_AT_MOST:
            self.say("/blocks", f"table cells together must be less than {TABLES_AT_MOST + 1} characters")
        return list(dict.fromkeys(f"{words} [json-pointer:{at or '/'}]" for at, words in self.found))


def section(walk: Walk, block: Node, at: str) -> None:
    if "text" not in block and not block.get("fields"):
        walk.say(f"{at}/type", "must define either `text` or `fields`")
    if isinstance(block.get("accessory"), dict):
        walk.element(block["accessory"], f"{at}/accessory", "section")


def with_elements(walk: Walk, block: Node, at: str) -> None:
    walk.elements(block.get("elements"), f"{at}/elements", str(block["type"]))


def input_(walk: Walk, block: Node, at: str) -> None:
    id_, element = block.get("block_id"), block.get("element")
    walk.inputs.append((at, id_ if isinstance(id_, str) else ""))
    if not isinstance(element, dict):
        return
    walk.element(element, f"{at}/element", "input")
    if element.get("type") == "file_input" and block.get("dispatch_action") is True:
        walk.say(f"{at}/dispatch_action", "`dispatch_action` cannot be used with a file_input element")


def image(walk: Walk, block: Node, at: str) -> None:
    walk.found.extend(one_source(block, at))


def markdown(walk: Walk, block: Node, at: str) -> None:
    walk.markdown += len(block["text"]) if isinstance(block.get("text"), str) else 0


def card(walk: Walk, block: Node, at: str) -> None:
    if not block.keys() & {"hero_image", "title", "actions", "body"}:
        walk.say(at, "must define at least one of `hero_image`, `title`, `actions` or `body`")
    if "icon" in block and "slack_icon" in block:
        walk.say(at, "only one of `icon` and `slack_icon` may be given")
    for key in ("hero_image", "icon"):
        if isinstance(block.get(key), dict):
            walk.found.extend(one_source(block[key], f"{at}/{key}"))
    walk.elements(block.get("actions"), f"{at}/actions", "card")


def carousel(walk: Walk, block: Node, at: str) -> None:
    walk.blocks(block.get("elements"), f"{at}/elements")


def container(walk: Walk, block: Node, at: str) -> None:
    if "title" not in block and "rich_text_title" not in block:
        walk.say(at, "must define either `title` or `rich_text_title`")
    if block.get("default_collapsed") is True and block.get("is_collapsible") is not True:
        walk.say(f"{at}/default_collapsed", "needs `is_collapsible`: true")
    walk.blocks(block.get("child_blocks"), f"{at}/child_blocks")


def table(walk: Walk, block: Node, at: str) -> None:
    walk.tables += characters(block.get("rows"))


def plan(walk: Walk, block: Node, at: str) -> None:
    seen: set[str] = set()
    for index, task in enumerate(nodes(block.get("tasks"))):
        if (id_ := str(task.get("task_id"))) in seen:
            walk.say(f"{at}/tasks/{index}/task_id", f'task_id "{id_}" already exists in this plan')
        seen.add(id_)


def video(walk: Walk, block: Node, at: str) -> None:
    for key in ("video_url", "title_url"):
        if isinstance(block.get(key), str) and not block[key].startswith("https://"):
            walk.say(f"{at}/{key}", "must be an https URL")


OWN_RULES: dict[str, Callable[[Walk, Node, str], None]] = {
    "section": section,
    "actions": with_elements,
    "context": with_elements,
    "context_actions": with_elements,
    "input": input_,
    "image": image,
    "markdown": markdown,
    "card": card,
    "carousel": carousel,
    "container": container,
    "table": table,
    "plan": plan,
    "video": video,
}
