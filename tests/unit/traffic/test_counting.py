from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.traffic._tally import MAX_KEYS, MAX_TERMS
from lonja.traffic.api import Device, Step, Tally, device_of, is_first_page, term_of

TODAY = date(2026, 3, 2)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Mobile/15E148 Safari/604"
PIXEL = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537 Chrome/140 Mobile Safari/537"
GALAXY_TAB = "Mozilla/5.0 (Linux; Android 16; SM-X900) AppleWebKit/537 Chrome/140 Safari/537"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (IPHONE, Device.PHONE),
        (PIXEL, Device.PHONE),
        (GALAXY_TAB, Device.TABLET),
        (FIREFOX, Device.DESKTOP),
        (GOOGLE, None),
        ("curl/8.5", None),
        ("", None),
    ],
)
def test_a_browser_is_a_kind_of_device_and_a_machine_is_none(
    agent: str, device: Device | None
) -> None:
    assert device_of(agent) is device


@pytest.mark.parametrize(
    ("query", "term"),
    [
        (b"q=Azulejo%20%20AZUL", "azulejo azul"),
        (b"q=20x20", "20x20"),
        (b"q=ana%40example.org", ""),
        (b"q=612%20345%20678", ""),
        (b"q=4111-1111-1111-1111", ""),
        (b"q=" + b"a" * 61, ""),
        (b"sort=price", ""),
        (b"", ""),
    ],
)
def test_words_are_kept_unless_they_may_be_about_a_person(query: bytes, term: str) -> None:
    assert term_of(query) == term


@given(st.binary(max_size=300))
def test_any_query_is_read(query: bytes) -> None:
    assert "@" not in term_of(query)


def test_more_of_a_list_is_not_looked_at_again() -> None:
    assert is_first_page(b"q=azul")
    assert not is_first_page(b"q=azul&cursor=abc")


class TestATally:
    def test_counts_a_subject_beside_the_sum(self) -> None:
        tally = Tally()
        for device in (Device.PHONE, Device.PHONE, Device.DESKTOP):
            tally.add("web", Step.PRODUCT, device, "es", "tile")

        assert tally.take(TODAY) == {
            ("web", Step.PRODUCT, Device.PHONE, "es", ""): 2,
            ("web", Step.PRODUCT, Device.DESKTOP, "es", ""): 1,
            ("web", Step.PRODUCT, Device.NONE, "es", "tile"): 3,
        }
        assert tally.take(TODAY) == {}

    def test_of_invented_words_stays_small_and_keeps_the_sum(self) -> None:
        tally = Tally()
        for number in range(MAX_TERMS + 10):
            tally.add("web", Step.SEARCH, Device.PHONE, "es", f"word {number}")

        taken = tally.take(TODAY)

        assert taken["web", Step.SEARCH, Device.PHONE, "es", ""] == MAX_TERMS + 10
        assert len(taken) == MAX_TERMS + 1

    def test_takes_new_words_on_a_new_day(self) -> None:
        tally = Tally()
        for number in range(MAX_TERMS):
            tally.add("web", Step.SEARCH, Device.PHONE, "es", f"word {number}")
        tally.take(TODAY)
        tally.add("web", Step.SEARCH, Device.PHONE, "es", "one more")

        assert len(tally.take(TODAY)) == 2

    def test_is_bounded_whatever_is_looked_at(self) -> None:
        tally = Tally()
        for number in range(MAX_KEYS + 10):
            tally.add("web", Step.PRODUCT, Device.PHONE, "es", str(number))

        assert len(tally.take(TODAY)) == MAX_KEYS

    @given(st.lists(st.integers(min_value=0, max_value=5)))
    def test_loses_nothing_that_is_given_back(self, looks: list[int]) -> None:
        tally = Tally()
        for one in looks:
            tally.add("web", Step.PAGE, Device.PHONE, "es", str(one))
        tally.give_back(tally.take(TODAY))
        tally.add("web", Step.PAGE, Device.PHONE, "es")

        assert tally.take(TODAY)["web", Step.PAGE, Device.PHONE, "es", ""] == len(looks) + 1
