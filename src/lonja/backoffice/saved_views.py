"""Saved views: filters, order and columns of a list under a name, one's own or everybody's."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me, need
from lonja.hosting.deps import Db, In, Line, ListOut, Out, Reading, Storable
from lonja.saved_views import api as saved_views
from lonja.staff.api import Permission, SignedIn

router = APIRouter(prefix="/views", tags=["views"])

type ViewedList = Literal[
    "orders", "products", "stock", "customers", "drafts", "quotes", "reports", "transfers"
]
NEEDS: Final[Mapping[ViewedList, Permission]] = {
    "orders": Permission.ORDERS_READ,
    "products": Permission.PRODUCTS_READ,
    "stock": Permission.STOCK_READ,
    "customers": Permission.CUSTOMERS_READ,
    "drafts": Permission.ORDERS_READ,
    "quotes": Permission.ORDERS_READ,
    "reports": Permission.REPORTS_READ,
    "transfers": Permission.STOCK_READ,
}
"""What a view searches for is for the eyes of those who see its list: it may name a customer."""
SearchName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}$")]
SearchValue = Annotated[str, StringConstraints(min_length=1, max_length=500), Storable]


class SavedView(Out):
    """`search` is what the address of the list keeps. `is_own` says whether one may change it."""

    id: UUID
    list: ViewedList
    name: str
    search: dict[str, str]
    is_shared: bool
    is_own: bool


class ViewAsked(In):
    list: ViewedList
    name: Annotated[Line, StringConstraints(max_length=60)]
    search: Annotated[dict[SearchName, SearchValue], Field(max_length=30)]
    is_shared: bool = False


@router.get("", operation_id="listViews")
async def list_views(of: ViewedList, db: Reading, me: Me) -> ListOut[SavedView]:
    """One's own and those that are shared, by name."""
    need(me, NEEDS[of])
    found = await saved_views.views(db, of, owner_id=me.user_id)
    return ListOut(items=[_shown(one, me) for one in found], next_cursor=None)


@router.put("/{view_id}", operation_id="saveView")
async def save_view(view_id: UUID, asked: ViewAsked, db: Db, me: Me, now: Now) -> SavedView:
    """A new view, or one's own as it is from now on."""
    need(me, NEEDS[asked.list])
    view = await saved_views.save(
        db,
        view_id,
        of_list=asked.list,
        name=asked.name,
        search=asked.search,
        is_shared=asked.is_shared,
        owner_id=me.user_id,
        may_change_all=Permission.SETTINGS_WRITE in me.permissions,
        actor=me.email,
        now=now,
    )
    return _shown(view, me)


@router.delete("/{view_id}", status_code=204, operation_id="removeView")
async def remove_view(view_id: UUID, db: Db, me: Me, now: Now) -> None:
    await saved_views.remove(
        db,
        view_id,
        owner_id=me.user_id,
        may_change_all=Permission.SETTINGS_WRITE in me.permissions,
        actor=me.email,
        now=now,
    )


def _shown(view: saved_views.SavedView, me: SignedIn) -> SavedView:
    may_change_all = Permission.SETTINGS_WRITE in me.permissions
    return SavedView(
        id=view.id,
        list=view.list,
        name=view.name,
        search=dict(view.search),
        is_shared=view.is_shared,
        is_own=view.owner_id == me.user_id or may_change_all,
    )
