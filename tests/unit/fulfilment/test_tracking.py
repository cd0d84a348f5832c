import pytest

from lonja.fulfilment.api import tracking_url


class TestATrackingPage:
    @pytest.mark.parametrize(
        ("carrier", "host"),
        [
            ("Correos", "www.correos.es"), ("CORREOS EXPRESS", "s.correosexpress.com"),
            ("dhl express", "www.dhl.com"), ("Royal Mail", "www.royalmail.com"), ("SEUR", "www.seur.com"),
        ],
    )  # fmt: skip
    def test_is_the_carriers_however_its_name_is_written(self, carrier: str, host: str) -> None:
        assert tracking_url(carrier, "AB1").startswith(f"https://{host}/")

    @pytest.mark.parametrize(
        ("carrier", "tracking"), [("Our van", "AB1"), ("DHL", ""), ("", "AB1")]
    )
    def test_is_none_where_we_know_no_page(self, carrier: str, tracking: str) -> None:
        assert tracking_url(carrier, tracking) == ""

    def test_holds_the_number_as_a_part_of_its_address(self) -> None:
        assert tracking_url("DHL", "a b&c=<x>").endswith("AWB=a%20b%26c%3D%3Cx%3E")
