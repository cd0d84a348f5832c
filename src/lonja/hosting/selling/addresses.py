"""An address as both APIs take and show it."""

from typing import Annotated

from pydantic import StringConstraints

from lonja.hosting.deps import In, Line, OptionalLine, Out
from lonja.kernel.address import Address


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

    def value(self) -> Address:
        return Address(**self.model_dump())


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
