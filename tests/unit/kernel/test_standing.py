"""What a process keeps in memory of each product, and until when."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from lonja.kernel.standing import Standing
from lonja.kernel.transaction import EVERYTHING, Change

pytestmark = pytest.mark.anyio


class Shelf:
    """Where parts are read, and how often."""

    def __init__(self) -> None:
        self.asked: list[list[UUID]] = []
        self.says = "old"

    async def read(self, products: Sequence[UUID]) -> dict[UUID, str]:
        self.asked.append(list(products))
        return dict.fromkeys(products, self.says)


class TestParts:
    async def test_are_read_once_and_only_where_they_are_missing(self) -> None:
        standing, shelf, a, b = Standing(is_live=lambda: True), Shelf(), uuid4(), uuid4()

        await standing.parts([a], shelf.read)
        found = await standing.parts([b, a], shelf.read)
        again = await standing.parts([a, b], shelf.read)

        assert found == again == {a: "old", b: "old"}
        assert shelf.asked == [[a], [b]]

    @pytest.mark.parametrize("is_whole", [False, True])
    async def test_of_a_product_that_changed_are_read_again(self, *, is_whole: bool) -> None:
        standing, shelf, a, b = Standing(is_live=lambda: True), Shelf(), uuid4(), uuid4()
        await standing.parts([a, b], shelf.read)
        shelf.says = "new"

        standing.heard(
            [EVERYTHING if is_whole else Change("product", str(a)), Change("order", "x")]
        )

        assert await standing.parts([a, b], shelf.read) == {
            a: "new",
            b: "new" if is_whole else "old",
        }

    async def test_that_were_read_while_the_product_changed_are_not_kept(self) -> None:
        standing, shelf, a = Standing(is_live=lambda: True), Shelf(), uuid4()

        async def changes_meanwhile(products: Sequence[UUID]) -> dict[UUID, str]:
            found = await shelf.read(products)
            standing.heard([Change("product", str(a))])
            return found

        await standing.parts([a], changes_meanwhile)
        shelf.says = "new"

        assert await standing.parts([a], shelf.read) == {a: "new"}

    async def test_are_read_each_time_by_a_process_that_may_miss_a_change(self) -> None:
        standing, shelf, a = Standing(is_live=lambda: False), Shelf(), uuid4()

        await standing.parts([a], shelf.read)
        await standing.parts([a], shelf.read)

        assert shelf.asked == [[a], [a]]
