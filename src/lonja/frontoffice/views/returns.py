"""Returns and withdrawals as their buyer sees them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from lonja.actions.exchange_offers import Offer
from lonja.actions.return_goods import Returnable
from lonja.frontoffice.views.frame import Frame
from lonja.kernel.languages import text_in
from lonja.orders import api as orders
from lonja.returns import api as returns
from lonja.returns.api import ReturnKind, ReturnStatus

type OrderLink = Callable[[UUID, str], str]
"""(order, number) → its page, with the token that opens it."""

MAY_SAY_SENT = frozenset({ReturnStatus.APPROVED, ReturnStatus.IN_TRANSIT})
MAY_CANCEL = frozenset({ReturnStatus.REQUESTED, ReturnStatus.APPROVED, ReturnStatus.IN_TRANSIT})


@dataclass(frozen=True, slots=True)
class Told:
    """What a return's own box says after a form of it: `refused` is (file, code of why) of pictures."""

    case_id: str
    notice: str = ""
    problem: str = ""
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnedGoods:
    name: str
    quantity: int
    answer: str
    exchange: str = ""
    """What comes in its place; empty for its money."""
    exchange_options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReturnShown:
    """`instructions` say where to send it, while that is still to be done."""

    id: str
    number: str
    status: str
    is_late: bool
    answer: str
    tracking: str
    instructions: tuple[str, ...]
    buyer_pays: bool
    may_say_sent: bool
    may_cancel: bool
    lines: tuple[ReturnedGoods, ...]
    exchange_number: str
    exchange_url: str
    """Of the order that was made in exchange."""
    photos: tuple[str, ...]
    may_add_photos: bool
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Returning:
    """What an order's page says of returns; `may_start` opens the form of the shop's own promise."""

    cases: tuple[ReturnShown, ...] = ()
    may_start: bool = False
    may_withdraw: bool = False
    withdraw_until: date | None = None


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """`excluded` is the reason why it does not come back by the shop's promise."""

    line: int
    name: str
    options: Mapping[str, str]
    left: int
    excluded: str | None
    exchanges: Sequence[Offer] = ()


@dataclass(frozen=True, slots=True)
class ReturnForm:
    frame: Frame
    number: str
    order_url: str
    withdraw_url: str
    action: str
    case_id: str
    lines: tuple[ReturnableLine, ...]
    currency: str
    reasons: tuple[tuple[str, str], ...]
    return_until: date | None
    may_return: bool
    may_withdraw: bool
    buyer_pays: bool
    typed: Mapping[str, str]
    problem: str

    @property
    def offers_exchange(self) -> bool:
        return any(line.exchanges for line in self.lines)


@dataclass(frozen=True, slots=True)
class WithdrawalPage:
    """`step`: form, confirm or done. `lines` are known where the order's own link was used."""

    frame: Frame
    step: str
    action: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    lines: tuple[ReturnableLine, ...] = ()
    chosen: tuple[ReturnedGoods, ...] = ()
    said_at: datetime | None = None


def shown(
    order: orders.Order,
    cases: Sequence[returns.ReturnCase],
    policy: returns.ReturnPolicy,
    language: str,
    link: OrderLink,
    photos: Mapping[UUID, tuple[str, ...]],
    told: Told | None,
) -> tuple[ReturnShown, ...]:
    """The newest first."""
    names = {line.line: line.name for line in order.lines}
    pays = policy.rule_for(order.country).buyer_pays
    return tuple(
        ReturnShown(
            id=str(one.id),
            number=one.number,
            status=one.status,
            is_late=one.is_late,
            answer=one.answer,
            tracking=one.tracking,
            instructions=_instructions(policy, language) if one.status in MAY_SAY_SENT else (),
            buyer_pays=pays and one.kind is not ReturnKind.CLAIM,
            may_say_sent=one.status in MAY_SAY_SENT,
            may_cancel=one.status in MAY_CANCEL,
            lines=tuple(
                ReturnedGoods(
                    names.get(line.line, ""),
                    line.held or line.requested,
                    line.answer,
                    line.replacement.name if line.replacement else "",
                    line.replacement.options if line.replacement else {},
                )
                for line in one.lines
            ),
            exchange_number=one.exchange_number,
            exchange_url=link(one.exchange_order_id, one.exchange_number)
            if one.exchange_order_id
            else "",
            photos=photos.get(one.id, ()),
            may_add_photos=one.status in returns.MAY_ADD
            and len(photos.get(one.id, ())) < returns.MOST_PHOTOS,
            told=told if told and told.case_id == str(one.id) else None,
        )
        for one in reversed(cases)
    )


def returning(
    order: orders.Order,
    may: Returnable,
    cases: Sequence[returns.ReturnCase],
    language: str,
    link: OrderLink,
    photos: Mapping[UUID, tuple[str, ...]],
    told: Told | None = None,
) -> Returning:
    return Returning(
        cases=shown(order, cases, may.policy, language, link, photos, told),
        may_start=may.is_any_left,
        may_withdraw=order.status in orders.SOLD and may.may_withdraw,
        withdraw_until=may.withdraw_until,
    )


def lines_of(
    order: orders.Order,
    left: Mapping[int, int],
    excluded: Mapping[int, str],
    offered: Mapping[int, Sequence[Offer]] | None = None,
) -> tuple[ReturnableLine, ...]:
    return tuple(
        ReturnableLine(
            line.line,
            line.name,
            line.options,
            left[line.line],
            excluded.get(line.line),
            (offered or {}).get(line.line, ()),
        )
        for line in order.lines
        if left.get(line.line)
    )


def _instructions(policy: returns.ReturnPolicy, language: str) -> tuple[str, ...]:
    words = text_in(policy.instructions, language)
    return tuple(line for line in words.splitlines() if line.strip())
