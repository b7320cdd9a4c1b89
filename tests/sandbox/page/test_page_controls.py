from __future__ import annotations

import pytest
from page_stage import asked, option, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_external_multi_select_asks_the_app_and_keeps_what_is_chosen(stage):
    page = await stage.show(asked("Clients", "multi_external_select", min_query_length=2))
    box = page.get_by_label("Clients")
    await box.click()
    await page.get_by_text("Type at least 2 letters.").wait_for()
    await box.fill("ze")
    await page.get_by_role("option", name="Zenith AG").click()
    await box.fill("ac")
    await page.get_by_role("option", name="Acme SA").wait_for()
    await box.press("Enter")
    assert (await stage.state("Clients"))["selected_options"] == [
        option("Zenith AG", "zenith ag"),
        option("Acme SA", "acme sa"),
    ]
    await page.get_by_role("button", name="Remove Zenith AG").click()
    await box.press("Backspace")
    assert (await stage.state("Clients"))["selected_options"] == []


async def test_a_short_query_length_of_nothing_asks_at_once(stage):
    page = await stage.show(asked("Client", "external_select", min_query_length=0))
    box = page.get_by_label("Client")
    await box.click()
    await page.get_by_role("option", name="Aïoli Frères").wait_for()
    await box.press("ArrowDown")
    await box.press("Enter")
    assert await stage.state("Client") == {"type": "external_select", "selected_option": option("Acme SA", "acme sa")}
    assert await box.input_value() == "Acme SA"
    await box.fill("nobody")
    await page.get_by_text("No results").wait_for()
    await box.press("Escape")
    assert await box.input_value() == "Acme SA"


async def test_groups_are_filtered_as_one_types(stage):
    groups = [
        {"label": plain("People"), "options": [option("Emma Whitfield", "e"), option("Thomas Brönnimann", "t")]},
        {"label": plain("Lists"), "options": [option("Everyone in Genève", "g")]},
    ]
    page = await stage.show(asked("Participants", "multi_static_select", option_groups=groups, max_selected_items=1))
    await page.get_by_label("Participants").fill("gen")
    assert await page.get_by_role("option").all_inner_texts() == ["Everyone in Genève"]
    assert await page.get_by_role("group", name="People").count() == 0
    await page.get_by_role("option", name="Everyone in Genève").click()
    await page.get_by_role("option", name="Emma Whitfield").click()
    assert [one["value"] for one in (await stage.state("Participants"))["selected_options"]] == ["g"]


async def test_members_are_chosen_by_id(stage):
    page = await stage.show(
        asked("To", "users_select"), asked("With", "multi_users_select", initial_users=["U0EMMA001"])
    )
    await page.get_by_label("To").fill("sof")
    await page.get_by_role("option", name="Sofía Marchetti-Delgado").click()
    assert await stage.state("To") == {"type": "users_select", "selected_user": "U0SOFIA01"}
    assert await stage.state("With") == {"type": "multi_users_select", "selected_users": ["U0EMMA001"]}


async def test_date_and_time_are_the_members_wall_clock(stage):
    page = await stage.show(asked("Date and time", "datetimepicker", initial_date_time=1796117400))
    field = page.get_by_label("Date and time")
    assert await field.input_value() == "2026-12-01T04:30"
    assert (await stage.state("Date and time"))["selected_date_time"] == 1796117400
    # The night clocks go back in New York: the first of the two half past ones.
    await field.fill("2026-11-01T01:30")
    assert (await stage.state("Date and time"))["selected_date_time"] == 1793511000


@pytest.mark.parametrize(
    ("kind", "typed", "key", "value"),
    [
        ("plain_text_input", "Élodie", "value", "Élodie"),
        ("number_input", "12", "value", "12"),
        ("email_text_input", "elodie@acme.example", "value", "elodie@acme.example"),
        ("url_text_input", "https://acme.example", "value", "https://acme.example"),
        ("datepicker", "2026-12-24", "selected_date", "2026-12-24"),
        ("timepicker", "09:30", "selected_time", "09:30"),
    ],
)
async def test_native_fields_give_slacks_values(stage, kind, typed, key, value):
    page = await stage.show(asked("Field", kind))
    assert (await stage.state("Field"))[key] is None
    await page.get_by_label("Field").fill(typed)
    assert await stage.state("Field") == {"type": kind, key: value}
    assert await stage.problems() == {}


