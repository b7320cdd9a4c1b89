"""Mails as a browser draws them: nothing runs over the edge of a telephone, and all of it can be read at night."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.domain.delivery import DeliveryKind
from crm.domain.richtext import from_text
from crm.domain.timeline import Change
from crm.views.bulletins import Digest
from templates.bulletins import sheet
from templates.mail import notice
from templates.mail.bulletin import Picture, bulletin
from tests.journeys.looking import browser
from tests.templates.letters import ENTRY, SAID, parcel

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft GmbH"
CLIENT = Record(id=1, number=RecordNumber(RecordKind.COMPANY, 1), name=LONG)
TYPED = f"See https://acme.example/{'jobs-' * 30}\n- one\n  - two\n`{'code' * 30}`"
NOTES = from_text(TYPED)
NOTES["elements"] += [
    {"type": f"rich_text_{kind}", "elements": [{"type": "text", "text": "salary " * 30}]}
    for kind in ("quote", "preformatted")
]
CHANGED = Change(record=1, record_name=LONG, field="status", before=LONG, after="meeting")
FULL = replace(
    ENTRY,
    records=(CLIENT, replace(CLIENT, id=2)),
    body=NOTES,
    changes=(CHANGED,),
    participants=(LONG, "Emma Quéloz"),
    attachments=(f"{LONG}.pdf",),
    undone=True,
)
# Of every text: the contrast of its colour with what lies behind it (WCAG 2.2, 1.4.3).
CONTRASTS = """
() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : colour;
  };
  const found = {};
  for (const element of document.body.querySelectorAll('*')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    const two = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => a - b);
    found[`${element.tagName} ${element.className}`] = (two[1] + 0.05) / (two[0] + 0.05);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def chromium():
    with browser() as found:
        yield found


@pytest.fixture(scope="module", params=["notice", "digest"])
def html(request):
    if request.param == "digest":
        late = Digest(overdue=(FULL,), today=(FULL,), overdue_count=30, today_count=1)
        day = parcel("de", kind=DeliveryKind.DIGEST, entry=None, news=late)
        return bulletin(day, sheet(day), intro=[f"{LONG}."], pictures=[Picture(cid="a@b", alt=LONG)]).html
    return notice(parcel("de", kind=DeliveryKind.COMMENT, comment=SAID, entry=FULL), answerable=True).html


@pytest.mark.parametrize("width", [320, 360, 700])
def test_nothing_runs_over_the_edge(chromium, html, width):
    page = chromium.new_page(viewport={"width": width, "height": 640})
    page.set_content(html)
    wide = "() => [...document.querySelectorAll('*')].filter(e => e.scrollWidth > innerWidth).map(e => e.className)"
    assert page.evaluate(wide) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out(chromium, html, scheme):
    page = chromium.new_page(color_scheme=scheme)
    page.set_content(html)
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 8
    assert {where: round(one, 1) for where, one in contrasts.items() if one < 4.5} == {}
    page.close()
