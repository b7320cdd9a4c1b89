"""What a workbook's file is called, on whatever system it is kept."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from templates.catalogue import Reader

REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
BYTES_AT_MOST = 160  # of the client's name: systems take 255 for the whole, and some add to it


def file_name(about: str, now: datetime, reader: Reader) -> str:
    """``Carnet – Acme Précision SA – 2026-11-26.xlsx``."""
    return f"Carnet – {safe(about)} – {now.astimezone(reader.zone):%Y-%m-%d}.xlsx"


def safe(name: str) -> str:
    """Composed as most systems have it, without what one of them refuses or what turns the reading direction."""
    composed = REFUSED.sub(" ", unicodedata.normalize("NFC", name))
    shown = "".join(one for one in composed if unicodedata.category(one) not in UNSEEN)
    short = " ".join(shown.split()).encode()[:BYTES_AT_MOST].decode(errors="ignore")
    return short.strip(" .") or "…"
