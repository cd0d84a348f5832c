"""What shipping costs in a currency that the shop converts to. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from lonja.shipping._choosing import BandBy, Rate
from lonja.shop.api import Shop


def base_of(facts: Shop, currency: str) -> str | None:
    """The currency whose amounts are converted to this one; None where nothing is converted."""
    sold_in = facts.currency_of(currency)
    return facts.currency if sold_in is not None and sold_in.conversion is not None else None


def with_converted(
    own: Sequence[Rate], base: Sequence[Rate], currency: str, facts: Shop, *, band_by: BandBy
) -> list[Rate]:
    """Rates of one method; a place with prices of its own in this currency keeps those alone."""
    places: Collection[str] = {rate.place for rate in own}
    return [
        *own,
        *(
            _converted(rate, currency, facts, bands_too=band_by is BandBy.PRICE)
            for rate in base
            if rate.place not in places
        ),
    ]


def _converted(rate: Rate, currency: str, facts: Shop, *, bands_too: bool) -> Rate:
    def in_currency(minor: int | None) -> int | None:
        return None if minor is None else facts.amount_in({rate.currency: minor}, currency)

    made = replace(
        rate,
        currency=currency,
        amount_minor=in_currency(rate.amount_minor) or 0,
        free_from_minor=in_currency(rate.free_from_minor),
    )
    if not bands_too:
        return made
    return replace(
        made, from_value=in_currency(rate.from_value) or 0, up_to=in_currency(rate.up_to)
    )
