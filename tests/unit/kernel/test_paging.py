"""Cursors: what a list's sort key becomes on its way to the caller and back."""

import base64
import contextlib
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel.paging import BY_NAME, BY_NUMBER, BY_TIME, BadCursor, SortKey

KEY = (datetime(2026, 3, 1, 12, tzinfo=UTC), UUID(int=7))
BY_RATING = SortKey(int, datetime, UUID)


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class TestACursor:
    @given(
        st.integers(-(1 << 62) + 1, (1 << 62) - 1),
        st.datetimes(timezones=st.just(UTC)),
        st.uuids(),
    )
    def test_gives_the_key_back(self, rating: int, at: datetime, key: UUID) -> None:
        assert BY_RATING.decode(BY_RATING.encode((rating, at, key))) == (rating, at, key)

    @given(st.text(st.characters(exclude_characters="\0"), max_size=400), st.uuids())
    def test_gives_any_name_back(self, name: str, key: UUID) -> None:
        assert BY_NAME.decode(BY_NAME.encode((name, key))) == (name, key)

    def test_without_a_time_zone_is_read_as_utc(self) -> None:
        assert BY_TIME.decode(cursor(["2026-03-01T12:00:00", str(UUID(int=7))])) == KEY

    @given(st.text())
    def test_of_any_text_is_read_or_refused(self, text: str) -> None:
        with contextlib.suppress(BadCursor):
            BY_TIME.decode(text)

    @pytest.mark.parametrize(
        "value",
        [
            None,
            {},
            {"0": "2026-03-01", "1": str(UUID(int=7))},
            [],
            ["2026-03-01"],
            ["2026-03-01", str(UUID(int=7)), 1],
            ["yesterday", str(UUID(int=7))],
            ["2026-03-01", "not an id"],
            [20260301, str(UUID(int=7))],
            ["2026-03-01", 7],
        ],
    )
    def test_of_another_list_is_refused(self, value: object) -> None:
        with pytest.raises(BadCursor):
            BY_TIME.decode(cursor(value))

    @pytest.mark.parametrize("number", [True, 1.5, "1", 1 << 62, -(1 << 62)])
    def test_holds_only_numbers_that_fit_a_column(self, number: object) -> None:
        with pytest.raises(BadCursor):
            BY_NUMBER.decode(cursor([number]))

    @pytest.mark.parametrize("text", ["a\0b", "a" * 401])
    def test_holds_only_text_that_fits_a_column(self, text: str) -> None:
        with pytest.raises(BadCursor):
            BY_NAME.decode(cursor([text, str(UUID(int=7))]))

    def test_is_none_for_the_first_page(self) -> None:
        assert (BY_TIME.after(None), BY_TIME.after("")) == (None, None)
        assert BY_TIME.after(BY_TIME.encode(KEY)) == KEY


class TestAPage:
    def test_ends_a_list_that_fits(self) -> None:
        page = BY_NUMBER.page([1, 2, 3], 3, lambda number: (number,))

        assert (page.items, page.next_cursor) == ([1, 2, 3], None)

    def test_names_the_last_row_shown_where_more_follow(self) -> None:
        page = BY_NUMBER.page([1, 2, 3, 4], 3, lambda number: (number,))

        assert page.items == [1, 2, 3]
        assert BY_NUMBER.after(page.next_cursor) == (3,)

    def test_of_nothing_is_the_last(self) -> None:
        none: list[int] = []
        page = BY_NUMBER.page(none, 3, lambda number: (number,))

        assert (page.items, page.next_cursor) == ([], None)
