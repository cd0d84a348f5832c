"""The first family: something that pays or takes off, and is asked for more often than it is there."""

from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.kernel import clock
from lonja.kernel.db import one
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.promotions import api as promotions
from lonja_tools.proofs import must
from lonja_tools.proofs.races.acts import CLERK, Place
from lonja_tools.proofs.races.arena import SHIPPING_MINOR, Crowd, fill_cart

SKU: Final = "PLENTY"
TOTAL_MINOR: Final = 10_00 + SHIPPING_MINOR
SECRET: Final = "a secret of thirty-two characters"  # noqa: S105 - guards nothing


class _Balance(Crowd):
    """Money for two orders, in twelve carts that it pays whole."""

    REFUSED: ClassVar[frozenset[str]] = frozenset({"gift_card_refused", "gift_cards_changed"})

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]  # as every arena's
        self.account_id = UUID(int=0)
        self.had_minor = 0

    def act(self, cart_id: UUID, place: int) -> Place:
        return Place(cart_id, self.buyer(place), seen_credit_minor=TOTAL_MINOR)

    async def offer(self, db: AsyncConnection) -> None:
        """Bring it to two orders and a rest that pays no third."""
        there = (await credit.account(db, self.account_id)).balance_minor
        self.had_minor = self.THERE * TOTAL_MINOR + 3_33
        if self.had_minor != there:
            await credit.adjust(
                db, self.account_id, entry_id=uuid7(), amount_minor=self.had_minor - there,
                reason="races", actor=CLERK, limit_minor=None, now=clock.now(),
            )  # fmt: skip

    async def gone(self, db: AsyncConnection, won: int) -> None:
        left = (await credit.account(db, self.account_id)).balance_minor
        booked = await one(
            db,
            int,
            "SELECT coalesce(sum(amount_minor), 0)::bigint FROM credit_entries"
            " WHERE account_id = %(id)s",
            id=self.account_id,
        )
        expected = self.had_minor - won * TOTAL_MINOR
        must(
            left == booked == expected, "a balance pays each cent once", arena=self.name,
            left=left, booked=booked, expected=expected,
        )  # fmt: skip


class GiftCard(_Balance):
    name = "a gift card in many carts"

    async def begin(self) -> None:
        self.account_id = uuid7()
        async with self.database.transaction() as db:
            await credit.issue(
                db, self.account_id, credit.GiftCardDraft(Money("EUR", TOTAL_MINOR)),
                reason="races", actor=CLERK, limit_minor=None, secret=SECRET, now=clock.now(),
            )  # fmt: skip

    async def fill(self, db: AsyncConnection) -> UUID:
        return await fill_cart(db, {SKU: 1}, gift_card=self.account_id)


class StoreCredit(_Balance):
    name = "store credit in many carts"

    @property
    def owner(self) -> str:
        return f"owner-{self.number}@races.example"

    async def begin(self) -> None:
        now = clock.now()
        async with self.database.transaction() as db:
            customer_id = await customers.remember(
                db, email=self.owner, name="Ana", language="es", country="ES", now=now
            )
            self.account_id = await credit.open_store_credit(
                db, customer_id, "EUR", actor=CLERK, now=now
            )

    async def fill(self, db: AsyncConnection) -> UUID:
        return await fill_cart(db, {SKU: 1}, credit_of=self.owner)


