"""Our own notice in an answer is known by the line on top and by the one at its foot, whatever quoting did to it."""

from __future__ import annotations

import textwrap

import pytest

from bot.mail.reading.quotes import Why
from bot.mail.reading.reply import cut
from crm.domain.i18n import LANGUAGES
from templates.mail import notice
from tests.templates.letters import parcel

ON = "On 24/11/2026 10:12, Lémanique Talents wrote:"


def plain(text):
    return text


def prefixed(text):
    return "".join(f"> {line}\n" for line in text.splitlines())


def broken(text):
    """Broken into short lines, as old programs do."""
    return "\n".join(
        "\n".join(textwrap.wrap(line, 40, break_long_words=False, break_on_hyphens=False)) for line in text.splitlines()
    )


def without_top(text):
    """Somebody took the line on top away, so that only an announcement is left."""
    return "\n".join([ON, *prefixed(text).splitlines()[2:]])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mute", ["", "https://carnet.example/unsubscribe/1.2.e12.0123456789abcdef0123"])
@pytest.mark.parametrize("quoting", [plain, prefixed, broken, without_top, lambda text: prefixed(broken(text))])
@pytest.mark.parametrize("below", ["", "Yes, on Monday.\n\nPaul"], ids=["alone", "answered below"])
def test_a_notice_alone_says_nothing_and_what_stands_below_it_is_the_answer(language, mute, quoting, below):
    quoted = quoting(notice(parcel(language), answerable=True, mute=mute).text)
    found = cut(f"{quoted}\n\n{below}\n")
    assert (found.text, found.quotes_left_out) == (below, True)


@pytest.mark.parametrize("quoting", [plain, prefixed, broken, without_top])
def test_what_stands_above_is_the_answer_as_ever(quoting):
    quoted = quoting(notice(parcel("de"), answerable=True).text)
    assert cut(f"Yes, on Monday.\n\n{quoted}").text == "Yes, on Monday."


def test_where_the_foot_is_gone_too_everything_is_kept():
    [top, *rest] = notice(parcel("en"), answerable=True).text.partition("-- \n")[0].splitlines()
    found = cut("\n".join([top, *rest, "", "Yes, on Monday."]))
    assert (found.why, "Yes, on Monday." in found.text) == (Why.NOTHING, True)
