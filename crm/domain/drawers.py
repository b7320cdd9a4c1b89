"""The drawers of the toolbox: under which heading an action is found."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from crm.domain.i18n import Text, _


class Drawer(StrEnum):
    """In the order in which people are shown them."""

    FOLLOW = "follow"
    CHANGE = "change"
    ADD = "add"
    FILES = "files"
    TIDY = "tidy"


DRAWERS: Mapping[Drawer, Text] = {
    Drawer.FOLLOW: _("Note and follow up"),
    Drawer.CHANGE: _("Change clients"),
    Drawer.ADD: _("Add clients"),
    Drawer.FILES: _("Files"),
    Drawer.TIDY: _("Tidy up"),
}