@pytest.mark.parametrize(
    ("kind", "typed", "sentence", "more"),
    [
        ("number_input", "12.5", "Please enter a whole number.", {"is_decimal_allowed": False}),
        ("number_input", "x", "Please enter a number.", {"is_decimal_allowed": True}),
        ("number_input", "3", "Please enter at least 5.", {"min_value": "5"}),
        ("number_input", "30", "Please enter at most 9.", {"max_value": "9"}),
        ("email_text_input", "elodie", "Please enter a valid email address.", {}),
        ("url_text_input", "acme", "Please enter a full address, beginning with https://.", {}),
        ("plain_text_input", "ab", "Please enter at least 3 characters.", {"min_length": 3}),
        ("plain_text_input", "abcd", "Please enter at most 3 characters (4 now).", {"max_length": 3}),
    ],
)
async def test_wrong_input_is_told_before_it_is_sent(stage, kind, typed, sentence, more):
    page = await stage.show(asked("Field", kind, **more))
    await page.get_by_label("Field").fill(typed)
    assert await stage.problems() == {"Field": sentence}


async def test_a_list_a_box_and_a_radio_button_give_the_whole_option(stage):
    options = [option("Active", "a"), option("Inactive", "i")]
    page = await stage.show(
        asked("Status", "static_select", options=options),
        asked("Flags", "checkboxes", options=options, initial_options=options[1:]),
        asked("Mode", "radio_buttons", options=options),
    )
    await page.get_by_label("Status").select_option("Inactive")
    await page.get_by_role("radiogroup", name="Mode").get_by_label("Active", exact=True).check()
    assert await page.evaluate("values()") == {
        "Status": {"v": {"type": "static_select", "selected_option": options[1]}},
        "Flags": {"v": {"type": "checkboxes", "selected_options": options[1:]}},
        "Mode": {"v": {"type": "radio_buttons", "selected_option": options[0]}},
    }


async def test_a_lone_box_is_found_by_its_label(stage):
    page = await stage.show(
        asked("Add to calendar", "checkboxes", options=[option("Add to calendar", "cal")], optional=True)
    )
    await page.get_by_label("Add to calendar").check()
    assert len((await stage.state("Add to calendar"))["selected_options"]) == 1


async def test_files_are_uploaded_when_chosen_and_can_be_taken_back(stage, tmp_path):
    (tmp_path / "cv.pdf").write_bytes(b"%PDF-")
    page = await stage.show(asked("Attachments", "file_input"))
    await page.get_by_label("Attachments").set_input_files(tmp_path / "cv.pdf")
    await page.get_by_role("button", name="Remove cv.pdf").wait_for()
    assert (await stage.state("Attachments"))["files"] == [{"id": "F1", "name": "cv.pdf"}]
    await page.get_by_role("button", name="Remove cv.pdf").click()
    assert (await stage.state("Attachments"))["files"] == []


async def test_controls_that_dispatch_tell_the_app_on_enter_or_change(stage):
    page = await stage.show(
        asked("Query", "plain_text_input", dispatch_action=True),
        {
            "type": "actions",
            "block_id": "bar",
            "elements": [{"type": "users_select", "action_id": "who", "placeholder": plain("Pick")}],
        },
    )
    await page.get_by_label("Query").fill("Acme")
    async with page.expect_response("**/act/click"):
        await page.get_by_label("Query").press("Enter")
    async with page.expect_response("**/act/click"):
        await page.get_by_label("Pick").fill("emma")
        await page.get_by_role("option", name="Emma Whitfield").click()
    assert [
        (body["block_id"], body["action_id"], body.get("value"), body.get("selected_user")) for body in stage.told
    ] == [("Query", "v", "Acme", None), ("bar", "who", None, "U0EMMA001")]


async def test_a_button_with_a_confirmation_asks_first(stage):
    confirm = {
        "title": plain("Delete Acme?"),
        "text": plain("Gone for good."),
        "confirm": plain("Delete"),
        "deny": plain("Keep"),
    }
    page = await stage.show(
        {
            "type": "actions",
            "block_id": "b",
            "elements": [
                {"type": "button", "action_id": "x", "text": plain("Remove"), "value": "7", "confirm": confirm},
                {"type": "overflow", "action_id": "o", "options": [option("Open card", "open")]},
            ],
        }
    )
    await page.get_by_role("button", name="Remove").click()
    await page.get_by_role("button", name="Keep").click()
    await page.get_by_role("button", name="Remove").click()
    async with page.expect_response("**/act/click"):
        await page.get_by_role("button", name="Delete").click()
    async with page.expect_response("**/act/click"):
        await page.get_by_role("button", name="More actions").click()
        await page.get_by_role("menuitem", name="Open card").press("Enter")
    assert [body.get("value") or body["selected_option"]["value"] for body in stage.told] == ["7", "open"]
