"""What shipping costs in a currency that the shop converts to. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from lonja.shipping._choosing import BandBy, Rate
from lonja.shop.api import Shop


def base_of(facts: Shop, currency: str) -> str | None:
    """The currency whose amounts are converted to this one; None where nothing is converted."""
    sold_in = facts.currency_of(currency)
    return facts.currency if sold_in is not None and sold_in.conversion is not None else None


def lacks(rates: Sequence[Rate], currency: str) -> bool:
    """Whether one method has a price to some place, and none in this currency."""
    own = {rate.place for rate in rates if rate.currency == currency}
    return any(rate.place not in own for rate in rates)


def in_currency(
    rates: Sequence[Rate], currency: str, facts: Shop | None, *, band_by: BandBy
) -> list[Rate]:
    """Rates of one method; a place with prices of its own in this currency keeps those alone.

    Without the facts nothing is converted.
    """
    own = [rate for rate in rates if rate.currency == currency]
    base = base_of(facts, currency) if facts else None
    if facts is None or base is None:
        return own
    places = {rate.place for rate in own}
    return [
        *own,
        *(
            _converted(rate, currency, facts, bands_too=band_by is BandBy.PRICE)
            for rate in rates
            if rate.currency == base and rate.place not in places
        ),
    ]


def _converted(rate: Rate, currency: str, facts: Shop, *, bands_too: bool) -> Rate:
    def amount(minor: int | None) -> int | None:
        return None if minor is None else facts.amount_in({rate.currency: minor}, currency)

    made = replace(
        rate,
        currency=currency,
        amount_minor=amount(rate.amount_minor) or 0,
        free_from_minor=amount(rate.free_from_minor),
    )
    if not bands_too:
        return made
    return replace(made, from_value=amount(rate.from_value) or 0, up_to=amount(rate.up_to))
