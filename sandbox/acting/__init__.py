"""Acting as a member: what a person does in Slack, with the payloads that the app gets of it."""

from __future__ import annotations
