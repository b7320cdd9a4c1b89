"""The virus scanner, where one is wanted."""

from __future__ import annotations

from bot.doctor.finding import Findings, ill, note, well
from bot.scanning import Scanner, ScannerAway
from bot.settings import Settings


def scanner(settings: Settings) -> Findings:
    """Asks for its version; shows it no file."""
    found = Scanner.read(settings.carnet_clamav)
    if found is None:
        yield note("scanner", "files are kept without a virus scanner", "Set CARNET_CLAMAV; see docs/how-to/files.md.")
        return
    try:
        yield well("scanner", f"{found.version()} at {found}")
    except ScannerAway as exc:
        yield ill("scanner", f"{exc}; files wait for it", "Start clamd, or mend CARNET_CLAMAV.")
