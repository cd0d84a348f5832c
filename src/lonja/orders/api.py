"""The door to orders: what was bought, where it stands, and what happened to it."""

from lonja.orders._changes import (
    ConfirmOrder,
    add_event,
    create,
    move,
    touched,
)
from lonja.orders._lookups import UnknownOrder, count_by_status, find, get, list_orders, lock
from lonja.orders._moving import (
    MOVES,
    TO_SHIP,
    WAITING,
    OrderStatus,
    WrongStatus,
    may_move,
    require,
    why_not,
)
from lonja.orders._order import NewOrder, Order, OrderEvent, OrderLine, OrderRow

__all__ = [
    "MOVES",
    "TO_SHIP",
    "WAITING",
    "ConfirmOrder",
    "NewOrder",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderRow",
    "OrderStatus",
    "UnknownOrder",
    "WrongStatus",
    "add_event",
    "count_by_status",
    "create",
    "find",
    "get",
    "list_orders",
    "lock",
    "may_move",
    "move",
    "require",
    "touched",
    "why_not",
]
