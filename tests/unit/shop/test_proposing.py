"""What a shop in a country is proposed."""

from zoneinfo import available_timezones

import pytest

from lonja.actions.propose_setup import CLASS_NAMES, NoProposal, propose_setup
from lonja.actions.setup_document import SetupDocument
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.money import EXPONENTS
from lonja.shop import api as shop
from lonja.taxes import api as taxes

WITHOUT_A_FLAT_RATE = {"BR", "CU", "PR"}
KNOWN = [one.country for one in shop.proposals()]


class TestAProposal:
    @pytest.mark.parametrize("country", KNOWN)
    def test_is_a_document_that_the_set_up_takes(self, country: str) -> None:
        known = shop.proposal(country)
        found = propose_setup(country, reach="eu")

        assert known is not None
        assert country in COUNTRIES
        assert known.currency in EXPONENTS
        assert known.time_zone in available_timezones()
        document = SetupDocument.model_validate(
            {
                "shop": {
                    "name": "A", "legal_name": "A", "email": "a@a.example", "mail_name": "A",
                    "mail_address": "a@a.example", "home_country": country,
                    "time_zone": known.time_zone, "languages": [known.language],
                    "currencies": [{"code": found.currency}], "sells_to": list(found.sells_to),
                    "address": {"line1": "1", "city": "A", "country": country},
                },
                "tax_classes": [part.model_dump() for part in found.tax_classes],
                "tax_rates": [part.model_dump() for part in found.tax_rates],
                "locations": [part.model_dump() for part in found.locations],
                "shipping_methods": [part.model_dump() for part in found.shipping_methods],
            }
        )  # fmt: skip
        rated = {place for part in document.tax_rates for place in part.countries}
        territories = {place for place in rated if taxes.territory(place)}
        assert rated - territories == set(found.sells_to) - WITHOUT_A_FLAT_RATE

    @pytest.mark.parametrize("country", sorted(set(KNOWN) - WITHOUT_A_FLAT_RATE))
    def test_begins_with_the_standard_rate_and_names_its_source(self, country: str) -> None:
        rates = taxes.proposed_rates(country)

        assert rates[0].tax_class == "standard"
        assert len({(rate.place, rate.tax_class) for rate in rates}) == len(rates)
        assert all(rate.sources or rate.needs_check for rate in rates)
        assert {rate.tax_class for rate in rates} <= {"standard", *CLASS_NAMES}

    def test_knows_what_spain_charges(self) -> None:
        found = propose_setup("ES", reach="home")

        assert [(rate.tax_class, rate.basis_points) for rate in found.rates] == [
            ("standard", 2100), ("reduced", 1000), ("super_reduced", 400),
        ]  # fmt: skip
        assert (found.currency, found.sells_to) == ("EUR", ["ES"])
        assert found.rates[0].valid_from.isoformat() == "2012-09-01"
        assert found.rates[0].sources[0].startswith("European Commission")

    def test_reaches_the_whole_eu_with_each_countrys_rate(self) -> None:
        found = propose_setup("ES", reach="eu")

        standard = {
            part.countries[0]: part.percent
            for part in found.tax_rates
            if part.tax_class == "standard"
        }
        assert set(found.sells_to) == set(shop.EU)
        assert {"FR": 20, "HU": 27, "PT": 23}.items() <= standard.items()
        assert [str(rate.price) for rate in found.shipping_methods[0].rates] == ["4.90", "9.80"]

    def test_stays_at_home_outside_the_eu(self) -> None:
        assert propose_setup("MX", reach="eu").sells_to == ["MX"]

    def test_of_an_unknown_country_is_refused(self) -> None:
        with pytest.raises(NoProposal):
            propose_setup("JP", reach="home")
