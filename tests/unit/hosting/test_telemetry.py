"""What a process reports of its work, and what the Functions host sees of a failure."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import cast

import pytest

from lonja.bootstrap import Shop
from lonja.hosting.process_shop import ProcessShop
from lonja.kernel import tracing
from lonja.kernel.telemetry import Failed, Telemetry, Work

pytestmark = pytest.mark.anyio


class RecordingExporter:
    def __init__(self) -> None:
        self.recorded: list[Work] = []

    def wants(self, *, is_notable: bool) -> bool:
        return is_notable

    def record(self, work: Work) -> None:
        self.recorded.append(work)


@pytest.fixture
def exporter() -> RecordingExporter:
    return RecordingExporter()


async def breaks(_: Shop) -> None:
    raise ValueError("ana@example.com")


def timer(telemetry: Telemetry) -> Callable[[], Awaitable[None]]:
    """A timer that breaks, in a process that reports to this."""
    process = ProcessShop("functions-test")
    process._shop = cast("Shop", SimpleNamespace(telemetry=telemetry))
    return process.timer(breaks)


class TestAMessage:
    def test_that_failed_is_reported_and_still_raises(self, exporter: RecordingExporter) -> None:
        telemetry = Telemetry(exporter)
        with pytest.raises(ValueError, match="no"), telemetry.message("order.confirm", attempt=2):
            raise ValueError("no")

        [work] = exporter.recorded
        assert (work.kind, work.name, work.is_failed) == ("message", "order.confirm", True)
        assert work.facts == {"attempt": 2}
        assert work.ended_ns >= work.began_ns

    def test_that_the_exporter_does_not_want_is_not_recorded(
        self, exporter: RecordingExporter
    ) -> None:
        with Telemetry(exporter).message("order.confirm"):
            pass

        assert exporter.recorded == []


class TestATimerThatFails:
    async def test_shows_a_host_that_reports_every_word_the_kind_and_the_trace_alone(
        self, exporter: RecordingExporter
    ) -> None:
        with pytest.raises(Failed, match=r"^ValueError in operation [0-9a-f]{32}$") as f:
            await timer(Telemetry(exporter))()

        assert (f.value.__cause__, f.value.__suppress_context__) == (None, True)

    async def test_shows_the_laptop_everything(self) -> None:
        with pytest.raises(ValueError, match=r"ana@example\.com"):
            await timer(Telemetry())()


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
