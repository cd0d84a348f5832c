"""Which codes open the door, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from lonja.staff._permissions import GRANTS, Permission, Role, permissions_of
from lonja.staff._sealing import Seal, WrongKey
from lonja.staff._second_factor import code_of, matching_step, next_unused_step, step_at

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


class TestASeal:
    def test_opens_for_the_person_it_was_closed_for(self) -> None:
        seal = Seal("k" * 32)

        assert seal.open(seal.close(SECRET, owner="ines"), owner="ines") == SECRET

    def test_opens_for_nobody_else_and_under_no_other_key(self) -> None:
        sealed = Seal("k" * 32).close(SECRET, owner="ines")

        with pytest.raises(WrongKey):
            Seal("k" * 32).open(sealed, owner="marcos")
        with pytest.raises(WrongKey):
            Seal("j" * 32).open(sealed, owner="ines")

    def test_never_looks_the_same_twice(self) -> None:
        seal = Seal("k" * 32)

        assert seal.close(SECRET, owner="ines") != seal.close(SECRET, owner="ines")


class TestRoles:
    def test_add_up(self) -> None:
        both = permissions_of([Role.ANALYST, Role.STOCK])

        assert both == GRANTS[Role.ANALYST] | GRANTS[Role.STOCK]
        assert permissions_of([]) == frozenset()

    def test_leave_the_staff_to_the_owner_alone(self) -> None:
        others = permissions_of([role for role in Role if role is not Role.OWNER])

        assert frozenset(Permission) - others == {Permission.STAFF_READ, Permission.STAFF_WRITE}
