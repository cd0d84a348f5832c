from dataclasses import replace

import pytest

from lonja.kernel.address import Address, address_faults, address_lines, country_name

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

    @pytest.mark.parametrize(
        ("country", "city", "region", "code", "written"),
        [
            ("US", "New York", "NY", "10001", ["New York, NY 10001"]),
            ("US", "New York", "New York", "10001", ["New York, New York 10001"]),
            ("US", "San Juan", "", "00901", ["San Juan, 00901"]),
            ("CA", "Toronto", "ON", "M5V 2T6", ["Toronto ON M5V 2T6"]),
            ("AU", "Sydney", "NSW", "2000", ["Sydney NSW 2000"]),
            ("GB", "London", "", "SW1A 1AA", ["London", "SW1A 1AA"]),
            ("GB", "Reading", "Berkshire", "RG1 1AA", ["Reading", "Berkshire", "RG1 1AA"]),
            ("IE", "Dublin", "Dublin", "D02 AF30", ["Dublin", "D02 AF30"]),
            ("FR", "Paris", "", "75001", ["75001 Paris"]),
        ],
    )
    def test_are_in_the_order_of_their_country(
        self, country: str, city: str, region: str, code: str, written: list[str]
    ) -> None:
        ana = Address("Ana", "1 High Street", city, code, country, region=region)

        assert address_lines(ana, "en")[2:-1] == written


class TestCountryName:
    def test_is_the_code_for_an_unknown_country(self) -> None:
        assert country_name("QX", "es") == "QX"

    def test_is_english_for_an_unknown_language(self) -> None:
        assert country_name("ES", "xx") == "Spain"


class TestAddress:
    def test_comes_back_from_json_as_it_went(self) -> None:
        assert Address.from_json(ANA.to_json()) == ANA


class TestAddressFaults:
    @pytest.mark.parametrize(
        ("changes", "faults"),
        [
            ({}, []),
            ({"postal_code": "ABC"}, [("postal_code", "address_field_malformed")]),
            ({"postal_code": " "}, [("postal_code", "address_field_missing")]),
            ({"country": "HK", "postal_code": ""}, []),
            ({"country": "US", "postal_code": "94107", "region": "CA"}, []),
            (
                {"country": "US", "postal_code": "94107", "region": ""},
                [("region", "address_field_missing")],
            ),
            ({"region": ""}, []),
            ({"phone": "abc"}, [("phone", "address_field_malformed")]),
            ({"phone": "12345"}, [("phone", "address_field_malformed")]),
            ({"phone": "+34 600 000 000 o 601"}, [("phone", "address_field_malformed")]),
            ({"phone": "+34 (91) 600-00.00"}, []),
            ({"phone": "020 7946 0018 ext. 12"}, []),
            ({"phone": "+39 06/6982"}, []),
            ({"phone": ""}, []),
            (
                {"country": "US", "postal_code": "", "region": "", "phone": "no"},
                [
                    ("postal_code", "address_field_missing"),
                    ("region", "address_field_missing"),
                    ("phone", "address_field_malformed"),
                ],
            ),
        ],
    )
    def test_are_what_would_keep_a_parcel_from_arriving(
        self, changes: dict[str, str], faults: list[tuple[str, str]]
    ) -> None:
        address = replace(ANA, **{"phone": "600 000 000", **changes})

        found = [(str(one.facts["field"]), one.code) for one in address_faults(address)]

        assert found == faults
