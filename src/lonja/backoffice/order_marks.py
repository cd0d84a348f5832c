"""What staff add to an order that its buyer does not see: hold, tags, assignee, archive, notes."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, In, Line, ListOut, OptionalLine, Out, PathText, Reading, Storable
from lonja.kernel.errors import NotFound
from lonja.orders import api as orders
from lonja.orders.api import HoldReason
from lonja.staff import api as staff

router = APIRouter(prefix="/orders", tags=["orders"])

MOST_AT_ONCE = 200
NoteText = Annotated[
    str, StringConstraints(min_length=1, max_length=4_000, strip_whitespace=True), Storable
]


class OrderNote(Out):
    id: UUID
    text: str
    at: datetime
    actor: str


class Colleague(Out):
    id: UUID
    name: str


class OrderMarks(Out):
    """`assignee` is null as well where that person works here no more."""

    held_at: datetime | None
    hold_reason: HoldReason | None
    tags: list[str]
    assignee: Colleague | None
    archived_at: datetime | None
    notes: list[OrderNote]


class HoldAsked(In):
    reason: HoldReason
    note: OptionalLine = ""


class TagsAsked(In):
    tags: Annotated[list[Line], Field(max_length=100)]


class AssigneeAsked(In):
    """Null takes it from whoever has it."""

    assignee_id: UUID | None


class NoteAsked(In):
    text: NoteText


class OrdersMarked(In):
    """For several orders at once; what is left out stays as it is."""

    numbers: Annotated[list[Line], Field(min_length=1, max_length=MOST_AT_ONCE)]
    add_tags: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    remove_tags: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    assignee_id: UUID | None = None


async def marks_of(db: AsyncConnection, order: orders.Order) -> OrderMarks:
    people = {one.id: one for one in await _colleagues(db)} if order.assignee_id else {}
    return OrderMarks(
        held_at=order.held_at,
        hold_reason=HoldReason(order.hold_reason) if order.hold_reason else None,
        tags=list(order.tags),
        assignee=people.get(order.assignee_id) if order.assignee_id else None,
        archived_at=order.archived_at,
        notes=[OrderNote.model_validate(one) for one in await orders.notes(db, order.id)],
    )


@router.get("/tags", operation_id="listOrderTags")
async def list_order_tags(db: Reading) -> ListOut[str]:
    """Every tag that an order ever had."""
    return ListOut(items=await orders.tag_names(db), next_cursor=None)


@router.get("/colleagues", operation_id="listColleagues")
async def list_colleagues(db: Reading) -> ListOut[Colleague]:
    """Who works here, by name: whom an order can be assigned to."""
    return ListOut(items=await _colleagues(db), next_cursor=None)


@router.post("/marks", status_code=204, operation_id="markOrders")
async def mark_orders(asked: OrdersMarked, db: Db, me: Me, now: Now) -> None:
    """Tag and assign several orders in one act: all of them, or none."""
    name = await _name_of(db, asked.assignee_id)
    ids = sorted({await orders.find(db, number) for number in asked.numbers})
    for order_id in ids:
        order = await orders.lock(db, order_id)
        if asked.add_tags or asked.remove_tags:
            tags = {*order.tags, *orders.clean_tags(asked.add_tags)} - set(asked.remove_tags)
            await orders.set_tags(db, order_id, tags, actor=me.email, now=now)
        if asked.assignee_id is not None:
            await orders.assign(db, order_id, asked.assignee_id, name=name, actor=me.email, now=now)


@router.put("/{number}/hold", status_code=204, operation_id="holdOrder")
async def hold_order(number: PathText, asked: HoldAsked, db: Db, me: Me, now: Now) -> None:
    """Nobody ships it until it is released."""
    order_id = await orders.find(db, number)
    await orders.hold(db, order_id, reason=asked.reason, note=asked.note, actor=me.email, now=now)


@router.delete("/{number}/hold", status_code=204, operation_id="releaseOrder")
async def release_order(number: PathText, db: Db, me: Me, now: Now) -> None:
    await orders.release_hold(db, await orders.find(db, number), actor=me.email, now=now)


@router.put("/{number}/tags", status_code=204, operation_id="tagOrder")
async def tag_order(number: PathText, asked: TagsAsked, db: Db, me: Me, now: Now) -> None:
    order_id = await orders.find(db, number)
    await orders.set_tags(db, order_id, asked.tags, actor=me.email, now=now)


@router.put("/{number}/assignee", status_code=204, operation_id="assignOrder")
async def assign_order(number: PathText, asked: AssigneeAsked, db: Db, me: Me, now: Now) -> None:
    name = await _name_of(db, asked.assignee_id)
    order_id = await orders.find(db, number)
    await orders.assign(db, order_id, asked.assignee_id, name=name, actor=me.email, now=now)


@router.put("/{number}/archive", status_code=204, operation_id="archiveOrder")
async def archive_order(number: PathText, db: Db, me: Me, now: Now) -> None:
    """Out of the lists of work; it is found by its number and under "archived"."""
    order_id = await orders.find(db, number)
    await orders.archive(db, order_id, is_archived=True, actor=me.email, now=now)


@router.delete("/{number}/archive", status_code=204, operation_id="unarchiveOrder")
async def unarchive_order(number: PathText, db: Db, me: Me, now: Now) -> None:
    order_id = await orders.find(db, number)
    await orders.archive(db, order_id, is_archived=False, actor=me.email, now=now)


@router.put("/{number}/notes/{note_id}", status_code=204, operation_id="noteOnOrder")
async def note_on_order(
    number: PathText, note_id: UUID, asked: NoteAsked, db: Db, me: Me, now: Now
) -> None:
    """For colleagues alone. The id is the caller's: sent twice, it is one note."""
    order_id = await orders.find(db, number)
    await orders.add_note(db, order_id, note_id, text=asked.text, actor=me.email, now=now)


@router.delete("/{number}/notes/{note_id}", status_code=204, operation_id="removeOrderNote")
async def remove_order_note(number: PathText, note_id: UUID, db: Db, me: Me, now: Now) -> None:
    order_id = await orders.find(db, number)
    await orders.remove_note(db, order_id, note_id, actor=me.email, now=now)


async def _colleagues(db: AsyncConnection) -> list[Colleague]:
    people = [one for one in await staff.list_staff(db) if one.is_active]
    return [Colleague(id=one.id, name=one.name) for one in sorted(people, key=lambda one: one.name)]


async def _name_of(db: AsyncConnection, person_id: UUID | None) -> str:
    if person_id is None:
        return ""
    for one in await _colleagues(db):
        if one.id == person_id:
            return one.name
    raise NotFound("nobody of this id works here", field="assignee_id")
