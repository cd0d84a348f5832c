"""The door to orders: what was bought, where it stands, and what happened to it."""

from lonja.orders._buyer_store import BuyersCount, BuyersOrder
from lonja.orders._buyers import (
    SOLD,
    count_of,
    forget_buyer,
    lock_of,
    orders_of,
    traces,
    under_way,
)
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
    "SOLD",
    "TO_SHIP",
    "WAITING",
    "BuyersCount",
    "BuyersOrder",
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
    "count_of",
    "count_units",
    "count_unpaid",
    "create",
    "find",
    "forget_buyer",
    "get",
    "list_orders",
    "lock",
    "lock_of",
    "may_move",
    "move",
    "orders_of",
    "prune_unpaid",
    "require",
    "settle_unpaid",
    "touched",
    "traces",
    "under_way",
    "why_not",
]
