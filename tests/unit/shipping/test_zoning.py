"""Which zone an address lies in: the smallest, and never one of two by chance."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lonja.shipping._zoning import Area, ZoneDraft, is_range, overlaps, places_of

SPAIN = ZoneDraft("spain", "Spain", [Area("ES"), Area("PT")])
ISLANDS = ZoneDraft("islands", "Islands", [Area("ES", postal_codes="07"), Area("ES", "Canarias")])
CANARIAS = ZoneDraft("canarias", "Canarias", [Area("ES", postal_codes=one) for one in ("35", "38")])
CENTRE = ZoneDraft("centre", "Centre", [Area("ES", postal_codes="28001-28015")])
MADRID = ZoneDraft("madrid", "Madrid", [Area("ES", postal_codes="28")])
LONDON = ZoneDraft(
    "london", "London", [Area("GB", postal_codes="SW"), Area("GB", postal_codes="EC")]
)
ALL = (SPAIN, ISLANDS, CANARIAS, CENTRE, MADRID, LONDON)

RANGE = st.builds(
    lambda low, size: f"{low:04d}-{min(9999, low + size):04d}",
    st.integers(0, 9999),
    st.integers(0, 3000),
)
CODES = st.one_of(st.from_regex(r"\A[0-9]{1,4}\Z"), RANGE)


class TestAnAddress:
    @pytest.mark.parametrize(
        ("country", "region", "postal_code", "places"),
        [
            ("ES", "", "28013", ["centre", "madrid", "spain", "ES", "*"]),
            ("ES", "", "28050", ["madrid", "spain", "ES", "*"]),
            ("ES", "", " 35 001", ["canarias", "spain", "ES", "*"]),
            ("ES", "", "E-38001", ["canarias", "spain", "ES", "*"]),
            ("ES", "canarias", "35001", ["canarias", "islands", "spain", "ES", "*"]),
            ("ES", "", "07001", ["islands", "spain", "ES", "*"]),
            ("ES", "", "", ["spain", "ES", "*"]),
            ("PT", "", "1000-001", ["spain", "PT", "*"]),
            ("GB", "", "SW1A 1AA", ["london", "GB", "*"]),
            ("GB", "", "N1 9GU", ["GB", "*"]),
            ("JP", "", "100-0001", ["JP", "*"]),
        ],
    )
    def test_lies_in_the_smallest_zone_first(
        self, country: str, region: str, postal_code: str, places: list[str]
    ) -> None:
        assert places_of(ALL, country=country, region=region, postal_code=postal_code) == places


class TestTwoZones:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (Area("ES", postal_codes="28"), Area("ES", postal_codes="28")),
            (Area("ES", postal_codes="28"), Area("ES", postal_codes="28000-28999")),
            (Area("ES", postal_codes="28000-28500"), Area("ES", postal_codes="28400-28900")),
            (Area("ES", "Madrid"), Area("ES", " mádrid ")),
            (Area("ES"), Area("ES")),
        ],
    )
    def test_that_leave_an_address_to_chance_are_told(self, one: Area, other: Area) -> None:
        first, second = ZoneDraft("aaa", "A", [one]), ZoneDraft("bbb", "B", [other])

        assert [found.other for found in overlaps(first, [second])] == ["bbb"]
        assert [found.other for found in overlaps(second, [first])] == ["aaa"]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (Area("ES", postal_codes="28"), Area("ES", postal_codes="28001-28015")),
            (Area("ES", postal_codes="28"), Area("ES", postal_codes="29")),
            (Area("ES", postal_codes="28"), Area("ES")),
            (Area("ES", "Madrid"), Area("ES", postal_codes="28")),
            (Area("ES"), Area("PT")),
            (Area("FR", postal_codes="28"), Area("ES", postal_codes="28")),
        ],
    )
    def test_that_lie_inside_or_beside_each_other_are_clear(self, one: Area, other: Area) -> None:
        first, second = ZoneDraft("aaa", "A", [one]), ZoneDraft("bbb", "B", [other])

        assert list(overlaps(first, [second])) == []

    @given(one=CODES, other=CODES, code=st.from_regex(r"\A[0-9]{4}\Z"))
    def test_that_are_clear_have_one_smallest_for_every_code(
        self, one: str, other: str, code: str
    ) -> None:
        zones = [
            ZoneDraft("aaa", "A", [Area("ES", postal_codes=one)]),
            ZoneDraft("bbb", "B", [Area("ES", postal_codes=other)]),
        ]
        assume(not list(overlaps(zones[0], [zones[1]])))

        there = places_of(zones, country="ES", region="", postal_code=code)
        turned = places_of(zones[::-1], country="ES", region="", postal_code=code)

        assert there == turned


class TestPostalCodes:
    @pytest.mark.parametrize("text", ["35", "28000-28999", "SW1A", "0"])
    def test_of_an_area_are_a_beginning_or_a_range(self, text: str) -> None:
        assert is_range(text)

    @pytest.mark.parametrize("text", ["", "28999-28000", "28-2899", "35*", "a", "1-2-3"])
    def test_that_are_neither_are_told(self, text: str) -> None:
        assert not is_range(text)
