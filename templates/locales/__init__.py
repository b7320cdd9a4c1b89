"""The catalogues, and how they are collected."""

from __future__ import annotations
