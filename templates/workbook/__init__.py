"""Workbooks: clients and infoboxes as sheets that people sort, print and send on."""

from __future__ import annotations
