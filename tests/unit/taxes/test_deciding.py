"""Which tax an order is charged, for each kind of place and buyer."""

import pytest

from lonja.taxes.api import Decision, Place, Seller, Treatment, decide, place_of

SPAIN = Seller(Place("ES"), {"ES"}, uses_oss=True)
RATED = ("ES", "DE", "FR", "IT", "PT", "PT-20", "GR", "FI", "AT")

# country, postal code, its territory, what a shop in Madrid charges a consumer there
PLACES = [
    ("ES", "28013", "ES", "domestic", "ES"),
    ("ES", "07001", "ES", "domestic", "ES"),
    ("ES", "35001", "ES-CN", "export", ""),
    ("ES", "38001", "ES-CN", "export", ""),
    ("ES", " 35 001 ", "ES-CN", "export", ""),
    ("ES", "E-38001", "ES-CN", "export", ""),
    ("ES", "51001", "ES-CE", "export", ""),
    ("ES", "52001", "ES-ML", "export", ""),
    ("DE", "10115", "DE", "oss", "DE"),
    ("DE", "D-10115", "DE", "oss", "DE"),
    ("DE", "78266", "DE-BUE", "export", ""),
    ("DE", "27498", "DE-HEL", "export", ""),
    ("IT", "23041", "IT-LIV", "export", ""),
    ("IT", "23030", "IT", "oss", "IT"),
    ("IT", "22061", "IT-CAM", "export", ""),
    ("IT", "47890", "IT-SM", "export", ""),
    ("FR", "75001", "FR", "oss", "FR"),
    ("FR", "97110", "FR-971", "export", ""),
    ("FR", "97200", "FR-972", "export", ""),
    ("FR", "97300", "FR-973", "export", ""),
    ("FR", "97400", "FR-974", "export", ""),
    ("FR", "97600", "FR-976", "export", ""),
    ("FR", "98800", "FR-COM", "export", ""),
    ("FR", "98000", "FR", "oss", "FR"),
    ("MC", "98000", "FR", "oss", "FR"),
    ("RE", "97400", "FR-974", "export", ""),
    ("GP", "97110", "FR-971", "export", ""),
    ("GF", "97300", "FR-973", "export", ""),
    ("NC", "98800", "FR-COM", "export", ""),
    ("FI", "00100", "FI", "oss", "FI"),
    ("FI", "22100", "AX", "export", ""),
    ("AX", "22100", "AX", "export", ""),
    ("GR", "10431", "GR", "oss", "GR"),
    ("GR", "630 86", "GR-69", "export", ""),
    ("PT", "1000-001", "PT", "oss", "PT"),
    ("PT", "9500-001", "PT-20", "oss", "PT-20"),
    ("PT", "9000-001", "PT-30", "oss", "PT"),
    ("AT", "6691", "AT-MJ", "oss", "AT"),
    ("DK", "2100", "DK", "missing", ""),
    ("DK", "3900", "DK-GL", "export", ""),
    ("FO", "100", "DK-FO", "export", ""),
    ("SE", "111 22", "SE", "missing", ""),
    ("GB", "SW1A 1AA", "GB", "export", ""),
    ("GB", "BT1 1AA", "XI", "missing", ""),
    ("GB", "JE2 3AB", "GB-JE", "export", ""),
    ("JE", "JE2 3AB", "GB-JE", "export", ""),
    ("IM", "IM1 1AA", "GB", "export", ""),
    ("CH", "8001", "CH", "export", ""),
    ("AD", "AD500", "AD", "export", ""),
    ("US", "10001", "US", "export", ""),
    ("HK", "", "HK", "export", ""),
]


class TestADelivery:
    @pytest.mark.parametrize(("country", "postal_code", "place", "treatment", "rates"), PLACES)
    def test_is_taxed_by_where_it_goes(
        self, country: str, postal_code: str, place: str, treatment: str, rates: str
    ) -> None:
        to = place_of(country, postal_code)

        found = decide(SPAIN, to, buyer_vat_country=None, rated=RATED)

        assert (to.code, found.treatment, found.rates_of) == (place, treatment, rates)

    def test_below_the_threshold_pays_what_the_seller_pays(self) -> None:
        small = Seller(Place("ES"), {"ES"}, uses_oss=False)

        found = decide(small, Place("DE"), buyer_vat_country=None, rated=RATED)

        assert found == Decision(Treatment.ORIGIN, Place("DE"), "ES")

    def test_where_the_shop_is_registered_pays_the_rate_of_that_place(self) -> None:
        both = Seller(Place("ES"), {"ES", "DE"}, uses_oss=False)

        inside = decide(both, Place("DE"), buyer_vat_country=None, rated=RATED)
        canaries = decide(
            SPAIN, Place("ES", "ES-CN"), buyer_vat_country=None, rated=("ES", "ES-CN")
        )
        britain = decide(SPAIN, Place("GB"), buyer_vat_country=None, rated=("ES", "GB"))

        assert inside == Decision(Treatment.REGISTERED, Place("DE"), "DE")
        assert canaries.rates_of == "ES-CN"
        assert britain == Decision(Treatment.REGISTERED, Place("GB"), "GB")


class TestACompany:
    @pytest.mark.parametrize(
        ("to", "vat_country", "treatment"),
        [
            (Place("DE"), "DE", "intra_community"),
            (Place("DE"), "FR", "intra_community"),
            (Place("GR"), "EL", "intra_community"),
            (Place("GB", "XI"), "XI", "intra_community"),
            (Place("DE"), "ES", "oss"),
            (Place("ES"), "ES", "domestic"),
            (Place("ES"), "DE", "domestic"),
            (Place("ES", "ES-CN"), "ES", "export"),
            (Place("CH"), "DE", "export"),
        ],
    )
    def test_with_a_confirmed_vat_id_accounts_for_the_tax_itself_in_another_member_state(
        self, to: Place, vat_country: str, treatment: str
    ) -> None:
        assert decide(SPAIN, to, buyer_vat_country=vat_country, rated=RATED).treatment == treatment


class TestASellerElsewhere:
    def test_in_the_canaries_exports_to_the_mainland_and_never_charges_its_vat_at_home(
        self,
    ) -> None:
        seller = Seller(Place("ES", "ES-CN"), set(), uses_oss=True)

        home = decide(seller, Place("ES", "ES-CN"), buyer_vat_country=None, rated=())
        mainland = decide(seller, Place("ES"), buyer_vat_country=None, rated=("ES-CN",))

        assert home.treatment == "untaxed"
        assert mainland.treatment == "export"

    def test_in_great_britain_is_at_home_in_northern_ireland(self) -> None:
        seller = Seller(Place("GB"), {"GB"}, uses_oss=True)

        found = decide(seller, Place("GB", "XI"), buyer_vat_country=None, rated=("GB",))

        assert found == Decision(Treatment.DOMESTIC, Place("GB", "XI"), "GB")

    def test_outside_the_eu_without_a_rate_charges_none_at_home(self) -> None:
        seller = Seller(Place("US"), set(), uses_oss=True)

        assert decide(seller, Place("US"), buyer_vat_country=None, rated=()).treatment == "untaxed"
