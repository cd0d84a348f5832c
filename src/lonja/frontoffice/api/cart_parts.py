"""Parts of what the storefront's API takes and gives of a cart."""

from typing import Annotated

from pydantic import Field, StringConstraints

from lonja.hosting.deps import In, Line, OptionalLine, Storable
from lonja.kernel.address import Address


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
