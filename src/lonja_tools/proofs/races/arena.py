"""An arena: something that may be had a few times, and many who want it at once, again and again."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import api as carts
from lonja.kernel import clock
from lonja.kernel.address import Address
from lonja.kernel.db import Database
from lonja_tools.proofs import must
from lonja_tools.proofs.races.acts import BUSY, OK, Act, Place

ADDRESS: Final = Address(
    name="Ana Prueba",
    line1="Calle Mayor 1",
    city="Madrid",
    postal_code="28001",
    country="ES",
    region="Madrid",
)
SHIPPING_MINOR: Final = 5_00


class Arena(ABC):
    """`begin` once, then waves: `prepare` says who does what, `check` what must have come of it."""

    name: ClassVar[str]

    def __init__(self, database: Database, number: int) -> None:
        self.database, self.number = database, number

    async def begin(self) -> None:
        return None

    @abstractmethod
    async def prepare(self) -> Sequence[Act]: ...

    @abstractmethod
    async def check(self, answers: Mapping[Act, str]) -> None: ...


class Crowd(Arena):
    """`WANT` carts that each want one of `THERE`; whoever was refused tries again in the next wave."""

    WANT: ClassVar[int] = 12
    THERE: ClassVar[int] = 2
    REFUSED: ClassVar[frozenset[str]]

    def __init__(self, database: Database, number: int) -> None:
        super().__init__(database, number)
        self.carts: list[UUID] = []
        self.wave = 0

    @abstractmethod
    async def offer(self, db: AsyncConnection) -> None:
        """Let `THERE` more of them be had."""

    @abstractmethod
    async def fill(self, db: AsyncConnection) -> UUID:
        """A cart that wants one."""

    @abstractmethod
    async def gone(self, db: AsyncConnection, won: int) -> None:
        """Raise unless the shop's own books say that so many more were had."""

    def buyer(self, place: int) -> str:
        return f"buyer-{self.number}-{self.wave}-{place}@races.example"

    def act(self, cart_id: UUID, place: int) -> Place:
        return Place(cart_id, self.buyer(place))

    async def prepare(self) -> Sequence[Act]:
        self.wave += 1
        async with self.database.transaction() as db:
            await self.offer(db)
        while len(self.carts) < self.WANT:
            async with self.database.transaction() as db:
                self.carts.append(await self.fill(db))
        return [self.act(cart_id, place) for place, cart_id in enumerate(self.carts)]

    async def check(self, answers: Mapping[Act, str]) -> None:
        codes = Counter(answers.values())
        won = [
            act.cart_id for act, code in answers.items() if isinstance(act, Place) and code == OK
        ]
        must(len(won) <= self.THERE, "never one too many", arena=self.name, answers=codes)
        if not codes[BUSY]:
            must(len(won) == self.THERE, "never one too few", arena=self.name, answers=codes)
        wrong = set(codes) - self.REFUSED - {OK, BUSY}
        must(not wrong, "the others are refused in so many words", arena=self.name, answers=codes)
        async with self.database.reading() as db:
            await self.gone(db, len(won))
        self.carts = [one for one in self.carts if one not in set(won)]


async def fill_cart(
    db: AsyncConnection,
    lines: Mapping[str, int],
    *,
    code: str = "",
    gift_card: UUID | None = None,
    credit_of: str = "",
) -> UUID:
    now = clock.now()
    cart = await carts.open_cart(db, currency="EUR", language="es", now=now)
    for sku, quantity in lines.items():
        await carts.add_line(db, cart_id=cart.id, sku=sku, quantity=quantity, now=now)
    await carts.set_address(db, cart_id=cart.id, address=ADDRESS, now=now)
    await carts.set_shipping(db, cart_id=cart.id, code="standard", now=now)
    if code:
        await carts.put_code(db, cart_id=cart.id, code=code, now=now)
    if gift_card is not None:
        await carts.put_gift_card(db, cart_id=cart.id, account_id=gift_card, now=now)
    if credit_of:
        await carts.prove_email(db, cart_id=cart.id, email=credit_of, now=now)
        await carts.use_store_credit(db, cart_id=cart.id, is_used=True, now=now)
    return cart.id
