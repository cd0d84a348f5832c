"""Which codes open the door, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from lonja.identity._sealing import Seal, WrongKey
from lonja.identity._second_factor import code_of, matching_step, next_unused_step, step_at

# RFC 6238, appendix B: the shared secret "12345678901234567890", at second 1111111109, is 07081804.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
THEN = datetime.fromtimestamp(1_111_111_109, UTC)


class TestACode:
    def test_is_the_one_of_the_standard(self) -> None:
        assert code_of(SECRET, step_at(THEN)) == "081804"

    @pytest.mark.parametrize("seconds", [-30, 0, 30])
    def test_is_right_one_step_either_way(self, seconds: int) -> None:
        assert matching_step(SECRET, "081804", now=THEN + timedelta(seconds=seconds)) == 37_037_036

    @pytest.mark.parametrize("seconds", [-60, 60, 3600])
    def test_is_wrong_further_away(self, seconds: int) -> None:
        now = datetime.fromtimestamp(10_000_019, UTC)
        code = code_of(SECRET, step_at(now))

        assert matching_step(SECRET, code, now=now + timedelta(seconds=seconds)) is None

    @pytest.mark.parametrize("typed", ["", "08180", "０８１８０４", "08180\0", "081804 "])
    def test_is_never_anything_but_its_six_digits(self, typed: str) -> None:
        assert matching_step(SECRET, typed, now=THEN) is None


def test_the_demo_shows_the_next_code_that_was_not_used() -> None:
    current = step_at(THEN)

    assert next_unused_step(0, now=THEN) == current
    assert next_unused_step(current, now=THEN) == current + 1
    assert next_unused_step(current + 1, now=THEN) == current + 1


def a_seal(key: str = "k", *, purpose: str = "test") -> Seal:
    return Seal(key * 32, purpose=purpose)


class TestASeal:
    def test_opens_for_the_person_it_was_closed_for(self) -> None:
        seal = a_seal()

        assert seal.open(seal.close(SECRET, owner="ines"), owner="ines") == SECRET

    def test_opens_for_nobody_else_and_under_no_other_key(self) -> None:
        sealed = a_seal().close(SECRET, owner="ines")

        with pytest.raises(WrongKey):
            a_seal().open(sealed, owner="marcos")
        with pytest.raises(WrongKey):
            a_seal("j").open(sealed, owner="ines")

    def test_opens_for_no_other_purpose(self) -> None:
        sealed = a_seal().close(SECRET, owner="ines")

        with pytest.raises(WrongKey):
            a_seal(purpose="another").open(sealed, owner="ines")

    def test_never_looks_the_same_twice(self) -> None:
        seal = a_seal()

        assert seal.close(SECRET, owner="ines") != seal.close(SECRET, owner="ines")
