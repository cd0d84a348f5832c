import uuid
from datetime import UTC, datetime

from lonja.kernel.ids import uuid7

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