class _Code(Crowd):
    REFUSED: ClassVar[frozenset[str]] = frozenset({"code_refused", "promotion_refused"})

    @property
    def code(self) -> str:
        return f"RACE-{self.number}-{self.wave}"

    def draft(
        self, *, max_uses: int | None = None, max_per_buyer: int | None = None
    ) -> promotions.Draft:
        reward = promotions.Reward(promotions.RewardKind.ORDER_PERCENT, percent=10)
        return promotions.Draft(
            names={"es": "Carrera", "en": "Race"},
            rule=promotions.Rule(reward),
            status=promotions.PromotionStatus.ACTIVE,
            needs_code=True,
            max_uses=max_uses,
            max_per_buyer=max_per_buyer,
        )

    async def used(self, db: AsyncConnection, code: str) -> int:
        """By the counter; the uses of orders must say the same."""
        counted = await one(
            db, int, "SELECT used FROM promotion_codes WHERE code = %(code)s", code=code
        )
        uses = await one(
            db,
            int,
            "SELECT count(*) FROM promotion_uses WHERE code = %(code)s AND released_at IS NULL",
            code=code,
        )
        must(
            counted == uses, "a code is counted as often as it is used", counted=counted, uses=uses
        )
        return counted


class OneUse(_Code):
    """A code that may be used once more; its carts stay, and race for the next use."""

    name = "a code's last use in many carts"
    THERE = 1

    @property
    def code(self) -> str:
        return f"ONCE-{self.number}"

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]  # as every arena's
        self.before = 0

    async def begin(self) -> None:
        async with self.database.transaction() as db:
            await promotions.put_promotion(
                db, self.code, self.draft(), actor=CLERK, now=clock.now()
            )

    async def offer(self, db: AsyncConnection) -> None:
        self.before = await self.used(db, self.code)
        there = await promotions.code(db, self.code)
        await promotions.limit_code(
            db, self.code, max_uses=self.before + 1, version=there.version, actor=CLERK,
            now=clock.now(),
        )  # fmt: skip

    async def fill(self, db: AsyncConnection) -> UUID:
        return await fill_cart(db, {SKU: 1}, code=self.code)

    async def gone(self, db: AsyncConnection, won: int) -> None:
        used = await self.used(db, self.code)
        must(used == self.before + won, "a code is used once", used=used, before=self.before)


class OncePerBuyer(OneUse):
    """Anybody may use it, each buyer once; in every wave one buyer has twelve carts."""

    name = "a code once per buyer, in many carts of one"

    async def begin(self) -> None:
        async with self.database.transaction() as db:
            await promotions.put_promotion(
                db, self.code, self.draft(max_per_buyer=1), actor=CLERK, now=clock.now()
            )

    def buyer(self, place: int) -> str:
        del place
        return f"buyer-{self.number}-{self.wave}@races.example"

    async def offer(self, db: AsyncConnection) -> None:
        self.before = await self.used(db, self.code)


class OnceInAll(OneUse):
    """A promotion with many codes that may be used once more by all of them together."""

    name = "a promotion's last use by many codes"

    async def begin(self) -> None:
        async with self.database.transaction() as db:
            self.promotion_id = await promotions.add_promotion(
                db, self.draft(max_uses=1), actor=CLERK, now=clock.now()
            )
            for place in range(self.WANT):
                await promotions.add_code(
                    db, self.promotion_id, f"{self.code}-{place}", actor=CLERK, now=clock.now()
                )

    async def offer(self, db: AsyncConnection) -> None:
        self.before = await self._in_all(db)
        there = await promotions.promotion(db, self.promotion_id)
        draft = self.draft(max_uses=self.before + 1)
        if there.draft.max_uses != draft.max_uses:
            await promotions.change_promotion(
                db, self.promotion_id, draft, version=there.version, actor=CLERK, now=clock.now()
            )

    async def fill(self, db: AsyncConnection) -> UUID:
        return await fill_cart(db, {SKU: 1}, code=f"{self.code}-{len(self.carts)}")

    async def gone(self, db: AsyncConnection, won: int) -> None:
        used = await self._in_all(db)
        must(used == self.before + won, "a promotion is used once", used=used, before=self.before)

    async def _in_all(self, db: AsyncConnection) -> int:
        return await one(
            db,
            int,
            "SELECT count(*) FROM promotion_uses WHERE promotion_id = %(id)s"
            " AND released_at IS NULL",
            id=self.promotion_id,
        )
