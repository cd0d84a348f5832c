"""What goes back for returned goods: their worth, the shipping by rule, less what may be kept. Pure."""

from dataclasses import dataclass
from typing import ClassVar, Final

from lonja.kernel.errors import Invalid
from lonja.kernel.money import divide_half_up
from lonja.returns._moving import ReturnKind
from lonja.returns._policies.policy import PartialShipping, ReturnPolicy

WHOLE_BASIS_POINTS: Final = 10_000


class FeeNotAllowed(Invalid):
    """Nothing is kept of a withdrawal's or a claim's money, but for goods that were used."""

    code: ClassVar[str] = "return_fee_not_allowed"


class ReturnAmountWrong(Invalid):
    """`facts["field"]` is more than there is to give or to keep; `facts["left_minor"]` says it."""

    code: ClassVar[str] = "return_amount_wrong"


@dataclass(frozen=True, slots=True)
class Goods:
    """Money of an order's goods: all that was paid, what went back before, and what goes back now.

    `is_last`: with these units every unit of the order has come back.
    """

    paid_minor: int
    before_minor: int
    worth_minor: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """`fee_minor` is kept of the goods' worth, `deduction_minor` because they were used."""

    worth_minor: int
    shipping_minor: int
    fee_minor: int
    deduction_minor: int

    @property
    def amount_minor(self) -> int:
        return self.worth_minor + self.shipping_minor - self.fee_minor - self.deduction_minor


def propose(
    kind: ReturnKind,
    goods: Goods,
    *,
    shipping_minor: int,
    shipping_before_minor: int,
    policy: ReturnPolicy,
) -> Settlement:
    """By the law and the shop's rules; `shipping_minor` is what the buyer paid for the way to them."""
    back = _shipping_due(kind, goods, shipping_minor, policy)
    fee = 0
    if kind is ReturnKind.RETURN:
        fee = divide_half_up(goods.worth_minor * policy.fee_basis_points, WHOLE_BASIS_POINTS)
    return Settlement(
        worth_minor=goods.worth_minor,
        shipping_minor=max(0, min(back, shipping_minor) - shipping_before_minor),
        fee_minor=fee,
        deduction_minor=0,
    )


def check_settlement(kind: ReturnKind, settled: Settlement, *, shipping_left_minor: int) -> None:
    """Raise when more shipping goes back than was paid, or more is kept than may be."""
    if settled.fee_minor and kind is not ReturnKind.RETURN:
        raise FeeNotAllowed("no fee is kept of a withdrawal or a claim", field="fee_minor")
    if settled.deduction_minor and kind is ReturnKind.CLAIM:
        raise FeeNotAllowed("nothing is kept of a claim", field="deduction_minor")
    if settled.shipping_minor > shipping_left_minor:
        raise ReturnAmountWrong(
            "more than was paid for shipping",
            field="shipping_minor",
            left_minor=shipping_left_minor,
        )
    kept = settled.fee_minor + settled.deduction_minor
    if kept > settled.worth_minor:
        field = "deduction_minor" if settled.deduction_minor else "fee_minor"
        raise ReturnAmountWrong(
            "more than the goods are worth", field=field, left_minor=settled.worth_minor
        )


def _shipping_due(kind: ReturnKind, goods: Goods, shipping_minor: int, policy: ReturnPolicy) -> int:
    """What of the shipping should have gone back by now, this return included."""
    if kind is ReturnKind.RETURN and not policy.refunds_shipping:
        return 0
    if goods.is_last:
        return shipping_minor
    if policy.partial_shipping is PartialShipping.NONE or goods.paid_minor <= 0:
        return 0
    gone = min(goods.before_minor + goods.worth_minor, goods.paid_minor)
    return divide_half_up(shipping_minor * gone, goods.paid_minor)
