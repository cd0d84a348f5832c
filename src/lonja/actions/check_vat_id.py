"""A company's VAT id is asked of the register, once a day at most.

The register is outside: whoever calls this stands between `begin` and `settle` with it. An outage is
kept as one; then tax is charged as of a consumer, and staff see on the order why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg import AsyncConnection

from lonja.carts import api as carts
from lonja.kernel.address import Address
from lonja.shop import api as shop
from lonja.taxes import api as taxes


@dataclass(frozen=True, slots=True)
class Ask:
    """`requester` is the shop's own id in the EU, which makes the answer evidence."""

    vat_id: str
    requester: str


async def begin(db: AsyncConnection, buyer: Address, *, now: datetime) -> Ask | None:
    """What to ask; None where there is no id of the EU, or today's answer is known."""
    if not buyer.vat_id.strip():
        return None
    try:
        vat_id = taxes.read_vat_id(buyer.vat_id, buyer.country)
    except taxes.VatIdMalformed:
        return None
    if not taxes.is_registered(vat_id):
        return None
    known = await taxes.vat_check(db, vat_id)
    if known is not None and known.is_settled(now):
        return None
    facts = await shop.current(db)
    own = taxes.vat_prefix(taxes.seller_of(facts).home)
    requester = next((one for one in facts.vat_ids if one.startswith(own)), "")
    return Ask(vat_id, requester)


async def settle(db: AsyncConnection, ask: Ask, answer: taxes.VatAnswer, *, now: datetime) -> None:
    """Keep the answer; prices of carts follow it from now on."""
    await taxes.put_vat_check(db, ask.vat_id, answer, now=now)


async def vat_evidence(db: AsyncConnection, cart: carts.Cart) -> Mapping[str, str] | None:
    """What the register said of the buyer's VAT id, kept as evidence."""
    assert cart.address is not None
    if not cart.address.vat_id:
        return None
    vat_id = taxes.read_vat_id(cart.address.vat_id, cart.address.country)
    found = await taxes.vat_check(db, vat_id)
    if found is None:
        return {"status": taxes.VatStatus.UNAVAILABLE}
    return {
        "status": found.status,
        "checked_at": found.checked_at.isoformat(),
        "consultation": found.consultation,
    }
