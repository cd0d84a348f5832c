"""Parts of what the storefront's API takes and gives of a cart."""

from typing import Annotated

from pydantic import Field, StringConstraints

from lonja.hosting.deps import In, Line, OptionalLine, Out, Storable


class AddressIn(In):
    """What a country needs beyond this is checked by its rules: `address_field_missing`, `address_field_malformed`."""

    name: Line
    line1: Line
    line2: OptionalLine = ""
    city: Line
    region: OptionalLine = ""
    postal_code: Annotated[OptionalLine, StringConstraints(max_length=20)] = ""
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    phone: Annotated[OptionalLine, StringConstraints(max_length=40)] = ""
    company: OptionalLine = ""
    vat_id: Annotated[OptionalLine, StringConstraints(max_length=30)] = ""


class AddressOut(Out):
    name: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    company: str
    vat_id: str


class SeenLineIn(In):
    sku: Line
    quantity: Annotated[int, Field(ge=0, le=10**6)]


class PaymentIn(In):
    """`token` is what the method's own form gave; methods with a payment page take none."""

    method: Line
    token: Annotated[str, StringConstraints(max_length=500), Storable] = ""
