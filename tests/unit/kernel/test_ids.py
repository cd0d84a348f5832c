import uuid
from datetime import UTC, datetime

import pytest

from lonja.kernel.ids import uuid7, written_order_number

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class TestUuid7:
    def test_is_of_version_7_and_says_its_millisecond(self) -> None:
        at_ms = int(NOON.timestamp() * 1000)

        made = uuid7(at_ms)

        assert (made.version, made.variant) == (7, uuid.RFC_4122)
        assert made.int >> 80 == at_ms

    def test_sorts_as_they_were_made(self) -> None:
        """Events of one transaction share their time, and are shown in the order of their ids."""
        made = [uuid7() for _ in range(10_000)]

        assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}
        assert len(set(made)) == len(made)
        assert made == sorted(made)

    def test_at_one_moment_differ(self) -> None:
        assert len({uuid7(0) for _ in range(1_000)}) == 1_000


class TestWrittenOrderNumber:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("PJAR-13NW", "PJAR-13NW"),
            (" #pjar 13nw ", "PJAR-13NW"),
            ("PJAR13NW", "PJAR-13NW"),
            ("PJAR\u201113NW", "PJAR-13NW"),
            ("ＰＪＡＲ－１３ＮＷ", "PJAR-13NW"),
            ("PJAR-I3NW", "PJAR-13NW"),
            ("no k7qf 93md", "NO-K7QF-93MD"),
            ("PJAR-13N", ""),
            ("PJAR-13NU", ""),
            ("ABCDEFG-PJAR-13NW", ""),
            ("", ""),
        ],
    )
    def test_is_the_number_that_somebody_meant(self, typed: str, meant: str) -> None:
        assert written_order_number(typed) == meant
