"""What a shop may say of its parcels, and whose link a tracking number gets."""

import pytest

from lonja.fulfilment._policies.policy import MAX_CARRIERS, check_policy
from lonja.fulfilment.api import Carrier, FulfilmentPolicy, tracking_url
from lonja.kernel.errors import Invalid


class TestAPolicy:
    @pytest.mark.parametrize(
        ("policy", "field"),
        [
            (FulfilmentPolicy(delivered_after_days=0), "delivered_after_days"),
            (FulfilmentPolicy(delivered_after_days=91), "delivered_after_days"),
            (FulfilmentPolicy(carriers=[Carrier("MRW"), Carrier("mrw")]), "carriers"),
            (FulfilmentPolicy(carriers=[Carrier("")]), "carriers"),
            (FulfilmentPolicy(carriers=[Carrier("A", "http://a.example/{}")]), "carriers"),
            (FulfilmentPolicy(carriers=[Carrier("A", "https://a.example/")]), "carriers"),
            (FulfilmentPolicy(carriers=[Carrier("A", "https://a.example/{}{}")]), "carriers"),
            (FulfilmentPolicy(carriers=[Carrier("A", "https://a.example/{x}")]), "carriers"),
            (
                FulfilmentPolicy(carriers=[Carrier(f"C{n}") for n in range(MAX_CARRIERS + 1)]),
                "carriers",
            ),
        ],
    )
    def test_that_cannot_be_kept_names_its_field(
        self, policy: FulfilmentPolicy, field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            check_policy(policy)

        assert refused.value.facts["field"] == field

    def test_may_have_carriers_with_and_without_a_link(self) -> None:
        check_policy(
            FulfilmentPolicy(
                delivered_after_days=14,
                carriers=[Carrier("Van"), Carrier("Ship", "https://ship.example/?n={}&l=es")],
            )
        )


class TestATrackingLink:
    def test_is_the_shops_own_first(self) -> None:
        own = [Carrier("MRW", "https://mrw.example/{}")]

        assert tracking_url("mrw", "T 7", own) == "https://mrw.example/T%207"
        assert tracking_url("SEUR", "T7", own).startswith("https://www.seur.com/")

    def test_is_none_where_the_shop_says_that_there_is_none(self) -> None:
        assert tracking_url("MRW", "T7", [Carrier("MRW")]) == ""
