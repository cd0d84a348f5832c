import pytest

from lonja.kernel.countries import COUNTRIES
from lonja.kernel.postal_codes import has_postal_codes, is_postal_code, shapes


class TestAPostalCode:
    @pytest.mark.parametrize(
        ("country", "code"),
        [
            ("ES", "28013"),
            ("ES", " 28 013 "),
            ("ES", "E-28013"),
            ("PT", "1000-205"),
            ("PT", "1000205"),
            ("US", "94107"),
            ("US", "94107-1234"),
            ("GB", "sw1a 1aa"),
            ("GB", "M1 1AE"),
            ("IE", "D6W X000"),
            ("NL", "1012 JS"),
            ("CA", "K1A0B1"),
            ("DE", "D-10115"),
            ("SE", "113 49"),
            ("PL", "00-950"),
            ("BR", "01310-100"),
            ("LV", "LV-1010"),
            ("LV", "1010"),
            ("AD", "AD500"),
            ("JP", "〒100-0001"),
            ("JP", "１００−０００１".replace("−", "-")),
        ],
    )
    def test_is_taken_as_people_of_the_country_write_it(self, country: str, code: str) -> None:
        assert is_postal_code(code, country)

    @pytest.mark.parametrize(
        ("country", "code"),
        [
            ("ES", "ABC"),
            ("ES", "2801"),
            ("ES", "280133"),
            ("US", "9410"),
            ("US", "94107-12"),
            ("GB", "28013"),
            ("IE", "28013"),
            ("NL", "1012"),
            ("CA", "K1A 0B"),
            ("FR", "7500A"),
            ("ES", ""),
        ],
    )
    def test_is_refused_where_it_cannot_be_one(self, country: str, code: str) -> None:
        assert not is_postal_code(code, country)

    @pytest.mark.parametrize("country", ["HK", "AE", "QA", "AO", "XX"])
    def test_is_accepted_as_it_is_in_countries_without_a_rule(self, country: str) -> None:
        assert is_postal_code("whatever 1", country)

    @pytest.mark.parametrize(
        ("country", "has_some"),
        [("HK", False), ("AE", False), ("QA", False), ("ES", True), ("IE", True), ("XX", True)],
    )
    def test_is_needed_where_the_country_has_some(self, country: str, has_some: bool) -> None:
        assert has_postal_codes(country) is has_some


class TestTheTable:
    def test_names_no_shape_where_there_are_no_codes(self) -> None:
        assert [one for one in COUNTRIES if shapes(one) and not has_postal_codes(one)] == []

    def test_reads_back_every_shape_that_it_shows(self) -> None:
        marks = str.maketrans({"9": "1", "A": "Q", "*": "7"})

        wrong = [
            (country, shape)
            for country in COUNTRIES
            for shape in shapes(country)
            if not is_postal_code(shape.translate(marks), country)
        ]

        assert wrong == []
