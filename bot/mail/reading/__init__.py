"""Reading mails that come in: pure functions over bytes, none of which raises anything but ``Unreadable``."""

from __future__ import annotations
