"""Which methods a parcel may travel by: by place, by band, and free from a limit."""

import pytest

from lonja.shipping._choosing import Priced, choose
from lonja.shipping.api import BandBy, Choice, OfferReason, Parcel, Rate

PLACES = ("canarias", "ES", "*")


def method(*rates: Rate, band_by: BandBy = BandBy.NONE) -> Priced:
    return Priced("post", {"en": "Post"}, 1, 3, band_by, rates)


def chosen(one: Priced, parcel: Parcel) -> Choice:
    [found] = choose([one], parcel, PLACES)
    return found


class TestAMethod:
    def test_has_the_price_of_the_smallest_place(self) -> None:
        one = method(
            Rate("*", "EUR", 20_00), Rate("ES", "EUR", 5_00), Rate("canarias", "EUR", 12_00)
        )

        found = chosen(one, Parcel("ES", "EUR"))

        assert (found.why, found.price_minor, found.place) == (
            OfferReason.OFFERED,
            12_00,
            "canarias",
        )

    @pytest.mark.parametrize(
        ("weight_g", "price", "why"),
        [
            (0, 5_00, OfferReason.OFFERED),
            (1_999, 5_00, OfferReason.OFFERED),
            (2_000, 9_00, OfferReason.OFFERED),
            (9_999, 9_00, OfferReason.OFFERED),
            (10_000, None, OfferReason.OUT_OF_BANDS),
        ],
    )
    def test_is_priced_by_weight(self, weight_g: int, price: int | None, why: OfferReason) -> None:
        one = method(
            Rate("ES", "EUR", 5_00, None, 0, 2_000),
            Rate("ES", "EUR", 9_00, None, 2_000, 10_000),
            Rate("*", "EUR", 99_00),
            band_by=BandBy.WEIGHT,
        )

        found = chosen(one, Parcel("ES", "EUR", weight_g=weight_g))

        assert (found.price_minor, found.why) == (price, why)

    @pytest.mark.parametrize(
        ("band_by", "parcel"),
        [
            (BandBy.PRICE, Parcel("ES", "EUR", items_minor=50_00)),
            (BandBy.QUANTITY, Parcel("ES", "EUR", units=5_000)),
        ],
    )
    def test_is_priced_by_what_it_measures(self, band_by: BandBy, parcel: Parcel) -> None:
        one = method(
            Rate("ES", "EUR", 5_00, None, 0, 5_000),
            Rate("ES", "EUR", 1_00, None, 5_000),
            band_by=band_by,
        )

        assert chosen(one, parcel).price_minor == 1_00

    def test_is_free_from_its_limit_on(self) -> None:
        found = chosen(method(Rate("ES", "EUR", 5_00, 30_00)), Parcel("ES", "EUR", 30_00))

        assert (found.price_minor, found.why) == (0, OfferReason.FREE)

    def test_without_a_price_there_or_in_the_currency_is_not_offered(self) -> None:
        one = method(Rate("FR", "EUR", 5_00), Rate("ES", "USD", 5_00))

        assert chosen(one, Parcel("ES", "EUR")).why == OfferReason.NOT_THERE
