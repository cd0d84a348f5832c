"""What a process tells of its work, and what a function's host may hear of a failure."""

from collections.abc import Iterator

import pytest

from lonja.kernel import telemetry, tracing
from lonja.kernel.telemetry import Work

pytestmark = pytest.mark.anyio


class Hearing:
    def __init__(self) -> None:
        self.heard: list[Work] = []

    def wants(self, *, is_notable: bool) -> bool:
        return is_notable

    def hear(self, work: Work) -> None:
        self.heard.append(work)


@pytest.fixture
def hearing() -> Iterator[Hearing]:
    hearing = Hearing()
    telemetry.set_listener(hearing)
    yield hearing
    telemetry.set_listener(None)


@telemetry.timer
async def breaks() -> None:
    raise ValueError("ana@example.com")


class TestAMessage:
    def test_that_failed_is_told_and_goes_on_failing(self, hearing: Hearing) -> None:
        with pytest.raises(ValueError, match="no"), telemetry.message("order.confirm", attempt=2):
            raise ValueError("no")

        [work] = hearing.heard
        assert (work.kind, work.name, work.is_failed) == ("message", "order.confirm", True)
        assert work.facts == {"attempt": 2}
        assert work.ended_ns >= work.began_ns

    def test_that_nobody_wants_to_hear_of_is_not_told(self, hearing: Hearing) -> None:
        with telemetry.message("order.confirm"):
            pass

        assert hearing.heard == []


class TestATimerThatFails:
    @pytest.mark.usefixtures("hearing")
    async def test_shows_a_host_that_reports_every_word_the_kind_and_the_trace_alone(self) -> None:
        with pytest.raises(telemetry.Failed, match=r"^ValueError in operation [0-9a-f]{32}$") as f:
            await breaks()

        assert (f.value.__cause__, f.value.__suppress_context__) == (None, True)

    async def test_shows_the_laptop_everything(self) -> None:
        with pytest.raises(ValueError, match=r"ana@example\.com"):
            await breaks()


class TestATraceparent:
    @pytest.mark.parametrize(
        ("header", "parent"),
        [
            (f"00-{'a' * 32}-{'b' * 16}-01", "b" * 16),
            (f"00-{'a' * 32}-{'0' * 16}-01", ""),
            ("ana@example.com", ""),
            (None, ""),
        ],
    )
    def test_names_what_its_sender_did(self, header: str | None, parent: str) -> None:
        assert tracing.parent_of(header) == parent
