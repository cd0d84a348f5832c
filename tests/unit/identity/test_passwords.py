"""Which passwords are taken, and which one is right."""

import pytest
from argon2 import PasswordHasher

from lonja.identity import _passwords
from lonja.identity.api import (
    WeakPassword,
    check_password,
    hash_password,
    is_password,
    new_hash,
)


class TestAPassword:
    @pytest.mark.parametrize("password", ["a long enough one", "ñandú y pingüino", "a1b2c" * 40])
    def test_is_taken_when_it_is_long(self, password: str) -> None:
        check_password(password, email="ines@azulejo.example")

    @pytest.mark.parametrize(
        "password",
        [
            "elevenchars",
            "a1b2c" * 40 + "!",
            "abcdabcdabcd",
            "i am Ines.Caballero",
            "AZULEJO rules the world",
        ],
    )
    def test_is_refused_when_it_is_short_or_easily_guessed(self, password: str) -> None:
        with pytest.raises(WeakPassword):
            check_password(password, email="ines.caballero@azulejo.example")

    @pytest.mark.anyio
    async def test_is_right_for_its_own_hash_alone(self) -> None:
        stored = await new_hash("a long enough one")

        assert stored != hash_password("a long enough one")
        assert await is_password(stored, "a long enough one")
        assert not await is_password(stored, "another long one")
        assert not await is_password("not a hash", "a long enough one")
        assert not await is_password(None, "nobody has this password")

    def test_takes_as_long_for_a_name_that_nobody_has(self, real_hasher: PasswordHasher) -> None:
        assert (real_hasher.time_cost, real_hasher.memory_cost) == (2, 19_456)
        assert not real_hasher.check_needs_rehash(_passwords._NOBODY)
