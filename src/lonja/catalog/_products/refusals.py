"""Why a product is not written. Pure."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import ClassVar

from lonja.catalog._products.drafts import RowRefusal
from lonja.kernel.errors import Conflict, Invalid, NotFound


class UnknownProduct(NotFound):
    code: ClassVar[str] = "unknown_product"


class ProductChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "product_changed"


class AddressTaken(Conflict):
    """Another product stands there; `facts["field"]` says which address, `facts["free"]` one that is free."""

    code: ClassVar[str] = "address_taken"


class SkuTaken(Conflict):
    """The SKU is another product's; `facts["sku"]` names it."""

    code: ClassVar[str] = "sku_taken"


class TooManyVariants(Conflict):
    code: ClassVar[str] = "too_many_variants"


class RowsRefused(Invalid):
    """Some rows cannot be written, so none was; `facts["rows"]` has the first 200 problems."""

    code: ClassVar[str] = "rows_refused"

    def __init__(self, found: Sequence[RowRefusal]) -> None:
        count = len({one.row for one in found})
        super().__init__(
            f"{count} rows cannot be saved: nothing was", count=count,
            rows=[asdict(one) for one in found[:200]],
        )  # fmt: skip
        self.found = tuple(found)
