"""What mails about a return say beside the order: which goods, the shop's words, where to send them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import spend_credit
from lonja.inventory import api as inventory
from lonja.kernel.money import Money, divide_half_up
from lonja.notifications.api import (
    ExchangeFacts,
    MailLine,
    OrderFacts,
    OrderMail,
    ReturnFacts,
)
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.returns import api as returns

KINDS: Final = frozenset(
    {
        "return_requested",
        "return_approved",
        "return_declined",
        "return_received",
        "return_exchanged",
        "return_cancelled",
        "withdrawal_received",
    }
)


type LinkOf = Callable[[orders.Order], str]
"""Where a buyer sees an order, by mail: the address opens it without a sign-in."""


async def about_return(
    db: AsyncConnection,
    order: orders.Order,
    message: OrderMail,
    facts: OrderFacts,
    link_of: LinkOf,
) -> OrderFacts:
    """The facts with those of the return, or of the statement, that the mail is about."""
    assert message.item_id is not None, "a mail about a return names it"
    if message.kind == "withdrawal_received":
        return await _about_statement(db, order, message.item_id, facts)
    case = await returns.case(db, order_id=order.id, case_id=message.item_id)
    policy = await returns.policy(db)
    return replace(
        facts,
        lines=_lines(order, case),
        returned=ReturnFacts(
            number=case.number,
            kind=case.kind,
            answer=case.answer,
            instructions=instructions_in(policy, order.language),
            buyer_pays=pays_way_back(policy, order, case.kind),
            exchange=_exchange(case),
            made=await _made(db, order, case, link_of),
        ),
    )


async def _made(
    db: AsyncConnection, order: orders.Order, case: returns.ReturnCase, link_of: LinkOf
) -> ExchangeFacts | None:
    """What is sent in place of the goods, what they pay of it, and what is left either way."""
    if case.exchange_order_id is None:
        return None
    made = await orders.get(db, case.exchange_order_id)
    paid = sum(
        one.amount.minor
        for one in await spend_credit.paid_parts(db, made.id)
        if one.kind == "exchange"
    )
    left = None if made.confirmed_at else await spend_credit.left_to_pay(db, made)
    back = 0
    if case.refund_id is not None:
        parts = payments.parts_of(await payments.refunds(db, order.id), case.refund_id)
        back = sum(one.amount_minor for one in parts if one.to is not payments.RefundTo.EXCHANGE)
    return ExchangeFacts(
        number=made.number,
        link=link_of(made),
        sent=[
            MailLine(
                line.name,
                line.options,
                line.quantity,
                Money(made.currency, line.total_minor - line.discount_minor),
            )
            for line in made.lines
        ],
        paid=Money(made.currency, paid),
        left=left if left and left.minor else None,
        until=await inventory.hold_expires_at(db, made.id) if left and left.minor else None,
        back=Money(order.currency, back) if back else None,
    )


async def _about_statement(
    db: AsyncConnection, order: orders.Order, statement_id: UUID, facts: OrderFacts
) -> OrderFacts:
    said = await returns.statement(db, statement_id)
    assert said is not None, "it was recorded with its mail"
    lines = facts.lines
    case = None
    if said.case_id is not None:
        case = await returns.case(db, order_id=order.id, case_id=said.case_id)
        lines = _lines(order, case)
    policy = await returns.policy(db)
    has_left = order.status is not orders.OrderStatus.CONFIRMED
    return replace(
        facts,
        lines=lines,
        address=None,
        returned=ReturnFacts(
            # Nobody sends back what they have not been sent.
            number=case.number if case and has_left else "",
            kind=returns.ReturnKind.WITHDRAWAL,
            instructions=instructions_in(policy, order.language) if case else (),
            buyer_pays=pays_way_back(policy, order, returns.ReturnKind.WITHDRAWAL),
            name=said.name,
            email=said.email,
            scope=said.scope,
            said_at=said.stated_at,
            is_late=said.is_late,
        ),
    )


def instructions_in(policy: returns.ReturnPolicy, language: str) -> tuple[str, ...]:
    """Where to send it and how, line by line, in this language or in another that there is."""
    words = policy.instructions.get(language) or next(iter(policy.instructions.values()), "")
    return tuple(line for line in words.splitlines() if line.strip())


def pays_way_back(
    policy: returns.ReturnPolicy, order: orders.Order, kind: returns.ReturnKind
) -> bool:
    """Whether the way back is the buyer's to pay; never for a fault of ours."""
    return kind is not returns.ReturnKind.CLAIM and policy.rule_for(order.country).buyer_pays


def _exchange(case: returns.ReturnCase) -> tuple[MailLine, ...]:
    return tuple(
        MailLine(
            line.replacement.name, line.replacement.options, line.held, Money(case.currency, 0)
        )
        for line in case.lines
        if line.replacement is not None and line.held
    )


def _lines(order: orders.Order, case: returns.ReturnCase) -> list[MailLine]:
    units = {line.line: line.held for line in case.lines}
    return [
        MailLine(
            line.name,
            line.options,
            units[line.line],
            Money(
                order.currency,
                divide_half_up(
                    (line.total_minor - line.discount_minor) * units[line.line], line.quantity
                ),
            ),
        )
        for line in order.lines
        if units.get(line.line)
    ]
