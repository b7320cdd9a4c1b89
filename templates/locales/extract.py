"""Collects the messages of the code into the catalogues: new ones come empty, those no longer used go."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("crm", "templates", "scheduler", "bot")
KEYWORDS = {"_": None, "ngettext": (1, 2)}
LANGUAGES = ("fr", "de")


def collected() -> Catalog:
    """Every message that the code says."""
    found = Catalog(project="Carnet", charset="utf-8")
    for folder in FOLDERS:
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            found.add(message)
    return found


def path_of(language: str) -> Path:
    return Path(__file__).parent / language / "LC_MESSAGES" / "carnet.po"


def read(language: str) -> Catalog:
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> list[str]:
    """Write a catalogue anew, and give the messages that have no translation yet."""
    catalogue = read(language)
    template = collected()
    # Only messages change a catalogue: two people who collect on different days write the same file.
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    out = BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, no_location=True, ignore_obsolete=True)
    path_of(language).write_bytes(out.getvalue())
    return [str(message.id) for message in catalogue if message.id and not message.string]


def main() -> None:
    for language in LANGUAGES:
        for missing in update(language):
            print(f"{language}: {missing}")  # noqa: T201 - what is left to translate


if __name__ == "__main__":
    main()
