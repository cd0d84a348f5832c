"""For how long each kind of data may be kept: the law of the country, and our own reasons."""

from dataclasses import replace

import pytest

from lonja.kernel.errors import Invalid
from lonja.retention.api import FOR_EVER, LIMITS, DataKind, KeptTooShort, check
from lonja.shop.api import Shop, TaxRules

AT_HOME = Shop(home_country="ES", taxes=TaxRules(uses_oss=False))


class TestBuyersOfOrders:
    @pytest.mark.parametrize(
        ("country", "uses_oss", "years"),
        [("ES", False, 6), ("DE", False, 8), ("FR", False, 10), ("GB", True, 6), ("ES", True, 10)],
    )
    def test_are_kept_as_long_as_the_books(self, country: str, uses_oss: bool, years: int) -> None:
        facts = Shop(home_country=country, taxes=TaxRules(uses_oss=uses_oss))

        check(DataKind.ORDERS, (years + 1) * 366, facts)
        with pytest.raises(KeptTooShort) as refused:
            check(DataKind.ORDERS, years * 366, facts)

        assert refused.value.facts["years"] == years
        assert refused.value.facts["country"] == country
        assert refused.value.facts["law"]

    def test_are_kept_for_ten_years_where_we_know_no_law(self) -> None:
        with pytest.raises(KeptTooShort) as refused:
            check(DataKind.ORDERS, 3_000, replace(AT_HOME, home_country="JP"))

        assert refused.value.facts["years"] == 10


class TestEveryKind:
    @pytest.mark.parametrize("kind", list(DataKind))
    def test_is_kept_within_its_limits(self, kind: DataKind) -> None:
        limits = LIMITS[kind]

        with pytest.raises(KeptTooShort):
            check(kind, limits.least - 1, AT_HOME)
        with pytest.raises(Invalid):
            check(kind, limits.most + 1, AT_HOME)
        check(kind, limits.most, AT_HOME)

    @pytest.mark.parametrize("kind", list(DataKind))
    def test_is_kept_for_ever_only_where_that_makes_sense(self, kind: DataKind) -> None:
        if kind in FOR_EVER:
            check(kind, None, AT_HOME)
        else:
            with pytest.raises(Invalid):
                check(kind, None, AT_HOME)
