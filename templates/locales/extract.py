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
HEADERS = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


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


def updated(language: str, template: Catalog) -> Catalog:
    """A catalogue with the messages of today; its translations stay, and none is guessed."""
    catalogue = read(language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The file. Only messages change it: two people who collect on different days write the same."""
    headers = [f'"{name}: {value}\\n"' for name, value in catalogue.mime_headers if name in HEADERS]
    out = BytesIO()
    out.write("\n".join([catalogue.header_comment, 'msgid ""', 'msgstr ""', *headers, "", ""]).encode())
    write_po(out, catalogue, width=120, omit_header=True, sort_output=True, no_location=True, ignore_obsolete=True)
    return out.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages that lack a translation, or one of its forms."""
    forms = [
        (message, message.string if isinstance(message.string, tuple) else (message.string,)) for message in catalogue
    ]
    return [str(message.id) for message, said in forms if message.id and not all(said)]


def main() -> None:
    """Write the catalogues anew, and say what has no translation yet."""
    template = collected()
    for language in LANGUAGES:
        catalogue = updated(language, template)
        path_of(language).write_bytes(written(catalogue))
        for message in untranslated(catalogue):
            print(f"{language}: {message}")  # noqa: T201 - this is what the command is for


if __name__ == "__main__":
    main()
