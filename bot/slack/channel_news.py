"""What becomes of the entries when a channel's readers change, in words for whom it matters to."""

from __future__ import annotations

from crm.domain.i18n import Text, _
from crm.posting import Watch


def news(before: Watch, after: Watch, name: str) -> Text | None:
    """What is worth telling, if anything."""
    if before.open and not after.open:
        return _closed(after, name)
    if after.open and not before.open:
        return _("Entries are posted in #{name} again.", name=name)
    joined = _joined(before, after)
    if not joined:
        return None
    if after.infobox:
        return _(
            "{names} may not view every client and now reads #{name}. "
            "Entries that not everybody there may view go to their authors and participants.",
            names=joined,
            name=name,
        )
    return _(
        "{names} may not view every client and now reads #{name}. "
        "Entries that not everybody there may view are not posted there.",
        names=joined,
        name=name,
    )


def _closed(after: Watch, name: str) -> Text:
    if after.infobox:
        return _(
            "Entries are no longer posted in #{name}: a guest or another team reads it, it is archived, or Carnet is "
            "not in it. Until that is mended they go to their authors and participants.",
            name=name,
        )
    return _(
        "Entries are no longer posted in #{name}: a guest or another team reads it, it is archived, or Carnet is "
        "not in it. Until that is mended they go where those of other clients go.",
        name=name,
    )


def _joined(before: Watch, after: Watch) -> list[str]:
    known = {one.id for one in (before.board.narrow if before.board else ())}
    return [one.name for one in (after.board.narrow if after.board else ()) if one.id not in known]
