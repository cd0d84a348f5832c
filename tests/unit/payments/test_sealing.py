"""A card's token at rest: only the shop that sealed it can read it."""

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from lonja.payments.api import TokenSeal

OURS = TokenSeal("a secret of this shop")


class TestASealedToken:
    @given(token=st.text())
    def test_opens_to_what_was_sealed(self, token: str) -> None:
        assert OURS.open(OURS.seal(token)) == token

    def test_opens_in_every_process_of_the_shop(self) -> None:
        assert TokenSeal("a secret of this shop").open(OURS.seal("tok_1")) == "tok_1"

    def test_shows_neither_itself_nor_that_it_was_sealed_before(self) -> None:
        once, again = OURS.seal("tok_1"), OURS.seal("tok_1")

        assert once != again
        assert b"tok_1" not in once

    def test_is_closed_to_another_secret(self) -> None:
        with pytest.raises(InvalidToken):
            TokenSeal("a secret of another shop").open(OURS.seal("tok_1"))

    def test_is_refused_when_a_byte_of_it_changed(self) -> None:
        sealed = bytearray(OURS.seal("tok_1"))
        sealed[len(sealed) // 2] ^= 1

        with pytest.raises(InvalidToken):
            OURS.open(bytes(sealed))
