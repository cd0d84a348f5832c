"""Drafts: orders that staff write for a buyer, by phone or at the counter."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection
from pydantic import Field, StringConstraints

from lonja.actions import place_draft, write_draft
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.carts import api as carts
from lonja.drafts import api as drafts
from lonja.drafts.api import DraftStatus
from lonja.hosting.deps import (
    Cursor,
    Db,
    Email,
    In,
    Line,
    ListOut,
    Moment,
    MoneyOut,
    OptionalLine,
    OrderTotals,
    Out,
    PageLimit,
    PathText,
    Reading,
    Storable,
    TheShop,
)
from lonja.hosting.selling.addresses import AddressIn, AddressOut
from lonja.hosting.selling.order_links import order_path, order_token, return_urls
from lonja.inventory import api as inventory
from lonja.kernel.languages import Language
from lonja.kernel.paging import BY_TIME
from lonja.orders import api as orders
from lonja.staff import api as staff

router = APIRouter(tags=["drafts"])

Price = Annotated[int, Field(strict=True, ge=0, le=10**9)]
NoteText = Annotated[str, StringConstraints(max_length=4_000, strip_whitespace=True), Storable]
CurrencyCode = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


class DraftRow(Out):
    id: UUID
    status: DraftStatus
    email: str
    name: str
    copied_from: str | None
    order_number: str | None
    created_by: str
    created_at: datetime


class DraftLine(Out):
    """`own` is what staff agreed in place of `listed`, and `reason` why; `free` is what may be had."""

    sku: str
    name: str
    options: dict[str, str]
    quantity: int
    unit: MoneyOut
    listed: MoneyOut
    is_own: bool
    reason: str | None
    total: MoneyOut
    discount: MoneyOut
    free: int
    gone: bool


class DraftWay(Out):
    code: str
    name: str
    price: MoneyOut
    is_pickup: bool


class Draft(DraftRow):
    note: str
    currency: str
    language: str
    address: AddressOut | None
    lines: list[DraftLine]
    ways: list[DraftWay]
    shipping_code: str | None
    is_shipping_own: bool
    codes: list[str]
    totals: OrderTotals
    held_until: datetime | None
    discount_limit: MoneyOut | None
    version: int


class DraftAsked(In):
    """What is left out is the shop's own; the e-mail can come later."""

    currency: CurrencyCode | None = None
    language: Language | None = None
    email: Email | None = None
    name: OptionalLine = ""


class DraftChange(In):
    """What is left out stays; a null `shipping_minor` is the method's price again."""

    email: Email | None = None
    name: OptionalLine | None = None
    note: NoteText | None = None
    address: AddressIn | None = None
    shipping_code: Line | None = None
    shipping_minor: Price | None = None


class DraftLineAsked(In):
    """None of it takes the line out."""

    quantity: Annotated[int, Field(strict=True, ge=0, le=10_000)]


class DraftPriceAsked(In):
    """A null price is the list's again."""

    unit_minor: Price | None
    reason: OptionalLine = ""


class DraftHoldAsked(In):
    until: Moment


class DraftOrderAsked(In):
    """`seen_total_minor` is refused where the total is another one by now."""

    method: Line
    pay_by: Moment
    seen_total_minor: Price | None = None


class PlacedDraft(Out):
    """`pay_url` is where the buyer pays; it is in their mail as well."""

    number: str
    pay_url: str


class DraftMethod(Out):
    code: str
    titles: dict[str, str]


