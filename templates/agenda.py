"""What the parts of an agenda are called."""

from __future__ import annotations

from collections.abc import Mapping

from crm.domain.i18n import Text, _
from crm.domain.reminders import When

TITLES: Mapping[When, Text] = {
    When.OVERDUE: _("Overdue"),
    When.TODAY: _("Today"),
    When.WEEK: _("This week"),
    When.LATER: _("Later"),
}
