"""A link proves an address for a week, a cookie for half a year, and neither does for the other."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lonja.identity import api as identity

TODAY = date(2026, 5, 4)
SECRET = "s" * 32


class TestALink:
    def test_is_of_the_address_that_it_was_made_for_while_it_opens(self) -> None:
        token = identity.proof_link(SECRET, " Ana@Example.com ", today=TODAY)

        read = [
            identity.email_of_link(SECRET, token, today=TODAY + timedelta(days=days))
            for days in (0, 7, 8)
        ]

        assert read == ["ana@example.com", "ana@example.com", None]

    def test_does_not_do_for_a_cookie_nor_under_another_secret(self) -> None:
        token = identity.proof_link(SECRET, "ana@example.com", today=TODAY)

        assert identity.email_of_cookie(SECRET, token, today=TODAY) is None
        assert identity.email_of_link("x" * 32, token, today=TODAY) is None

    @given(st.text(max_size=200))
    def test_of_nobody_proves_nothing(self, token: str) -> None:
        assert identity.email_of_link(SECRET, token, today=TODAY) is None


class TestACookie:
    def test_proves_the_address_for_half_a_year(self) -> None:
        token = identity.proof_cookie(SECRET, "ana@example.com", today=TODAY)

        read = [
            identity.email_of_cookie(SECRET, token, today=TODAY + timedelta(days=days))
            for days in (180, 181)
        ]

        assert read == ["ana@example.com", None]
