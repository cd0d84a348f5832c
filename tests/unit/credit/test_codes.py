"""A code is typed by people, guessed by nobody, and stored as a digest."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lonja.credit._code import code_digest, code_of, read_code

SECRET = "s" * 32
CARD = UUID("01920000-0000-7000-8000-000000000001")


class TestACode:
    def test_is_the_same_for_a_card_whenever_it_is_needed(self) -> None:
        code = code_of(SECRET, CARD)

        assert code == code_of(SECRET, CARD)
        assert len(code) == 19
        assert code.count("-") == 3

    @given(st.uuids(), st.uuids())
    def test_belongs_to_one_card_of_one_installation(self, one: UUID, other: UUID) -> None:
        assert (code_of(SECRET, one) == code_of(SECRET, other)) == (one == other)
        assert code_of(SECRET, one) != code_of("t" * 32, one)

    @given(st.uuids())
    def test_is_read_however_it_is_typed(self, card: UUID) -> None:
        code = code_of(SECRET, card)

        as_typed = f"  {code.lower().replace('-', ' ')}\n".replace("0", "o").replace("1", "l")

        assert read_code(as_typed) == code.replace("-", "")
        assert code_digest(as_typed) == code_digest(code)

    @given(st.text(max_size=40))
    def test_anything_else_is_no_code(self, typed: str) -> None:
        letters = read_code(typed)

        assert letters is None or len(letters) == 16
