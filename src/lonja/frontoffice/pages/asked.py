"""What a list of products is asked for, as its address says it."""

from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException

from lonja.frontoffice.api.products import MAX_FACETS
from lonja.frontoffice.pages.known_query import LIST_PARAMETERS
from lonja.frontoffice.pages.request_context import Visit, storable
from lonja.kernel.money import EXPONENTS
from lonja.shelf import api as shelf

MAX_PRICE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for; a sort that nobody knows is the usual one."""

    chosen: dict[str, list[str]]
    query: str
    sort: str
    cursor: str | None
    price_from: int | None
    price_to: int | None

    def price_minor(self, currency: str) -> tuple[int, int]:
        """Whole units were typed; the highest takes in every price that begins with it."""
        unit: int = 10 ** EXPONENTS[currency]
        low, high = self.price_from, MAX_PRICE if self.price_to is None else self.price_to
        return (low or 0) * unit, high * unit + unit - 1

    @property
    def rest(self) -> list[tuple[str, str]]:
        asked = [
            ("q", self.query),
            ("price_from", "" if self.price_from is None else str(self.price_from)),
            ("price_to", "" if self.price_to is None else str(self.price_to)),
            ("sort", "" if self.sort == "featured" else self.sort),
        ]
        return [(name, value) for name, value in asked if value]


def read_asked(visit: Visit) -> Asked:
    chosen: dict[str, list[str]] = {}
    for key, value in visit.known or ():
        clean = storable(value)[:120]
        if key not in LIST_PARAMETERS and clean and clean not in chosen.get(key, []):
            chosen.setdefault(key, []).append(clean)
    if sum(map(len, chosen.values())) > MAX_FACETS:
        raise HTTPException(400)
    sort = visit.query("sort", 20)
    return Asked(
        chosen=chosen,
        query=visit.query("q", 120),
        sort=sort if sort in shelf.SORTS else "featured",
        cursor=visit.query("cursor", 1000) or None,
        price_from=_price(visit.query("price_from", 20)),
        price_to=_price(visit.query("price_to", 20)),
    )


def _price(text: str) -> int | None:
    """Whole euros or dollars; what is no such number is as if nothing had been asked."""
    return min(int(text), MAX_PRICE) if text.isascii() and text.isdigit() else None
