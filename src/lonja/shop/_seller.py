"""Who sells, as the law and a buyer with a question want it said. Pure."""

from dataclasses import dataclass

from lonja.kernel.address import Address, address_lines
from lonja.kernel.languages import text_in
from lonja.shop._facts import Shop


@dataclass(frozen=True, slots=True)
class Seller:
    """`lines` is the address; every text is empty where the shop has none."""

    legal_name: str
    lines: tuple[str, ...]
    vat_ids: tuple[str, ...]
    email: str
    phone: str
    hours: str


def seller(shop: Shop, language: str) -> Seller | None:
    """None before the set-up."""
    if not shop.is_set_up:
        return None
    address = Address(
        name="", **{"line1": "", "city": "", "postal_code": "", "country": "", **shop.address}
    )
    return Seller(
        legal_name=shop.legal_name,
        lines=tuple(address_lines(address, language)),
        vat_ids=tuple(shop.vat_ids),
        email=shop.email,
        phone=shop.phone,
        hours=text_in(shop.support_hours, language),
    )
