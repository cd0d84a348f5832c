"""What the memory of pages promises."""

from typing import cast

import pytest

from lonja.frontoffice.pages.page_cache import CachedPage, PageCache
from lonja.kernel.live import Listener
from lonja.kernel.transaction import Change


class Ear:
    """A listener whose hearing the test decides."""

    is_live = True

    def hear(self, hearer: object, *, reconnected: object = None) -> None:
        self.say = hearer
        self.reconnected = reconnected


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def memory(ear: Ear) -> PageCache:
    return PageCache(cast("Listener", ear), max_bytes=100)


def kept(size: int, *tags: str) -> CachedPage:
    return CachedPage(b"x" * size, b"", frozenset(tags))


class TestMemory:
    def test_forgets_what_shows_a_changed_product_and_nothing_else(
        self, memory: PageCache, ear: Ear
    ) -> None:
        memory.keep(("a",), kept(10, "product:a"), mark=memory.mark)
        memory.keep(("b",), kept(10, "product:b"), mark=memory.mark)

        ear.say([Change("product", "a")])  # type: ignore[operator]

        assert memory.get(("a",)) is None
        assert memory.get(("b",)) is not None

    def test_never_keeps_a_page_that_was_read_before_a_change(
        self, memory: PageCache, ear: Ear
    ) -> None:
        mark = memory.mark
        ear.say([Change("shelf")])  # type: ignore[operator]

        memory.keep(("list",), kept(10, "shelf"), mark=mark)

        assert memory.get(("list",)) is None

    def test_is_not_disturbed_by_orders(self, memory: PageCache, ear: Ear) -> None:
        mark = memory.mark
        ear.say([Change("order", "a")])  # type: ignore[operator]

        memory.keep(("list",), kept(10, "shelf"), mark=mark)

        assert memory.get(("list",)) is not None

    def test_serves_nothing_while_it_is_deaf(self, memory: PageCache, ear: Ear) -> None:
        memory.keep(("a",), kept(10), mark=memory.mark)

        ear.is_live = False

        assert memory.get(("a",)) is None

    def test_stays_within_its_bytes_by_dropping_what_was_not_requested(
        self, memory: PageCache
    ) -> None:
        for name in ("a", "b"):
            memory.keep((name,), kept(40), mark=memory.mark)
        memory.get(("a",))

        memory.keep(("c",), kept(40), mark=memory.mark)

        assert [name for name in "abc" if memory.get((name,))] == ["a", "c"]
