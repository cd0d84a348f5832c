"""Customers: found, looked at, noted on, exported, and forgotten."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import Field

from lonja.actions import erase_customer as erasures
from lonja.actions import merge_customers as merges
from lonja.actions.export_customer import export_customer
from lonja.backoffice.deps import Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.customers import api as customers
from lonja.hosting.deps import (
    Cursor,
    Db,
    Facts,
    In,
    Line,
    ListOut,
    ListReading,
    MoneyOut,
    Out,
    PageLimit,
    Reading,
    Storable,
    TheShop,
)
from lonja.notifications import api as notifications
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.reviews import api as reviews

router = APIRouter(prefix="/customers", tags=["customers"])

SHOWN = 50
"""Orders, mails and reviews of one record."""
type Sort = Literal["newest", "last_order", "orders", "spent"]


class CustomerRow(Out):
    """`spent` is what was paid and not given back, in the currency that was asked for.

    Whoever paid in other currencies only has the one that they paid most in.
    """

    id: UUID
    email: str
    name: str
    phone: str
    country: str
    tags: list[str]
    marketing_consent: bool
    created_at: datetime
    orders: int
    last_order_at: datetime
    spent: MoneyOut


class CustomerSpending(Out):
    paid: MoneyOut
    refunded: MoneyOut


class CustomerOrder(Out):
    number: str
    status: OrderStatus
    total: MoneyOut
    placed_at: datetime


class CustomerMail(Out):
    kind: str
    status: notifications.DeliveryStatus
    created_at: datetime
    sent_at: datetime | None


class CustomerReview(Out):
    id: UUID
    order_number: str
    rating: int
    title: str
    status: reviews.ReviewStatus
    written_at: datetime


class CustomerChoice(Out):
    """The proof of a consent: what was said, where, to which words, when."""

    granted: bool
    source: str
    text_version: str
    language: str
    at: datetime


class CustomerGroupName(Out):
    id: UUID
    name: str


class CustomerNote(Out):
    id: UUID
    text: str
    at: datetime
    actor: str


class Customer(Out):
    """`erased_at`: the person is forgotten; what bookkeeping needs is left. Lists are the newest 50."""

    id: UUID
    version: int
    email: str
    name: str
    phone: str
    country: str
    language: str
    tags: list[str]
    created_at: datetime
    orders_count: int
    marketing_consent: bool
    stopped_because: str | None
    erased_at: datetime | None
    spending: list[CustomerSpending]
    orders: list[CustomerOrder]
    mails: list[CustomerMail]
    reviews: list[CustomerReview]
    choices: list[CustomerChoice]
    notes: list[CustomerNote]
    addresses: list[str]
    merged_into: UUID | None
    groups: list[CustomerGroupName]


class GroupsAsked(In):
    groups: Annotated[list[UUID], Field(max_length=200)]


class TagsAsked(In):
    tags: Annotated[list[Line], Field(max_length=100)]


class NoteAsked(In):
    text: Annotated[str, Field(min_length=1, max_length=customers.NOTE_CHARACTERS), Storable]


class MergeAsked(In):
    """`other` becomes part of the customer of the address, for good."""

    other: UUID


class CustomerMerge(Out):
    """Counts of what moves; `kept` are codes of what stays under the other's own address."""

    orders: int
    reviews: int
    notes: int
    tags: list[str]
    groups: list[str]
    choices: int
    mails: int
    email: str
    other_email: str
    consents: bool
    kept: list[str]


class Erasure(Out):
    """Counts of what goes; `open_orders` stand in the way; `kept` are codes of what stays."""

    orders: int
    mails: int
    reviews: int
    notes: int
    choices: int
    open_orders: list[str]
    kept: list[str]


