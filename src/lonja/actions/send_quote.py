"""Staff offer a draft to its buyer: a quote with a number, prices that hold, and a last day.

Sending freezes the draft: each line gets as a price of its own what it costs now, so that neither a
price list, a sale's end nor a promotion changes what was offered; a promotion's gift becomes a line
that costs nothing. What ends the quote frees it again.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import write_draft
from lonja.carts import api as carts
from lonja.drafts import api as drafts
from lonja.drafts.api import DraftStatus, Quote, QuoteStatus
from lonja.kernel import audit, ids, outbox
from lonja.kernel.errors import Invalid

PREFIX: Final = "Q"


@dataclass(frozen=True, slots=True)
class Offer:
    """What staff say with it; `seen_total_minor` is refused where the draft costs something else by now."""

    valid_until: datetime
    message: str = ""
    seen_total_minor: int | None = None


async def send(
    db: AsyncConnection,
    draft_id: UUID,
    offer: Offer,
    *,
    version: int,
    limit_minor: int | None,
    actor: str,
    now: datetime,
) -> Quote:
    """The draft's next quote; its buyer gets it by mail. `version` is the draft's, as it was read."""
    draft = await drafts.lock_version(db, draft_id, version)
    drafts.check_validity(offer.valid_until, now)
    cart = await carts.get(db, draft_id, email=draft.email or None, now=now)
    _check_whole(draft, cart)
    write_draft.check_given_away(cart, limit_minor=limit_minor)
    if offer.seen_total_minor not in (None, cart.total_minor):
        raise Invalid("it costs something else by now", field="seen_total_minor")
    frozen = await _freeze(db, cart, email=draft.email, now=now)
    before = await drafts.newest_quote(db, draft_id)
    quote = Quote(
        draft_id=draft_id,
        version=before.version + 1 if before else 1,
        number=before.number if before else ids.order_number(PREFIX),
        status=QuoteStatus.SENT,
        email=draft.email,
        name=draft.name or (cart.address.name if cart.address else ""),
        language=cart.language,
        currency=cart.currency,
        message=offer.message,
        content=_content(cart, frozen).as_json(),
        total_minor=frozen.total_minor,
        valid_until=offer.valid_until,
        sent_at=now,
        sent_by=actor,
        seen_at=None,
        answered_at=None,
        settled_at=None,
        method="",
        reason="",
        problem="",
        order_number=None,
    )
    await drafts.write(db, quote)
    await drafts.mark_quoted(db, draft, now=now)
    await _audit(
        db, quote, "quote_sent", actor, now,
        valid_until=offer.valid_until.isoformat(timespec="minutes"), total_minor=quote.total_minor,
    )  # fmt: skip
    await outbox.put(db, drafts.QuoteMail(draft_id, quote.version))
    return quote


async def take_back(
    db: AsyncConnection,
    draft_id: UUID,
    to: QuoteStatus,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Staff withdraw the quote, or write it anew; again, it changes nothing. The draft is open then."""
    draft = await drafts.lock(db, draft_id)
    if draft is None:
        raise drafts.UnknownDraft("there is no such draft")
    newest = await drafts.newest_quote(db, draft_id)
    if newest is None:
        raise drafts.UnknownQuote("there is no quote of this draft")
    quote = await drafts.lock_quote(db, draft_id, newest.version)
    if draft.status is DraftStatus.OPEN and quote.status is to:
        return
    drafts.require_open(quote, now)
    await end(db, draft, quote, to, now=now)
    await _audit(db, quote, f"quote_{to}", actor, now)


async def end(
    db: AsyncConnection, draft: drafts.Draft, quote: Quote, to: QuoteStatus, *, now: datetime
) -> None:
    """An open quote comes to nothing; draft and quote are locked."""
    await drafts.move_quote(db, quote, to, settled_at=now)
    await give_back(db, draft, quote, now=now)


