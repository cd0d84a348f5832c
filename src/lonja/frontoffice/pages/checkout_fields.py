"""What the form of the checkout asks for, and what is wrong with what was typed."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from lonja.frontoffice.wording import N_
from lonja.kernel.address import (
    Address,
    AddressFieldMalformed,
    AddressFieldMissing,
    address_faults,
)
from lonja.kernel.email_address import MAX_CHARACTERS, is_email_address
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes

_REQUIRED: Final = {
    "email": N_("Write your e-mail address."),
    "name": N_("Write the name of who receives it."),
    "line1": N_("Write the street and number."),
    "city": N_("Write the town."),
}
FIELDS: Final = (
    "email", "name", "line1", "line2", "postal_code", "city", "region", "country", "phone",
    "company", "vat_id", "shipping", "method", "marketing",
)  # fmt: skip
_MAX: Final = {
    "email": MAX_CHARACTERS, "name": 200, "line1": 200, "line2": 200, "postal_code": 20,
    "city": 200, "region": 200, "phone": 40, "company": 200, "vat_id": 30,
}  # fmt: skip
_TOO_LONG: Final = {
    "email": N_("This e-mail address is too long."),
    "name": N_("This name is too long: use 200 letters at most."),
    "line1": N_("Street and number are too long: use 200 letters at most."),
    "line2": N_("Floor and door are too long: use 200 letters at most."),
    "postal_code": N_("This postal code is too long: use 20 letters at most."),
    "city": N_("The town is too long: use 200 letters at most."),
    "region": N_("Province or state is too long: use 200 letters at most."),
    "phone": N_("This phone number is too long: use 40 digits at most."),
    "company": N_("The company's name is too long: use 200 letters at most."),
    "vat_id": N_("This VAT number is too long."),
}
_ADDRESS_WORDS: Final = {
    ("postal_code", AddressFieldMissing.code): N_("Write the postal code."),
    ("postal_code", AddressFieldMalformed.code): N_("This is not a postal code of this country."),
    ("region", AddressFieldMissing.code): N_("Write the province or state."),
    ("phone", AddressFieldMalformed.code): N_(
        "This is not a telephone number. Use digits, such as +34 600 000 000."
    ),
}


def wrong_fields(typed: Mapping[str, str]) -> dict[str, str]:
    """Field → what to do about it. Who picks it up needs no address."""
    is_pickup = bool(shipping.store_of(typed["shipping"]))
    required = {"email", "name"} if is_pickup else _REQUIRED.keys()
    errors = {
        name: words for name, words in _REQUIRED.items() if name in required and not typed[name]
    }
    errors |= {name: _TOO_LONG[name] for name, most in _MAX.items() if len(typed[name]) > most}
    if "email" not in errors and not is_email_address(typed["email"]):
        errors["email"] = N_("This is not an e-mail address. It looks like name@example.com.")
    if not re.fullmatch(r"[A-Z]{2}", typed["country"]):
        errors["country"] = N_("Choose a country.")
    for fault in address_faults(address_of(typed)):
        field = str(fault.facts["field"])
        if is_pickup and field != "phone":
            continue
        errors.setdefault(field, _ADDRESS_WORDS[field, fault.code])
    if "vat_id" not in errors and not _is_vat_id(typed):
        errors["vat_id"] = N_("This is not a VAT number of this country.")
    if not typed["shipping"]:
        errors["shipping"] = N_("Choose a shipping method.")
    return errors


def _is_vat_id(typed: Mapping[str, str]) -> bool:
    if not typed["vat_id"]:
        return True
    try:
        taxes.read_vat_id(typed["vat_id"], typed["country"])
    except taxes.VatIdMalformed:
        return False
    return True


def address_of(typed: Mapping[str, str]) -> Address:
    return Address(**{field.name: typed[field.name] for field in fields(Address)})
