"""Tags and notes on customers, groups, segments, gift cards and store credit."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.credit.api import GiftCardDraft
from lonja.customers import api as customers
from lonja.customers.api import Rule
from lonja.kernel.db import rows
from lonja.kernel.money import Money
from lonja.waitlist import api as waitlist
from lonja_tools.demo.desk._desk import Desk

_TRADE_MEMBERS: Final = 24
_FRIENDS: Final = 12


@dataclass(frozen=True, slots=True)
class Groups:
    trade: UUID


@dataclass(frozen=True, slots=True)
class _Buyer:
    id: UUID
    email: str
    name: str
    language: str
    version: int


async def write(db: AsyncConnection, desk: Desk) -> Groups:
    best = await _best_buyers(db)
    await _mark(db, desk, best)
    trade = await _group(
        db, desk, best[:_TRADE_MEMBERS], "Profesionales", "Arquitectos, estudios y colocadores"
    )
    await _group(db, desk, best[30 : 30 + _FRIENDS], "Amigos de la casa", "Prueban lo nuevo")
    await _write_segments(db, desk, trade)
    await _give(db, desk, best)
    return Groups(trade)


async def _best_buyers(db: AsyncConnection) -> list[_Buyer]:
    return await rows(
        db,
        _Buyer,
        "SELECT id, email, name, language, version FROM customers WHERE erased_at IS NULL"
        " ORDER BY orders DESC, id LIMIT 60",
    )


async def _mark(db: AsyncConnection, desk: Desk, best: list[_Buyer]) -> None:
    words = (
        ("arquitecto", "Proyecta dos obras para la primavera: avisarle de lo nuevo en terrazo."),
        ("colocador", "Prefiere que le llamen por la mañana. Recoge siempre en Valencia."),
        ("interiorista", "Pide muestras de todo antes de decidir; conviene tenerlas a mano."),
    )
    for at, buyer in enumerate(best[:15]):
        tag, note = words[at % len(words)]
        tags = [tag, "vip"] if at < 4 else [tag]
        await customers.set_tags(db, buyer.id, tags, version=buyer.version, **desk.clerk)
        if at < 6:
            await customers.add_note(db, buyer.id, desk.id(), text=note, **desk.clerk)


async def _group(
    db: AsyncConnection, desk: Desk, members: list[_Buyer], name: str, description: str
) -> UUID:
    group_id = await customers.add_group(db, name=name, description=description, **desk.owner)
    joining = [one.id for one in members]
    await customers.change_members(db, group_id, join=joining, version=1, **desk.owner)
    return group_id


async def _write_segments(db: AsyncConnection, desk: Desk, trade: UUID) -> None:
    for name, rule in (
        ("Grandes clientes", Rule(spent_min_minor=500_000, currency="EUR")),
        ("Hace medio año que no vienen", Rule(orders_min=1, quiet_for_days=180)),
        ("Primer pedido este mes", Rule(orders_min=1, orders_max=1, ordered_within_days=30)),
        ("Con permiso, fuera del gremio", Rule(consents=True, not_groups=(trade,))),
    ):
        await customers.add_segment(db, name=name, rule=rule, **desk.owner)


async def _give(db: AsyncConnection, desk: Desk, best: list[_Buyer]) -> None:
    """Cards for an apology, a prize and a fair; credit for goods that came late."""
    for at, (amount, reason, message) in enumerate(
        (
            (5_000, "Retraso en la entrega", "Gracias por la paciencia."),
            (10_000, "Sorteo de la feria", "Ha ganado el sorteo de nuestra caseta."),
            (2_500, "Fotos de su cocina", "Por las fotos: han quedado preciosas."),
        )
    ):
        buyer = best[40 + at]
        draft = GiftCardDraft(
            Money("EUR", amount),
            expires_at=desk.days(365) if at == 1 else None,
            email=buyer.email,
            name=buyer.name,
            message=message,
            language=buyer.language,
        )
        card_id = desk.id()
        await credit.issue(
            db,
            card_id,
            draft,
            reason=reason,
            limit_minor=None,
            secret=desk.secret,
            **desk.owner,
        )
        if at == 1:
            await credit.adjust(
                db,
                card_id,
                entry_id=desk.id(),
                amount_minor=-3_500,
                reason="Gastado en la tienda de Valencia",
                limit_minor=None,
                **desk.clerk,
            )
    for at, amount in enumerate((1_500, 4_000, 7_990)):
        account = await credit.open_store_credit(db, best[45 + at].id, "EUR", **desk.clerk)
        await credit.adjust(
            db,
            account,
            entry_id=desk.id(),
            amount_minor=amount,
            reason="Piezas rotas en el camino",
            limit_minor=None,
            **desk.clerk,
        )


async def let_wait(db: AsyncConnection, desk: Desk) -> None:
    """What is sold out and not on its way is waited for, some of it by many."""
    best = await _best_buyers(db)
    gone = await rows(
        db,
        UUID,
        "SELECT l.variant_id FROM stock_levels l JOIN variants v ON v.id = l.variant_id"
        " LEFT JOIN backorder_terms t ON t.variant_id = l.variant_id"
        " WHERE l.on_hand - l.held <= 0 AND t.variant_id IS NULL ORDER BY md5(v.sku) LIMIT 12",
    )
    for at, variant_id in enumerate(gone):
        for buyer in best[at : at + max(1, 11 - at)]:
            await waitlist.wish(
                db,
                variant_id=variant_id,
                email=buyer.email,
                language=buyer.language,
                ends_at=desk.days(180),
                now=desk.opened,
            )