@router.get("", operation_id="listCustomers")
async def list_customers(
    db: ListReading,
    facts: Facts,
    now: Now,
    q: Search = "",
    sort: Annotated[Sort, Query()] = "last_order",
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$")] = None,
    group: Annotated[UUID | None, Query()] = None,
    segment: Annotated[UUID | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[CustomerRow]:
    """Who ordered; `spent` lists those who paid in `currency`, which is the shop's first one."""
    audience = customers.Audience(
        group_id=group, rule=(await customers.segment(db, segment)).rule if segment else None
    )
    page = await customers.list_customers(
        db,
        sort=sort,
        currency=currency or facts.currency,
        query=q,
        asked=await customers.asked(db, audience, now=now),
        cursor=cursor,
        limit=limit,
    )
    return ListOut(
        items=[
            CustomerRow(
                id=row.id,
                email=row.email,
                name=row.name,
                phone=row.phone,
                country=row.country,
                tags=list(row.tags),
                marketing_consent=row.marketing_consent,
                created_at=row.created_at,
                orders=row.orders,
                last_order_at=row.last_order_at,
                spent=MoneyOut.of(row.spent_minor, row.currency),
            )
            for row in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.get("/{customer_id}", operation_id="getCustomer")
async def get_customer(customer_id: UUID, db: Reading) -> Customer:
    person = await customers.person(db, customer_id)
    record = person.record
    theirs = await orders.orders_of(db, customer_id, limit=SHOWN)
    written = await reviews.reviews_of(db, [one.id for one in theirs], limit=SHOWN)
    sent = await notifications.deliveries_to(db, record.email, limit=SHOWN) if record.email else []
    return Customer(
        id=record.id,
        version=record.version,
        email=record.email,
        name=record.name,
        phone=record.phone,
        country=record.country,
        language=record.language,
        tags=list(record.tags),
        created_at=record.created_at,
        orders_count=record.orders,
        marketing_consent=record.marketing_consent,
        stopped_because=person.suppression.reason if person.suppression else None,
        erased_at=record.erased_at,
        spending=[
            CustomerSpending(
                paid=MoneyOut.of(one.paid_minor, one.currency),
                refunded=MoneyOut.of(one.refunded_minor, one.currency),
            )
            for one in person.spending
        ],
        orders=[
            CustomerOrder(
                number=one.number,
                status=one.status,
                total=MoneyOut.of(one.total_minor, one.currency),
                placed_at=one.placed_at,
            )
            for one in theirs
        ],
        mails=[CustomerMail.model_validate(mail) for mail in sent],
        reviews=[
            CustomerReview(
                id=one.id,
                order_number=one.order_number,
                rating=one.words.rating,
                title=one.words.title,
                status=one.status,
                written_at=one.written_at,
            )
            for one in written
        ],
        choices=[CustomerChoice.model_validate(one) for one in person.choices],
        notes=[CustomerNote.model_validate(one) for one in person.notes],
        addresses=await customers.addresses_of(db, customer_id),
        merged_into=record.merged_into,
        groups=[
            CustomerGroupName.model_validate(one)
            for one in await customers.memberships(db, customer_id)
        ],
    )


@router.put("/{customer_id}/tags", status_code=204, operation_id="tagCustomer")
async def tag_customer(
    customer_id: UUID, asked: TagsAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> None:
    await customers.set_tags(db, customer_id, asked.tags, version=version, actor=me.email, now=now)


@router.put("/{customer_id}/groups", status_code=204, operation_id="groupCustomer")
async def group_customer(
    customer_id: UUID, asked: GroupsAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> None:
    """Put the customer into exactly these groups."""
    await customers.set_groups(
        db, customer_id, asked.groups, version=version, actor=me.email, now=now
    )


@router.put("/{customer_id}/notes/{note_id}", status_code=204, operation_id="noteOnCustomer")
async def note_on_customer(
    customer_id: UUID, note_id: UUID, asked: NoteAsked, db: Db, me: Me, now: Now
) -> None:
    """For colleagues alone. The id is the caller's: sent twice, it is one note."""
    await customers.add_note(db, customer_id, note_id, text=asked.text, actor=me.email, now=now)


@router.delete("/{customer_id}/notes/{note_id}", status_code=204, operation_id="removeCustomerNote")
async def remove_customer_note(customer_id: UUID, note_id: UUID, db: Db, me: Me, now: Now) -> None:
    await customers.remove_note(db, customer_id, note_id, actor=me.email, now=now)


@router.post(
    "/{customer_id}/export",
    operation_id="exportCustomer",
    response_class=JSONResponse,
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
)
async def export(customer_id: UUID, db: Db, me: Me, now: Now) -> Response:
    """All that the shop knows of the person, as a file to send them."""
    document: dict[str, Any] = await export_customer(db, customer_id, actor=me.email, now=now)
    return JSONResponse(
        jsonable_encoder(document),
        headers={"content-disposition": f'attachment; filename="customer-{customer_id}.json"'},
    )


@router.get("/{customer_id}/erasure", operation_id="previewErasure")
async def preview_erasure(customer_id: UUID, db: Db) -> Erasure:
    """What would go and what would stay; nothing changes."""
    return Erasure.model_validate(await erasures.preview(db, customer_id))


@router.post("/{customer_id}/erasure", operation_id="eraseCustomer")
async def erase(customer_id: UUID, db: Db, shop: TheShop, me: Me, now: Now) -> Erasure:
    """Forget the person, for good. Refused while an order of theirs is under way."""
    done = await erasures.erase_customer(
        db, customer_id, secret=shop.settings.secret_key, actor=me.email, now=now
    )
    return Erasure.model_validate(done)


@router.get("/{customer_id}/merge", operation_id="previewMerge")
async def preview_merge(
    customer_id: UUID, db: Reading, other: Annotated[UUID, Query()]
) -> CustomerMerge:
    """What would move from `other` to this customer; nothing changes."""
    return CustomerMerge.model_validate(await merges.preview(db, customer_id, other_id=other))


@router.post("/{customer_id}/merge", operation_id="mergeCustomers")
async def merge(
    customer_id: UUID, asked: MergeAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> CustomerMerge:
    """Two records are one person: `other` becomes part of this one, for good."""
    done = await merges.merge_customers(
        db, customer_id, other_id=asked.other, version=version, actor=me.email, now=now
    )
    return CustomerMerge.model_validate(done)
