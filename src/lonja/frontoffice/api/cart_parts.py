"""Parts of what the storefront's API takes and gives of a cart."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import Field, StringConstraints

from lonja.carts import api as carts
from lonja.hosting.deps import In, Line, OptionalLine, Out, Storable
from lonja.kernel.address import Address
from lonja.kernel.languages import Language


class SeenLineIn(In):
    sku: Line
    quantity: Annotated[int, Field(ge=0, le=10**6)]


class PaymentIn(In):
    """`token` is what the method's own form gave; methods with a payment page take none."""

    method: Line
    token: Annotated[str, StringConstraints(max_length=500), Storable] = ""


class PersonIn(In):
    """Who picks it up."""

    name: Line
    phone: OptionalLine = ""

    @property
    def address(self) -> Address:
        """Of nowhere: the store's takes its place."""
        return Address(
            name=self.name, line1="", city="", postal_code="", country="", phone=self.phone
        )


class GiftRecipientIn(In):
    """Whom a gift card goes to: the buyer, once it is paid, where nothing is said."""

    name: Annotated[str, Field(max_length=carts.MAX_NAME_CHARACTERS), Storable] = ""
    email: Annotated[str, Field(max_length=254), Storable] = ""
    message: Annotated[str, Field(max_length=carts.MAX_MESSAGE_CHARACTERS), Storable] = ""
    language: Language | None = None
    send_on: date | None = None

    def read(self) -> carts.Recipient:
        return carts.Recipient(**self.model_dump() | {"language": self.language or ""})


Quantity = Annotated[int, Field(ge=-(10**12), le=10**12, strict=True)]
OfAmount = Annotated[
    int | None,
    Query(ge=0, le=2**31 - 1, description="Only its gift cards that are worth this."),
]


class LineIn(In):
    """`recipient` is of a gift card, and `amount_minor` of one whose amount the buyer says: within the
    `own_amount` of the variant.
    """

    sku: Line
    quantity: Quantity = 1
    recipient: GiftRecipientIn | None = None
    amount_minor: Quantity | None = None


class QuantityIn(In):
    quantity: Quantity


class CodeIn(In):
    code: Line


class GiftRecipientOut(Out):
    """So many units of the line go to this person."""

    name: str
    email: str
    message: str
    language: str
    send_on: date | None
    units: int