@router.get("/drafts", operation_id="listDrafts")
async def list_drafts(
    db: Reading, status: DraftStatus | None = None, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[DraftRow]:
    """Newest first."""
    found = await drafts.list_drafts(
        db, status=status, after=BY_TIME.after(cursor), limit=limit + 1
    )
    page = BY_TIME.page(found, limit, lambda one: (one.created_at, one.id))
    return ListOut(
        items=[DraftRow.model_validate(one) for one in page.items], next_cursor=page.next_cursor
    )


@router.post("/drafts", status_code=201, operation_id="beginDraft")
async def begin_draft(asked: DraftAsked, db: Db, me: Me, now: Now) -> Draft:
    draft_id = await write_draft.begin(
        db,
        currency=asked.currency,
        language=asked.language,
        email=asked.email or "",
        name=asked.name,
        actor=me.email,
        now=now,
    )
    return await _draft(db, draft_id, me, now)


@router.post("/orders/{number}/duplicate", status_code=201, operation_id="duplicateOrder")
async def duplicate_order(number: PathText, db: Db, me: Me, now: Now) -> Draft:
    """A draft of what an order has, at today's prices, without what is no longer sold."""
    order_id = await orders.find(db, number)
    draft_id = await write_draft.duplicate(db, order_id, actor=me.email, now=now)
    return await _draft(db, draft_id, me, now)


@router.get("/drafts/{draft_id}", operation_id="getDraft")
async def get_draft(draft_id: UUID, db: Reading, me: Me, now: Now) -> Draft:
    return await _draft(db, draft_id, me, now)


@router.get("/drafts/{draft_id}/methods", operation_id="listDraftMethods")
async def list_draft_methods(
    draft_id: UUID, shop: TheShop, db: Reading, now: Now
) -> ListOut[DraftMethod]:
    """Ways to pay it that need nothing of the buyer while they are on the phone."""
    await drafts.get(db, draft_id)
    cart = await carts.look_at(db, draft_id, now=now)
    found = await place_draft.methods_for(db, shop.payment_methods, cart)
    return ListOut(
        items=[DraftMethod(code=one.code, titles=dict(one.titles)) for one in found.values()],
        next_cursor=None,
    )


@router.patch("/drafts/{draft_id}", operation_id="changeDraft")
async def change_draft(
    draft_id: UUID, asked: DraftChange, version: IfMatch, db: Db, me: Me, now: Now
) -> Draft:
    await write_draft.change(
        db,
        draft_id,
        email=asked.email,
        name=asked.name,
        note=asked.note,
        address=asked.address.value() if asked.address else None,
        shipping_code=asked.shipping_code,
        shipping_minor=asked.shipping_minor,
        is_shipping_own="shipping_minor" in asked.model_fields_set,
        limit_minor=await _limit(db, draft_id, me, now),
        version=version,
        actor=me.email,
        now=now,
    )
    return await _draft(db, draft_id, me, now)


@router.put("/drafts/{draft_id}/lines/{sku}", operation_id="setDraftLine")
async def set_draft_line(
    draft_id: UUID, sku: PathText, asked: DraftLineAsked, db: Db, me: Me, now: Now
) -> Draft:
    await write_draft.set_line(db, draft_id, sku=sku, quantity=asked.quantity, now=now)
    return await _draft(db, draft_id, me, now)


@router.put("/drafts/{draft_id}/lines/{sku}/price", operation_id="setDraftPrice")
async def set_draft_price(
    draft_id: UUID, sku: PathText, asked: DraftPriceAsked, db: Db, me: Me, now: Now
) -> Draft:
    """Another price than the list's, tax included, for a reason."""
    await write_draft.set_price(
        db,
        draft_id,
        sku=sku,
        unit_minor=asked.unit_minor,
        reason=asked.reason,
        limit_minor=await _limit(db, draft_id, me, now),
        actor=me.email,
        now=now,
    )
    return await _draft(db, draft_id, me, now)


@router.put("/drafts/{draft_id}/hold", operation_id="holdDraftStock")
async def hold_draft_stock(
    draft_id: UUID, asked: DraftHoldAsked, db: Db, me: Me, now: Now
) -> Draft:
    """Nobody else buys it until then."""
    await write_draft.hold_stock(db, draft_id, until=asked.until, now=now)
    return await _draft(db, draft_id, me, now)


@router.delete("/drafts/{draft_id}/hold", operation_id="freeDraftStock")
async def free_draft_stock(draft_id: UUID, db: Db, me: Me, now: Now) -> Draft:
    await write_draft.free_stock(db, draft_id)
    return await _draft(db, draft_id, me, now)


@router.post("/drafts/{draft_id}/order", status_code=201, operation_id="placeDraft")
async def place_draft_order(
    draft_id: UUID, asked: DraftOrderAsked, shop: TheShop, db: Db, me: Me, now: Now
) -> PlacedDraft:
    """Make it an order: the buyer gets a mail with the link to pay. A repeat gets the same order."""
    placed = await place_draft.place(
        db,
        draft_id,
        method=asked.method,
        pay_by=asked.pay_by,
        methods=shop.payment_methods,
        seal=shop.seal,
        return_url=return_urls(shop.settings),
        seen_total_minor=asked.seen_total_minor,
        limit_minor=await _limit(db, draft_id, me, now),
        actor=me.email,
        now=now,
    )
    order = await orders.get(db, placed.order_id)
    token = order_token(shop.settings, order.id)
    path = order_path(order.language, placed.number, token, "/pay")
    return PlacedDraft(number=placed.number, pay_url=shop.settings.public_url.rstrip("/") + path)


@router.delete("/drafts/{draft_id}", status_code=204, operation_id="closeDraft")
async def close_draft(draft_id: UUID, db: Db, me: Me, now: Now) -> None:
    """Nobody wants it any more: what was held for it is free again."""
    await write_draft.close(db, draft_id, actor=me.email, now=now)


async def _limit(db: AsyncConnection, draft_id: UUID, me: Me, now: datetime) -> int | None:
    currency = await carts.currency_of(db, draft_id, now=now)
    return staff.discount_limit(me.grants, currency or "")


async def _draft(db: AsyncConnection, draft_id: UUID, me: Me, now: datetime) -> Draft:
    draft = await drafts.get(db, draft_id)
    cart = await carts.look_at(db, draft_id, email=draft.email or None, now=now)
    held = await inventory.held_for(db, draft_id)
    limit = staff.discount_limit(me.grants, cart.currency)

    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, cart.currency)

    is_open = draft.status is DraftStatus.OPEN
    ways = await carts.shipping_options(db, cart, now=now) if is_open else []
    return Draft(
        **DraftRow.model_validate(draft).model_dump(),
        note=draft.note,
        currency=cart.currency,
        language=cart.language,
        address=AddressOut.model_validate(cart.address) if cart.address else None,
        lines=[
            DraftLine(
                sku=line.sku,
                name=line.name,
                options=dict(line.options),
                quantity=line.quantity,
                unit=money(line.unit_minor),
                listed=money(line.listed_minor),
                is_own=line.own_minor is not None,
                reason=line.own_reason,
                total=money(line.total_minor),
                discount=money(line.discount_minor),
                free=line.free + held.get(line.variant_id, 0),
                gone=line.gone,
            )
            for line in cart.lines
        ],
        ways=[
            DraftWay(
                code=one.code,
                name=one.name,
                price=money(one.price_minor),
                is_pickup=bool(one.store),
            )
            for one in ways
            # Who comes to a store needs no address.
            if one.store or cart.address is not None
        ],
        shipping_code=cart.shipping.code if cart.shipping else None,
        is_shipping_own=cart.is_shipping_own,
        codes=list(cart.codes),
        totals=OrderTotals.of(cart.totals),
        held_until=await inventory.hold_expires_at(db, draft_id) if held else None,
        discount_limit=None if limit is None else money(limit),
        version=draft.version,
    )
