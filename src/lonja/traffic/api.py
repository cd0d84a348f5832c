"""The door to traffic: counts of a process are added to those of the day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from psycopg import AsyncConnection

from lonja.traffic import _store
from lonja.traffic._reading import device_of, is_first_page, term_of
from lonja.traffic._step import Device, Step
from lonja.traffic._tally import Key, Tally

__all__ = [
    "SUBJECTS_LIFE",
    "Device",
    "Key",
    "Step",
    "Tally",
    "add",
    "device_of",
    "forget_subjects",
    "is_first_page",
    "term_of",
]

SUBJECTS_LIFE: Final = timedelta(days=400)
"""Words and products of a day, long enough for a comparison with last year; sums stay."""


async def add(db: AsyncConnection, *, day: date, counts: Mapping[Key, int]) -> None:
    if counts:
        await _store.add(db, day, counts)


async def forget_subjects(db: AsyncConnection, *, before: date, limit: int) -> int:
    return await _store.forget(db, before=before, limit=limit)
