"""The generated pages say what the definitions say."""

from __future__ import annotations

import pytest

from bot.cli.pages import PAGES, ROOT, written
from bot.settings import Settings
from crm.actions import TOOLBOX


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_current(page):
    assert (ROOT / page).read_text(encoding="utf-8") == written()[page], "run `make docs`"


def test_every_action_and_every_setting_has_its_line():
    pages = written()
    assert [name for name in TOOLBOX if f'<a id="{name}"></a>' not in pages["docs/actions.md"]] == []
    named = [f"`{name.upper()}`" for name in Settings.model_fields]
    assert [name for name in named if name not in pages["docs/reference/settings.md"]] == []
    assert [name for name, one in Settings.model_fields.items() if not one.description] == []
