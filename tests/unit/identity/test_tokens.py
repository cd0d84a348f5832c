"""Tokens of sessions and links."""

from uuid import UUID

import pytest

from lonja.identity.api import link_subject, link_token, new_token, token_hash

KEY = "k" * 32
SUBJECT = UUID("01900000-0000-7000-8000-000000000001")


class TestASessionToken:
    def test_is_never_the_same_twice(self) -> None:
        assert new_token() != new_token()

    def test_is_kept_as_a_hash_of_32_bytes(self) -> None:
        token = new_token()

        assert len(token_hash(token)) == 32
        assert token.encode() not in token_hash(token)


class TestALink:
    def test_names_what_it_is_about(self) -> None:
        assert link_subject(KEY, "invitation", link_token(KEY, "invitation", SUBJECT)) == SUBJECT

    def test_opens_nothing_for_another_purpose_or_under_another_key(self) -> None:
        token = link_token(KEY, "invitation", SUBJECT)

        assert link_subject(KEY, "password", token) is None
        assert link_subject("j" * 32, "invitation", token) is None

    @pytest.mark.parametrize(
        "token",
        [
            "",
            ".",
            str(SUBJECT),
            f"{SUBJECT}.",
            f"{SUBJECT}.{'0' * 32}",
            f"{{{SUBJECT}}}.{link_token(KEY, 'invitation', SUBJECT).partition('.')[2]}",
            f"{SUBJECT.hex}.{link_token(KEY, 'invitation', SUBJECT).partition('.')[2]}",
            "é.é",
        ],
    )
    def test_that_we_did_not_make_is_none(self, token: str) -> None:
        assert link_subject(KEY, "invitation", token) is None