async def give_back(
    db: AsyncConnection, draft: drafts.Draft, quote: Quote, *, now: datetime
) -> None:
    """The draft is staff's again, at the prices that it had before the quote."""
    if draft.status is not DraftStatus.QUOTED:
        return
    offered = quote.offered
    for line in offered.lines:
        if line.given == line.quantity:
            await carts.remove_line(db, cart_id=draft.id, sku=line.sku, now=now)
            continue
        if line.given:
            await carts.set_quantity(
                db, cart_id=draft.id, sku=line.sku, quantity=line.quantity - line.given, now=now
            )
        await carts.set_own_price(
            db,
            cart_id=draft.id,
            sku=line.sku,
            unit_minor=line.own_minor,
            reason=line.own_reason or "",
            now=now,
        )
    await carts.set_own_shipping(
        db, cart_id=draft.id, price_minor=offered.own_shipping_minor, now=now
    )
    await drafts.reopen(db, draft, now=now)


def _check_whole(draft: drafts.Draft, cart: carts.Cart) -> None:
    if not cart.lines:
        raise Invalid("there is nothing in it", field="lines")
    if not draft.email:
        raise Invalid("whose quote is it? the e-mail is missing", field="email")
    if cart.address is None:
        raise Invalid("where does it go? the address is missing", field="address")
    if cart.shipping is None:
        raise Invalid("how is it sent?", field="shipping_code")
    if any(line.is_gift_card for line in cart.lines):
        raise Invalid("gift cards are bought, not quoted", field="lines")
    if gone := next((line.sku for line in cart.lines if line.gone), None):
        raise Invalid(f"{gone} is not sold", field="lines", sku=gone)


async def _freeze(
    db: AsyncConnection, cart: carts.Cart, *, email: str, now: datetime
) -> carts.Cart:
    """What things cost now is what they cost. A cent that does not divide is the buyer's.

    A gift becomes a line, or more units of the line that there is: no promotion gives it later.
    """
    units, costs = Counter[str](), Counter[str]()
    for line in cart.lines:
        units[line.sku] += line.quantity
        costs[line.sku] += line.total_minor - line.discount_minor
        if line.is_gift:
            await carts.add_line(db, cart_id=cart.id, sku=line.sku, quantity=line.quantity, now=now)
    for sku, quantity in units.items():
        await carts.set_own_price(
            db,
            cart_id=cart.id,
            sku=sku,
            unit_minor=costs[sku] // quantity,
            reason=carts.QUOTED_PRICE,
            now=now,
        )
    await carts.set_own_shipping(db, cart_id=cart.id, price_minor=cart.shipping_minor, now=now)
    return await carts.get(db, cart.id, email=email, now=now)


def _content(before: carts.Cart, frozen: carts.Cart) -> drafts.Content:
    agreed = {line.sku: line for line in before.lines if not line.is_gift}
    given = Counter[str]()
    for line in before.lines:
        given[line.sku] += line.quantity if line.is_gift else 0
    return drafts.Content(
        lines=[
            drafts.QuotedLine(
                sku=line.sku,
                name=line.name,
                options=dict(line.options),
                quantity=line.quantity,
                unit_minor=line.unit_minor,
                total_minor=line.total_minor - line.discount_minor,
                own_minor=agreed[line.sku].own_minor if line.sku in agreed else None,
                own_reason=agreed[line.sku].own_reason if line.sku in agreed else None,
                given=given[line.sku],
            )
            for line in frozen.lines
        ],
        shipping_name=frozen.shipping.name if frozen.shipping else "",
        shipping_minor=frozen.shipping_minor,
        tax_minor=frozen.tax_minor,
        total_minor=frozen.total_minor,
        own_shipping_minor=before.shipping_minor if before.is_shipping_own else None,
    )


async def _audit(
    db: AsyncConnection, quote: Quote, action: str, actor: str, now: datetime, **facts: object
) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"draft:{quote.draft_id}",
        number=quote.number,
        quote_version=quote.version,
        **facts,
    )
