"""How many direct messages a member gets in an hour: the rest is folded into one notice, at the end of that hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.digests import BUDGET, BUDGET_SETTING, COUNTED, HOUR, UNLIMITED
from crm.store import choices, noise, outbox
from crm.store.noise import Key, Lately
from crm.store.outbox import Owed
from crm.store.session import Session
from crm.views.parcels import Parcel

SOON = timedelta(minutes=1)


def counts(parcel: Parcel) -> bool:
    """What others did is counted once, at its first attempt; nobody has too much of their own doing.

    A mail is never too much: it rings nobody, and it is the door by which its entry is answered.
    """
    first = parcel.attempts == 0 and parcel.kept is None and parcel.channel is Channel.SLACK
    return first and parcel.kind in COUNTED and parcel.to_person and parcel.reader.id != parcel.entry.author


def weigh(session: Session, parcels: Sequence[Parcel], now: datetime) -> dict[int, int]:
    """Which of some notices are too much, and the notice that each is folded into; the others are counted."""
    counted = [one for one in parcels if counts(one)]
    if not counted:
        return {}
    limit = _limit(session)
    if limit >= UNLIMITED:
        return {}
    before = noise.hold(session, {_key(one) for one in counted})
    after, too_much = _counted(counted, before, limit, now)
    folds = {key: _fold(session, key, after[key], now) for key in {_key(one) for one in too_much}}
    noise.keep(session, after | folds)
    into = {one.id: number for one in too_much if (number := folds[_key(one)].fold) is not None}
    noise.fold(session, into)
    return into


def _counted(
    parcels: Sequence[Parcel], before: dict[Key, Lately], limit: int, now: datetime
) -> tuple[dict[Key, Lately], list[Parcel]]:
    after = {key: replace(one, told=[at for at in one.told if at > now - HOUR]) for key, one in before.items()}
    too_much = []
    for parcel in parcels:
        lately = after[_key(parcel)]
        if len(lately.told) < limit:
            after[_key(parcel)] = replace(lately, told=[*lately.told, now])
        else:
            too_much.append(parcel)
    return after, too_much


def _fold(session: Session, key: Key, lately: Lately, now: datetime) -> Lately:
    """The notice that waits already, or a new one for when there is room again."""
    if lately.fold is not None and lately.fold_at is not None and lately.fold_at > now:
        return lately
    due = max(lately.told[0] + HOUR, now + SOON) if lately.told else now + HOUR
    owed = Owed(entry=None, kind=DeliveryKind.FOLD, channel=Channel(key[1]), member=key[0], due_at=due)
    [number] = outbox.owe(session, [owed], now)
    return replace(lately, fold=number, fold_at=due)


def _limit(session: Session) -> int:
    found = choices.setting_of(session, BUDGET_SETTING)
    return BUDGET if found is None else int(found)


def _key(parcel: Parcel) -> Key:
    return parcel.reader.id, parcel.channel.value
