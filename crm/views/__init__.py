"""The one way to read: views know who asks and show what that reader may see."""

from __future__ import annotations
