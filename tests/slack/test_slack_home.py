from __future__ import annotations


def texts(view):
    return [block["text"]["text"] for block in view["blocks"] if "text" in block]


async def test_the_first_visit_explains_itself_and_later_ones_begin_with_the_tools(nadia, slack):
    await nadia.open_home()
    await nadia.open_home(before={"id": "V1", "type": "home"})
    first, later = slack.said("views.publish")
    assert (first["user_id"], first["view"]["type"]) == ("U0NADIA", "home")
    assert texts(first["view"])[0] == "Hello Nadia El Khoury"
    assert any("infobox" in text for text in texts(first["view"])[1:4])
    assert texts(later["view"])[:2] == ["Hello Nadia El Khoury", "Quick access"]
    assert len(first["view"]["blocks"]) == len(later["view"]["blocks"]) + 3


async def test_a_tool_on_home_opens_its_form(nadia, slack):
    await nadia.open_home()
    view = {**slack.said("views.publish")[0]["view"], "id": "V1", "state": {"values": {}}}
    tool = next(block["accessory"] for block in view["blocks"] if block.get("block_id") == "open:info")
    await nadia.click(tool, view=view)
    assert slack.said("views.open")[0]["view"]["callback_id"] == "act:info"


async def test_the_messages_tab_publishes_nothing(nadia, slack):
    await nadia.open_home(tab="messages")
    assert slack.calls == []


async def test_a_member_without_a_role_is_told_whom_to_ask(window, slack):
    await window.someone("noa").open_home()
    view = slack.said("views.publish")[0]["view"]
    assert "Your role does not allow any action yet. An administrator can change that." in texts(view)
    assert not any("accessory" in block for block in view["blocks"])


async def test_a_stranger_is_told_that_they_are_not_known(window, slack):
    await window.someone("stranger").open_home()
    assert texts(slack.said("views.publish")[0]["view"]) == [
        "You are not known here yet. Ask an administrator of your workspace to add you."
    ]
