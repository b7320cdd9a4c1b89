"""How far a job is, and what it came to, in one reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm.domain.i18n import Text, _, ngettext
from crm.views.jobs import NAMED_AT_MOST, Named, Progress
from templates import words
from templates.catalogue import Reader, say

BAR = 20  # signs
REASON_AT_MOST = 140


def lines(progress: Progress, reader: Reader) -> list[str]:
    """What it is and how far; in the end with how many it was done, and with how many not."""
    return [say(one, reader) for one in (_finished if progress.finished else _going)(progress, reader)]


def _going(progress: Progress, reader: Reader) -> Iterator[Text | str]:
    action = words.title(progress.action, reader)
    going = _("{action}: {over} of {total} clients", action=action, over=progress.over, total=progress.total)
    what = _("Undo: {what}", what=going) if progress.job.undoes is not None else going
    yield f"⏳ {say(what, reader)}"
    full = BAR * progress.over // max(progress.total, 1)
    yield "▓" * full + "░" * (BAR - full)


def _finished(progress: Progress, reader: Reader) -> Iterator[Text | str]:
    action = words.title(progress.action, reader)
    if progress.job.undoes is None:
        count = progress.done
        done = ngettext("{action}: done for {count} client", "{action}: done for {count} clients", count, action=action)
        yield f"✅ {say(done, reader)}"
    else:
        count = progress.done + progress.kept
        undone = ngettext(
            "{action}: undone for {count} client", "{action}: undone for {count} clients", count, action=action
        )
        yield f"↩️ {say(undone, reader)}"
    if progress.passed:
        yield ngettext("{count} was undone before.", "{count} were undone before.", progress.passed)
    if progress.kept:
        yield ngettext("{count} client was changed since:", "{count} clients were changed since:", progress.kept)
    if progress.refused:
        yield ngettext("Not done for {count} client:", "Not done for {count} clients:", progress.refused)


def named(progress: Progress, reader: Reader) -> list[str]:
    """The first clients with whom it did not go as wished, and why: a reason that holds for several is said once."""
    found = [f"• {say(reason, reader)}" for reason in _gathered(progress.named)]
    for one in progress.named:
        if not _of_several(one):
            line = say(one.reason, reader)
            line = line if one.name in line else say(_("{label}: {value}", label=one.name, value=line), reader)
            found.append(f"• {line if len(line) <= REASON_AT_MOST else f'{line[: REASON_AT_MOST - 1]}…'}")
    more = progress.refused + progress.kept - len(progress.named)
    if more > 0 and len(progress.named) >= NAMED_AT_MOST:
        found.append(say(ngettext("… and {count} more", "… and {count} more", more), reader))
    return found


def _of_several(one: Named) -> bool:
    """Can its reason name others, too?"""
    return set(one.reason.blanks) == {"names"}


def _gathered(some: Sequence[Named]) -> Iterator[Text]:
    names: dict[str, list[str]] = {}
    for one in some:
        if _of_several(one):
            names.setdefault(one.reason.msgid, []).append(one.name)
    for msgid, found in names.items():
        yield Text(msgid, {"names": found})
