"""The table of moves: which there are, who makes them, and what a refusal says."""

import ast
from itertools import product
from pathlib import Path

import pytest

from lonja.orders._moving import ImpossibleMove, check_move
from lonja.orders.api import (
    MOVES,
    TO_SHIP,
    WAITING,
    OrderStatus,
    WrongStatus,
    may_move,
    require,
    why_not,
)

SOURCE = Path(__file__).parents[3] / "src/lonja"
# The verb of each move. A transition without a line here is never made.
CONFIRM, EXPIRE, CANCEL = (f"actions/{verb}_order.py" for verb in ("confirm", "expire", "cancel"))
TAKE_MONEY = "actions/take_money.py"
PARCELS = "actions/follow_parcels.py"
"""Moves an order to wherever its parcels are: `fulfilment.standing` decides."""
MADE_BY = {
    ("placed", "paying"): {CONFIRM},
    ("placed", "cancelled"): {CANCEL, EXPIRE},
    ("paying", "paying"): {"actions/pay_again.py"},
    ("paying", "confirmed"): {TAKE_MONEY},
    ("paying", "payment_failed"): {TAKE_MONEY},
    ("paying", "payment_action_required"): {CONFIRM},
    ("paying", "payment_pending"): {CONFIRM},
    ("paying", "cancelled"): {CANCEL, EXPIRE},
    ("payment_action_required", "paying"): {"actions/edit_order.py", "actions/pay_again.py"},
    ("payment_action_required", "confirmed"): {TAKE_MONEY},
    ("payment_action_required", "payment_failed"): {TAKE_MONEY},
    ("payment_action_required", "payment_pending"): {CONFIRM},
    ("payment_action_required", "cancelled"): {CANCEL, EXPIRE},
    ("payment_pending", "confirmed"): {TAKE_MONEY},
    ("payment_pending", "payment_failed"): {TAKE_MONEY},
    ("payment_pending", "cancelled"): {CANCEL, EXPIRE},
    ("payment_failed", "placed"): {"actions/pay_again.py"},
    ("payment_failed", "confirmed"): {TAKE_MONEY},
    ("payment_failed", "cancelled"): {CANCEL, EXPIRE},
    ("confirmed", "partly_shipped"): {PARCELS},
    ("confirmed", "shipped"): {"actions/sell_gift_cards.py", PARCELS},
    ("confirmed", "cancelled"): {CANCEL},
    ("partly_shipped", "shipped"): {PARCELS},
    ("partly_shipped", "delivered"): {PARCELS},
    ("partly_shipped", "confirmed"): {PARCELS},
    ("shipped", "delivered"): {
        "actions/deliver_order.py",
        "actions/sell_gift_cards.py",
        PARCELS,
    },
    ("shipped", "partly_shipped"): {PARCELS},
    ("shipped", "confirmed"): {PARCELS},
}


def targets(path: Path) -> set[str]:
    """The statuses to which a module moves orders: the `to=` of its calls of `orders.move`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "orders.move":
            to = next(word.value for word in node.keywords if word.arg == "to")
            text = ast.literal_eval(to) if isinstance(to, ast.Constant) else ast.unparse(to)
            found.add(str(text).rpartition(".")[2].lower())
    return found


class TestTheTableOfMoves:
    def test_has_a_verb_for_every_arrow(self) -> None:
        arrows = {(str(start), str(to)) for start, ends in MOVES.items() for to in ends}

        assert set(MADE_BY) == arrows

    def test_names_modules_that_make_the_move(self) -> None:
        missing = [
            (to, module)
            for (_, to), modules in MADE_BY.items()
            for module in modules
            if module != PARCELS and to not in targets(SOURCE / module)
        ]

        assert missing == []

    def test_names_every_module_that_moves_an_order(self) -> None:
        movers = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if targets(path)}

        assert movers == set().union(*MADE_BY.values())

    def test_leads_from_every_status_to_an_end(self) -> None:
        ends = {status for status, to in MOVES.items() if not to}
        reached, before = set(ends), set[OrderStatus]()
        while reached != before:
            before = set(reached)
            reached |= {status for status, to in MOVES.items() if to & reached}

        assert ends == {"delivered", "cancelled"}
        assert reached == set(OrderStatus)

    @pytest.mark.parametrize(("start", "to"), list(product(OrderStatus, OrderStatus)))
    def test_is_what_may_move_and_require_say(self, start: OrderStatus, to: OrderStatus) -> None:
        allowed = to in MOVES[start]

        assert may_move(start, to) is allowed
        assert (why_not(start, to) is None) is allowed
        if allowed:
            require(start, to)
            check_move(start, to)
        else:
            with pytest.raises(ImpossibleMove):
                check_move(start, to)
            with pytest.raises(WrongStatus) as refused:
                require(start, to)
            assert refused.value.facts["status"] == start
            assert refused.value.facts["reason"] == why_not(start, to)


class TestWhyNot:
    @pytest.mark.parametrize(
        ("start", "to", "reason"),
        [
            ("placed", "shipped", "not_paid"),
            ("payment_failed", "shipped", "not_paid"),
            ("shipped", "shipped", "already_shipped"),
            ("shipped", "cancelled", "already_shipped"),
            ("partly_shipped", "cancelled", "already_shipped"),
            ("delivered", "cancelled", "already_delivered"),
            ("delivered", "delivered", "already_delivered"),
            ("cancelled", "cancelled", "already_cancelled"),
            ("cancelled", "shipped", "already_cancelled"),
            ("confirmed", "delivered", "not_shipped"),
            ("paying", "delivered", "not_shipped"),
        ],
    )
    def test_says_what_is_in_the_way(self, start: str, to: str, reason: str) -> None:
        assert why_not(start, to) == reason


def test_what_waits_is_neither_paid_nor_over() -> None:
    assert {
        "placed",
        "paying",
        "payment_action_required",
        "payment_pending",
        "payment_failed",
    } == WAITING
    assert {"confirmed", "partly_shipped"} == TO_SHIP
