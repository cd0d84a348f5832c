from lonja.kernel.address import Address, address_lines, country_name

ANA = Address("Ana Pérez", "Calle Mayor 1", "Getafe", "28901", "ES", "2.º B", "Madrid", "600")


class TestAddressLines:
    def test_name_the_region_and_the_country_but_not_the_phone(self) -> None:
        assert address_lines(ANA, "es") == [
            "Ana Pérez",
            "Calle Mayor 1",
            "2.º B",
            "28901 Getafe",
            "Madrid",
            "España",
        ]

    def test_leave_out_what_is_empty_and_a_region_that_is_the_town(self) -> None:
        madrid = Address("Ana", "Calle Mayor 1", "Madrid", "28001", "ES", region="Madrid")

        assert address_lines(madrid, "en") == ["Ana", "Calle Mayor 1", "28001 Madrid", "Spain"]


class TestCountryName:
    def test_is_the_code_where_nobody_has_a_name(self) -> None:
        assert country_name("QX", "es") == "QX"

    def test_is_english_for_a_language_that_nobody_knows(self) -> None:
        assert country_name("ES", "xx") == "Spain"


class TestAddress:
    def test_comes_back_from_json_as_it_went(self) -> None:
        assert Address.from_json(ANA.to_json()) == ANA
