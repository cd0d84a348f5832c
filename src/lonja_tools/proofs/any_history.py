"""A shop's history of one random thing after another, each of which a shop can do. Seeded."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg

from lonja_tools.proofs.shop_rows import ShopRows

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


class History:
    """Writes what happens; a time is one of three months from the first of March on."""

    def __init__(self, shop: ShopRows, seed: int) -> None:
        self.shop, self.dice = shop, random.Random(seed)
        self.zone = "Europe/Madrid"
        self.clock = timedelta()
        """How far the shop's clock is from the right one."""
        self.variants = [shop.variant(f"T-{number}") for number in range(4)]
        for variant in self.variants:
            shop.move_stock(variant, 100)
        self.buyers: list[UUID | None] = [None, shop.customer(), shop.customer("FR")]
        self.orders: list[UUID] = []
        self.cards: list[UUID] = []
        self.spent: list[datetime] = []

    @classmethod
    def begun(cls, url: str, seed: int) -> "History":
        """In this database, through a connection of its own; each statement is a transaction."""
        return cls(ShopRows(psycopg.connect(url, autocommit=True)), seed)

    @contextmanager
    def away(self, url: str) -> Iterator[None]:
        """Leave the database alone meanwhile: it is copied, or another one takes its place."""
        self.shop.db.close()
        yield
        self.shop = ShopRows(psycopg.connect(url, autocommit=True))

    def forget(self) -> None:
        """What happened since the copy that is now the shop never did."""
        known = {row[0] for row in self.shop.db.execute("SELECT id FROM orders")}
        self.orders = [order for order in self.orders if order in known]
        cards = {row[0] for row in self.shop.db.execute("SELECT id FROM credit_accounts")}
        self.cards = [card for card in self.cards if card in cards]

    def at(self) -> str:
        return (
            BEGIN + self.clock + timedelta(minutes=self.dice.randrange(90 * 24 * 60))
        ).isoformat()

    def step(self) -> None:
        acts: list[Callable[[], object]] = [
            *([self.buy] * 4),
            *(self.cancel, self.pay_late, self.send, self.bring_back, self.reprice, self.recost),
            *(self.change_buyer, self.erase, self.move, self.sell_card, self.spend, self.rate),
            *(self.merge, self.drop, self.move_house, self.take_off_sale, self.look, self.search),
            *(self.fill_cart, self.write_to_buyers),
        ]
        self.dice.choice(acts)()

    def buy(self) -> None:
        self.orders.append(
            self.shop.order(
                self.dice.choice(self.variants),
                at=self.at(),
                quantities=tuple(self.dice.choices(range(1, 6), k=self.dice.randint(1, 3))),
                currency=self.dice.choice(("EUR", "EUR", "USD", "JPY")),
                country=self.dice.choice(("ES", "FR")),
                customer=self.dice.choice(self.buyers),
                status=self.dice.choice(("confirmed", "confirmed", "placed")),
            )
        )

    def order(self, statement: str, *values: object) -> None:
        if self.orders:
            self.shop.db.execute(
                f"UPDATE orders SET {statement} WHERE id = %s",
                (*values, self.dice.choice(self.orders)),
            )

    def cancel(self) -> None:
        self.order("status = 'cancelled', cancelled_at = %s", datetime.fromisoformat(self.at()))

    def pay_late(self) -> None:
        self.order("status = 'confirmed', confirmed_at = %s", datetime.fromisoformat(self.at()))

    def send(self) -> None:
        if self.orders:
            order = self.dice.choice(self.orders)
            self.shop.move_stock(self.dice.choice(self.variants), -1, at=self.at(), order=order)
            self.order("shipped_at = placed_at + interval '30 hours'")

    def bring_back(self) -> None:
        row = self.shop.db.execute(
            "SELECT order_id, variant_id FROM order_lines JOIN orders ON id = order_id"
            " WHERE currency = 'EUR' AND variant_id IS NOT NULL ORDER BY 1, line LIMIT 1"
        ).fetchone()
        if row is not None:
            self.shop.give_back(row[0], row[1], at=self.at(), units=1, unit_minor=1250)

    def reprice(self) -> None:
        self.shop.reprice(self.dice.choice(self.variants), self.dice.randrange(100, 5000))

    def recost(self) -> None:
        self.shop.db.execute(
            "UPDATE variants SET cost_minor = %s WHERE id = %s",
            (self.dice.choice((None, 0, 300, 700)), self.dice.choice(self.variants)),
        )

    def change_buyer(self) -> None:
        self.shop.db.execute(
            "UPDATE customers SET segment = %s WHERE id = %s",
            (self.dice.choice(("retail", "trade")), self.dice.choice(self.buyers)),
        )

    def erase(self) -> None:
        self.shop.db.execute(
            "UPDATE customers SET country = '', language = '' WHERE id = %s",
            (self.dice.choice(self.buyers),),
        )

    def merge(self) -> None:
        self.shop.db.execute(
            "UPDATE orders SET customer_id = %s WHERE customer_id = %s",
            (self.dice.choice(self.buyers[1:]), self.dice.choice(self.buyers[1:])),
        )

    def move(self) -> None:
        self.shop.move_stock(
            self.dice.choice(self.variants),
            self.dice.randint(1, 20),
            at=self.at(),
            location=self.dice.choice(("main", "shop")),
        )

    def sell_card(self) -> None:
        if self.orders:
            order = self.dice.choice(self.orders)
            self.cards.append(self.shop.gift_card(order, 5000, at=self.at()))

    def spend(self) -> None:
        if self.cards:
            at = BEGIN + timedelta(days=100, minutes=len(self.spent))
            self.spent.append(at)
            self.shop.credit(self.dice.choice(self.cards), "spent", -100, at=at.isoformat())

    def rate(self) -> None:
        rates = {"USD": self.dice.choice(("1.1", "1.25")), "JPY": "160"}
        self.shop.become(self.zone, "EUR", rates=rates)

    def drop(self) -> None:
        row = self.shop.db.execute(
            "SELECT order_id, max(line) FROM order_lines WHERE NOT is_gift_card GROUP BY order_id"
            " HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
        ).fetchone()
        if row is not None:
            self.shop.drop_line(row[0], row[1])

    def move_house(self) -> None:
        self.order(
            "address = jsonb_build_object('postal_code', %s::text)", self.dice.choice(("28013", ""))
        )

    def look(self) -> None:
        product = self.shop.db.execute("SELECT id::text FROM products LIMIT 1").fetchone()
        assert product is not None
        for subject in ("", product[0]):
            self.shop.traffic(self.at()[:10], "product", 3, subject=subject)

    def search(self) -> None:
        day = self.at()[:10]
        for step in ("search", "search_empty"):
            self.shop.traffic(day, step, 1, subject=self.dice.choice(("blue", "azul")))

    def fill_cart(self) -> None:
        self.shop.cart(self.dice.choice(self.variants), at=self.at())

    def write_to_buyers(self) -> None:
        buyers = [one for one in self.buyers if one is not None]
        self.shop.campaign(*buyers, name=f"Campaign {self.dice.random()}", at=self.at())

    def take_off_sale(self) -> None:
        self.shop.db.execute(
            "UPDATE variants SET active = NOT active WHERE id = %s",
            (self.dice.choice(self.variants),),
        )
