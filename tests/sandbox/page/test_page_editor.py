from __future__ import annotations

import pytest
from page_stage import asked

pytestmark = pytest.mark.asyncio(loop_scope="session")


def line(*nodes):
    return {"type": "rich_text_section", "elements": list(nodes)}


def bold(words):
    return {"type": "text", "text": words, "style": {"bold": True}}


def text(words):
    return {"type": "text", "text": words}


def listed(style, indent, *words, **more):
    return {
        "type": "rich_text_list",
        "style": style,
        "indent": indent,
        "elements": [line(text(one)) for one in words],
        **more,
    }


async def test_the_editor_makes_rich_text_of_keys(stage):
    page = await stage.show(asked("Note", "rich_text_input"))
    await page.get_by_label("Note").click()
    for keys in (
        "Spoke with ",
        "Control+b",
        "Anna",
        "Control+b",
        " today",
        "Enter",
        "- one",
        "Enter",
        "two",
        "Tab",
        "Enter",
        "three",
        "Shift+Tab",
    ):
        await (page.keyboard.press(keys) if keys in ("Enter", "Tab") or "+" in keys else page.keyboard.type(keys))
    assert await stage.rich("Note") == [
        line(text("Spoke with "), bold("Anna"), text(" today")),
        listed("bullet", 0, "one"),
        listed("bullet", 1, "two"),
        listed("bullet", 0, "three"),
    ]


async def test_the_editors_buttons_format_what_is_selected(stage):
    styles = {"Bold": "bold", "Italic": "italic", "Strikethrough": "strike", "Code": "code"}
    page = await stage.show(*(asked(label, "rich_text_input") for label in styles))
    for name, style in styles.items():
        await page.get_by_label(name, exact=True).and_(page.get_by_role("textbox")).fill("words")
        await page.keyboard.press("Control+a")
        tools = page.get_by_role("toolbar").nth(list(styles).index(name))
        await tools.get_by_role("button", name=name, exact=True).click()
        made = await stage.rich(name)
        assert made == [line({"type": "text", "text": "words", "style": {style: True}})], name


async def test_the_editor_quotes_numbers_and_links(stage):
    page = await stage.show(*(asked(label, "rich_text_input") for label in ("Said", "Steps", "Note")))
    await page.get_by_label("Said").press_sequentially("> said so")
    await page.get_by_label("Steps").press_sequentially("1. first")
    assert [await stage.rich(label) for label in ("Said", "Steps")] == [
        [{"type": "rich_text_quote", "elements": [text("said so")]}],
        [listed("ordered", 0, "first")],
    ]
    await page.get_by_label("Note").focus()
    await page.get_by_role("button", name="Link", exact=True).last.click()
    await page.get_by_label("Text").fill("Acme")
    await page.get_by_role("textbox", name="Link").fill("acme.example")
    await page.get_by_role("button", name="Save").last.click()
    await page.locator(".editor a").wait_for()
    assert {"type": "link", "url": "https://acme.example", "text": "Acme"} in (await stage.rich("Note"))[0]["elements"]


async def test_the_editor_completes_members(stage):
    page = await stage.show(asked("Note", "rich_text_input"))
    await page.get_by_label("Note").click()
    await page.keyboard.type("With @tho")
    await page.get_by_role("option", name="Thomas Brönnimann").wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.type("done")
    assert await stage.rich("Note") == [line(text("With "), {"type": "user", "user_id": "U0THOMAS1"}, text(" done"))]


async def test_what_the_editor_is_given_comes_back_unchanged(stage):
    rich = {
        "type": "rich_text",
        "elements": [
            line(text("One "), bold("two"), text("\n\nthree "), {"type": "user", "user_id": "U0EMMA001"}),
            listed("ordered", 0, "a"),
            listed("bullet", 1, "b"),
            listed("ordered", 0, "c", offset=1),
            {"type": "rich_text_quote", "elements": [text("said\nso")]},
            {"type": "rich_text_preformatted", "elements": [text("x = 1\ny = 2")]},
            line({"type": "link", "url": "https://acme.example", "text": "Acme"}),
        ],
    }
    await stage.show(asked("Note", "rich_text_input", initial_value=rich))
    assert (await stage.state("Note"))["rich_text_value"] == rich


async def test_an_empty_editor_has_no_value_and_is_missed_when_required(stage):
    await stage.show(asked("Note", "rich_text_input"), asked("More", "rich_text_input", optional=True))
    assert await stage.state("Note") == {"type": "rich_text_input", "rich_text_value": None}
    assert await stage.problems() == {"Note": "Please complete this required field."}
