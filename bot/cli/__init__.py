"""The command line: one file a family of commands, read when it is asked for."""

from __future__ import annotations
