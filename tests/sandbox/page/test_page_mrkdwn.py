from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sandbox.page.dates import ago, divider, local_minutes, spelled
from sandbox.page.emoji import pictured, with_emoji
from sandbox.page.markdown import markdown
from sandbox.page.mrkdwn import mrkdwn
from sandbox.page.viewer import Viewer

EMMA = Viewer(
    user="U0EMMA001",
    zone="Europe/London",
    now=datetime(2026, 12, 1, 12, 0, tzinfo=UTC),
    people={"U0EMMA001": "Emma Whitfield", "U0THOMAS1": "Thomas Brönnimann"},
    channels={"C0INFOBOX": "infobox"},
)
SOFIA = replace(EMMA, user="U0SOFIA01", zone="America/New_York", locale="en-US")
HALF_PAST_NINE = 1796117400  # 2026-12-01 09:30 UTC


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("*bold* _italic_ ~gone~", "<strong>bold</strong> <em>italic</em> <s>gone</s>"),
        ("*bold _and italic_*", "<strong>bold <em>and italic</em></strong>"),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
        ("`a *b* <c>`", "<code>a *b* &lt;c&gt;</code>"),
        ("```\nlet a = *b*\n```", "<pre>let a = *b*</pre>"),
        ("before\n&gt; quoted\nafter", "before<blockquote>quoted</blockquote>after"),
        ("one\ntwo", "one<br>two"),
        ("&lt;script&gt; &amp; co", "&lt;script&gt; &amp; co"),
        ("<@U0THOMAS1>", '<span class="mention">@Thomas Brönnimann</span>'),
        ("<@U0EMMA001|emma>", '<span class="mention mine">@Emma Whitfield</span>'),
        ("<#C0INFOBOX>", '<span class="mention">#infobox</span>'),
        ("<!here>", '<span class="mention mine">@here</span>'),
        ("<!subteam^S1|@zürich>", '<span class="mention">@zürich</span>'),
        ("<javascript:alert(1)|press>", "press"),
        ("done :white_check_mark: :no_such_thing:", "done ✅ :no_such_thing:"),
    ],
)
def test_mrkdwn_is_drawn_as_slack_draws_it(typed, html):
    assert mrkdwn(typed, EMMA) == html


def test_a_link_shows_its_label_and_opens_beside_the_page():
    assert mrkdwn("*<https://acme.example/?a=1&amp;b=2|Acme &lt;AG&gt;>*", EMMA) == (
        '<strong><a href="https://acme.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">'
        "Acme &lt;AG&gt;</a></strong>"
    )


def test_a_bare_address_becomes_a_link_unless_the_text_is_verbatim():
    assert 'href="https://acme.example/jobs"' in mrkdwn("See https://acme.example/jobs.", EMMA)
    assert mrkdwn("See https://acme.example/jobs.", EMMA, verbatim=True) == "See https://acme.example/jobs."


def test_characters_used_inside_the_renderer_cannot_be_smuggled_in():
    assert mrkdwn("\ue0000\ue001 `x`", EMMA) == "0 <code>x</code>"


def test_dates_are_said_in_the_zone_and_habit_of_each_viewer():
    token = f"<!date^{HALF_PAST_NINE}^{{date_short_pretty}} at {{time}}|Dec 1, 09:30 UTC>"
    assert mrkdwn(token, EMMA) == "<time>today at 09:30</time>"
    assert mrkdwn(token, SOFIA) == "<time>today at 4:30 AM</time>"


def test_a_date_with_a_link_is_one_and_a_broken_date_shows_its_fallback():
    linked = f"<!date^{HALF_PAST_NINE}^{{date_num}}^https://acme.example/|then>"
    assert "<time>2026-12-01</time></a>" in mrkdwn(linked, EMMA)
    assert mrkdwn("<!date^soon^{date}|next week>", EMMA) == "next week"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("{date_num}", "2026-12-24"),
        ("{date_slash}", "24/12/2026"),
        ("{date}", "December 24th, 2026"),
        ("{date_pretty}", "December 24th, 2026"),
        ("{date_short}", "Dec 24, 2026"),
        ("{date_long}", "Thursday, December 24th, 2026"),
        ("{date_long_full}", "December 24, 2026"),
        ("{time_secs}", "18:05:09"),
        ("{ago}", "in 23 days"),
        ("{nothing}", "{nothing}"),
    ],
)
def test_every_date_token_has_its_form(form, said):
    assert spelled(datetime(2026, 12, 24, 18, 5, 9, tzinfo=UTC).timestamp(), form, EMMA) == said


@pytest.mark.parametrize(("day", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (21, "21st")])
def test_days_have_their_ending(day, said):
    assert spelled(datetime(2027, 1, day, tzinfo=UTC).timestamp(), "{date}", EMMA) == f"January {said}, 2027"


def test_yesterday_and_tomorrow_are_said_so():
    assert divider(HALF_PAST_NINE - 86400, EMMA) == "Yesterday"
    assert spelled(HALF_PAST_NINE + 86400, "{date_pretty}", EMMA) == "tomorrow"


def test_what_just_happened_was_just_now():
    assert ago(EMMA.now, EMMA) == "just now"
    assert spelled(EMMA.now.timestamp() - 3700, "{ago}", EMMA) == "1 hour ago"


def test_a_native_field_shows_the_members_own_wall_clock():
    assert local_minutes(HALF_PAST_NINE, SOFIA) == "2026-12-01T04:30"


def test_an_unknown_zone_is_read_as_utc():
    assert local_minutes(HALF_PAST_NINE, replace(EMMA, zone="Mars/Olympus")) == "2026-12-01T09:30"


def test_emoji_come_from_code_points_first():
    assert pictured("wave", "1f44b-1f3fb") == "👋🏻"
    assert pictured("wave", None) == "👋"
    assert pictured("wave", "zz") == "👋"
    assert with_emoji(":large_green_circle:") == "🟢"


def test_markdown_blocks_pass_no_html_and_no_dangerous_link():
    html = markdown("## Plan\n\n- **one**\n\n<script>x</script> [a](javascript:x)")
    assert "<h2>Plan</h2>" in html
    assert "<strong>one</strong>" in html
    assert "<script>" not in html
    assert "href" not in html
