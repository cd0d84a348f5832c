"""The link of the mail that asks about the news."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.actions import newsletter
from lonja.actions.newsletter import LIFE, NewsletterLinkOver, NewsletterMail

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECRET = "s" * 32
ASKED = NewsletterMail(UUID(int=1), "ana@example.com", "es", NOON)


class TestTheLink:
    def test_says_who_asked_and_when_and_names_nobody(self) -> None:
        token = newsletter.link_token(SECRET, ASKED)

        found = newsletter.open_link(SECRET, token, now=NOON + LIFE)

        assert (found.email, found.language, found.asked) == ("ana@example.com", "es", NOON)
        assert "ana" not in token
        assert len(token) < 300

    def test_is_over_after_two_days(self) -> None:
        token = newsletter.link_token(SECRET, ASKED)

        with pytest.raises(NewsletterLinkOver):
            newsletter.open_link(SECRET, token, now=NOON + LIFE + timedelta(seconds=1))

    def test_of_another_key_is_none_of_ours(self) -> None:
        token = newsletter.link_token("t" * 32, replace(ASKED))

        with pytest.raises(NewsletterLinkOver):
            newsletter.open_link(SECRET, token, now=NOON)

    @given(
        st.text(max_size=80) | st.binary(max_size=60).map(lambda b: urlsafe_b64encode(b).decode())
    )
    def test_of_anybody_else_is_refused(self, token: str) -> None:
        with pytest.raises(NewsletterLinkOver):
            newsletter.open_link(SECRET, token, now=NOON)
