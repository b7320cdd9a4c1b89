"""Incoming mails, step by step: whose thread, who speaks, what is new; and what each mail became."""

from __future__ import annotations
