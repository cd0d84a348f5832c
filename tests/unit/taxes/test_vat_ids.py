"""How VAT ids are written."""

import pytest

from lonja.taxes.api import VatIdMalformed, read_vat_id


class TestAVatId:
    @pytest.mark.parametrize(
        ("text", "country", "found"),
        [
            ("ESB12345674", "ES", "ESB12345674"),
            ("b-12.345.674", "ES", "ESB12345674"),
            ("DE 123 456 789", "DE", "DE123456789"),
            ("GR123456789", "GR", "EL123456789"),
            ("123456789", "GR", "EL123456789"),
            ("ATU12345678", "AT", "ATU12345678"),
            ("NL123456789B01", "NL", "NL123456789B01"),
            ("FRXX123456789", "DE", "FRXX123456789"),
            ("CHE-123.456.788", "CH", "CHE123456788"),
            ("XAXX010101000", "MX", "XAXX010101000"),
        ],
    )
    def test_is_read_as_people_write_it(self, text: str, country: str, found: str) -> None:
        assert read_vat_id(text, country) == found

    @pytest.mark.parametrize(
        ("text", "country"), [("DE12345", "DE"), ("12345", "ES"), ("ES", "ES"), ("FR1", "CH")]
    )
    def test_that_no_member_state_writes_so_is_refused(self, text: str, country: str) -> None:
        with pytest.raises(VatIdMalformed):
            read_vat_id(text, country)
