"""Counts in memory until they are written: an increment of a dict, bounded. Pure."""

from datetime import date
from typing import Final

from lonja.traffic._step import Device, Step

MAX_KEYS: Final = 20_000
"""Between two writings; what is beyond is counted without its subject."""
MAX_TERMS: Final = 5_000
"""Different words that a process takes in a day: who invents more fills no table."""

type Key = tuple[str, Step, Device, str, str]
"""Channel, step, device, language, subject."""


class Tally:
    """Of one process."""

    def __init__(self) -> None:
        self._counts: dict[Key, int] = {}
        self._terms: set[str] = set()
        self._terms_day: date | None = None

    def add(
        self, channel: str, step: Step, device: Device, language: str, subject: str = ""
    ) -> None:
        """One more; a subject is counted by itself, without the device."""
        counts = self._counts
        key = (channel, step, device, language, "")
        counts[key] = counts.get(key, 0) + 1
        if not subject or (step in _SEARCHES and not self._takes(subject)):
            return
        key = (channel, step, Device.NONE, language, subject)
        if key in counts or len(counts) < MAX_KEYS:
            counts[key] = counts.get(key, 0) + 1

    def _takes(self, term: str) -> bool:
        if term in self._terms:
            return True
        if len(self._terms) >= MAX_TERMS:
            return False
        self._terms.add(term)
        return True

    def take(self, today: date) -> dict[Key, int]:
        """Everything counted, which is forgotten here."""
        if self._terms_day != today:
            self._terms.clear()
            self._terms_day = today
        taken, self._counts = self._counts, {}
        return taken

    def give_back(self, counts: dict[Key, int]) -> None:
        """What could not be written is there again, as far as there is room."""
        for key, count in counts.items():
            if key in self._counts or len(self._counts) < MAX_KEYS:
                self._counts[key] = self._counts.get(key, 0) + count


_SEARCHES: Final = frozenset({Step.SEARCH, Step.SEARCH_EMPTY})
