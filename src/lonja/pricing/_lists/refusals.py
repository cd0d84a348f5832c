"""What refuses a change of a price list. Pure."""

from typing import ClassVar

from lonja.kernel.errors import Conflict, NotFound


class UnknownPriceList(NotFound):
    code: ClassVar[str] = "unknown_price_list"


class PriceListTaken(Conflict):
    """Another list has the name."""

    code: ClassVar[str] = "price_list_taken"


class PriceListChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "price_list_changed"
