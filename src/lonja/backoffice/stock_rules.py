"""Who may call what of stock, of what comes in, and of who waits for it: a part of `rules`."""

from collections.abc import Mapping
from typing import Final

from lonja.staff.api import Permission

STOCK: Final[Mapping[str, Permission]] = {
    "listStock": Permission.STOCK_READ,
    "getStock": Permission.STOCK_READ,
    "listMovements": Permission.STOCK_READ,
    "getStockAsOf": Permission.STOCK_READ,
    "setThreshold": Permission.STOCK_ADJUST,
    "adjustStock": Permission.STOCK_ADJUST,
    "getBackorderTerms": Permission.STOCK_READ,
    "setBackorderTerms": Permission.STOCK_ADJUST,
    "listIncoming": Permission.STOCK_READ,
    "listDemand": Permission.STOCK_READ,
    "listWaitingPeople": Permission.CUSTOMERS_READ,
    "removeWish": Permission.CUSTOMERS_WRITE,
    "expectGoods": Permission.STOCK_ADJUST,
    "changeIncoming": Permission.STOCK_ADJUST,
    "receiveIncoming": Permission.STOCK_ADJUST,
    "cancelIncoming": Permission.STOCK_ADJUST,
    "listTransfers": Permission.STOCK_READ,
    "getTransfer": Permission.STOCK_READ,
    "beginTransfer": Permission.STOCK_ADJUST,
    "changeTransfer": Permission.STOCK_ADJUST,
    "writeTransferLines": Permission.STOCK_ADJUST,
    "sendTransfer": Permission.STOCK_ADJUST,
    "receiveTransfer": Permission.STOCK_ADJUST,
    "closeTransfer": Permission.STOCK_ADJUST,
    "callOffTransfer": Permission.STOCK_ADJUST,
}
