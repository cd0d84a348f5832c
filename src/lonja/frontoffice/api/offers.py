"""Parts of what the storefront's API says of a variant."""

from datetime import date
from typing import Self

from lonja.catalog import api as catalog
from lonja.hosting.deps import MoneyOut, Out
from lonja.inventory import api as inventory
from lonja.pricing import api as pricing


class PromiseOut(Out):
    """What is sold before it is there comes on `day`, or `days` after the payment; or nobody knows."""

    kind: inventory.BackorderKind
    day: date | None
    days: int | None

    @classmethod
    def of(cls, level: inventory.Level | None) -> Self | None:
        if level is None or level.promise is None:
            return None
        one = level.promise
        return cls(kind=one.kind, day=one.day, days=one.days)


class OwnAmountOut(Out):
    """Of a gift card: what its buyer may say that it is worth."""

    least: MoneyOut
    most: MoneyOut

    @classmethod
    def of(cls, variant: catalog.Variant, price: pricing.Price | None) -> Self | None:
        most = variant.own_amounts.get(price.currency) if price else None
        if price is None or most is None:
            return None
        least = price.amount_minor
        return cls(
            least=MoneyOut.of(least, price.currency),
            most=MoneyOut.of(max(least, most), price.currency),
        )
