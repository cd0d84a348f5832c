"""Kinds of data, for how many days each may be kept, and what the law asks for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from lonja.kernel import limits
from lonja.kernel.errors import Invalid
from lonja.shop.api import EU, Shop

MOST_DAYS: Final = 36_500
_YEAR: Final = 366


class DataKind(StrEnum):
    """The API, the SPA's type and every list of words follow this."""

    CARTS = "carts"
    CUSTOMERS = "customers"
    CANCELLED_ORDERS = "cancelled_orders"
    ORDERS = "orders"
    MAILS = "mails"
    IMPORTS = "imports"
    SESSIONS = "sessions"


class KeptTooShort(Invalid):
    """`facts`: `least_days`, and where a law asks for it its `law` and the `country`."""

    code: ClassVar[str] = "kept_too_short"


@dataclass(frozen=True, slots=True)
class Limits:
    """`default` is None for data that is kept for ever unless somebody says otherwise."""

    default: int | None
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Law:
    """So many whole years, from the end of the year that the records are of."""

    country: str
    years: int
    source: str

    @property
    def days(self) -> int:
        return (self.years + 1) * _YEAR


LIMITS: Final[Mapping[DataKind, Limits]] = {
    DataKind.CARTS: Limits(limits.CART_LIFE_DAYS, 1, limits.CART_LIFE_DAYS),
    DataKind.CUSTOMERS: Limits(None, 30, MOST_DAYS),
    DataKind.CANCELLED_ORDERS: Limits(None, 30, MOST_DAYS),
    DataKind.ORDERS: Limits(None, 30, MOST_DAYS),
    # The log keeps a mail from being sent twice for as long as its message may be sent again.
    DataKind.MAILS: Limits(None, 90, MOST_DAYS),
    DataKind.IMPORTS: Limits(None, 1, MOST_DAYS),
    DataKind.SESSIONS: Limits(1, 1, 365),
}
FOR_EVER: Final = frozenset(kind for kind, one in LIMITS.items() if one.default is None)
"""Of these alone may be said that nothing is ever taken out."""

_BOOKS: Final[Mapping[str, tuple[int, str]]] = {
    "AT": (7, "§ 132 BAO"),
    "BE": (10, "Art. 60 Code TVA"),
    "DE": (8, "§ 147 AO, § 14b UStG"),
    "ES": (6, "Art. 30 Código de Comercio"),
    "FR": (10, "Art. L123-22 Code de commerce"),
    "GB": (6, "VAT Notice 700/21"),
    "IE": (6, "Section 886 Taxes Consolidation Act 1997"),
    "IT": (10, "Art. 2220 Codice civile"),
    "NL": (7, "Art. 52 AWR"),
    "PT": (10, "Art. 52 Código do IVA"),
}
_ELSEWHERE: Final = (10, "")
"""The longest of those above, where we know no better."""
_OSS: Final = (10, "Art. 369k Directive 2006/112/EC")


def law_of(kind: DataKind, facts: Shop) -> Law | None:
    """What binds a shop in its home country; None where no law asks to keep this kind."""
    if kind is not DataKind.ORDERS:
        return None
    years, source = _BOOKS.get(facts.home_country, _ELSEWHERE)
    if facts.taxes.uses_oss and facts.home_country in EU and _OSS[0] > years:
        years, source = _OSS
    return Law(facts.home_country, years, source)


def least_days(kind: DataKind, facts: Shop) -> int:
    law = law_of(kind, facts)
    return max(LIMITS[kind].least, law.days if law else 0)


def check(kind: DataKind, keep_days: int | None, facts: Shop) -> None:
    """Raise unless this kind may be kept for so long, or for ever."""
    if keep_days is None:
        if kind not in FOR_EVER:
            raise Invalid("this kind of data is never kept for ever", field="keep_days")
        return
    least = least_days(kind, facts)
    if keep_days < least:
        law = law_of(kind, facts)
        raise KeptTooShort(
            f"this is kept for at least {least} days",
            field="keep_days",
            least_days=least,
            **({"law": law.source, "country": law.country, "years": law.years} if law else {}),
        )
    if keep_days > LIMITS[kind].most:
        raise Invalid(f"this is kept for at most {LIMITS[kind].most} days", field="keep_days")
