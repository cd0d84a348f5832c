"""The door to orders: what was bought, where it stands, and what happened to it."""

from lonja.orders._changes import (
    ConfirmOrder,
    add_event,
    create,
    move,
    touched,
)
from lonja.orders._limiting import TooManyUnpaidOrders
from lonja.orders._lookups import (
    UnknownOrder,
    count_by_status,
    count_units,
    find,
    get,
    list_orders,
    lock,
)
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
from lonja.orders._unpaid_orders import count_longer, count_unpaid, prune_unpaid, settle_unpaid

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
    "TooManyUnpaidOrders",
    "UnknownOrder",
    "WrongStatus",
    "add_event",
    "count_by_status",
    "count_longer",
    "count_units",
    "count_unpaid",
    "create",
    "find",
    "get",
    "list_orders",
    "lock",
    "may_move",
    "move",
    "prune_unpaid",
    "require",
    "settle_unpaid",
    "touched",
    "why_not",
]
