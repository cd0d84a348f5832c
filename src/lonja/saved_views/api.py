"""The door to saved views. A shared one is everybody's to use, and its owner's to change."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.errors import Forbidden, Invalid, NotFound
from lonja.saved_views import _store
from lonja.saved_views._store import SavedView

__all__ = ["NotYourView", "SavedView", "UnknownView", "remove", "save", "views"]

MAX_OWN: Final = 50
MAX_VALUES: Final = 30
VALUE_CHARACTERS: Final = 500
SHOWN: Final = 200


class UnknownView(NotFound):
    code: ClassVar[str] = "unknown_view"


class NotYourView(Forbidden):
    """Somebody else saved it: only they change it, or who may change the settings of the shop."""

    code: ClassVar[str] = "not_your_view"


async def views(db: AsyncConnection, of_list: str, *, owner_id: UUID) -> list[SavedView]:
    """One's own and those that are shared, by name."""
    return await _store.listed(db, of_list, owner_id, SHOWN)


async def save(
    db: AsyncConnection,
    view_id: UUID,
    *,
    of_list: str,
    name: str,
    search: Mapping[str, str],
    is_shared: bool,
    owner_id: UUID,
    may_change_all: bool = False,
    actor: str,
    now: datetime,
) -> SavedView:
    """Under the caller's id, so that twice is once; of one's own there are at most `MAX_OWN` a list."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("a view has a name", field="name")
    if len(search) > MAX_VALUES or any(len(one) > VALUE_CHARACTERS for one in search.values()):
        raise Invalid("these are more filters than a view keeps", field="search")
    before = await _store.get(db, view_id)
    if before is None and await _store.count(db, of_list, owner_id) >= MAX_OWN:
        raise Invalid(f"you have {MAX_OWN} views of this list: delete one first")
    if before is not None:
        _check(before, owner_id, may_change_all=may_change_all)
    owner = before.owner_id if before else owner_id
    view = SavedView(view_id, of_list, name, dict(search), owner, is_shared, now)
    await _store.put(db, view)
    if is_shared or (before is not None and before.is_shared):
        await _audit(db, view, "view_saved", actor, now)
    return view


async def remove(
    db: AsyncConnection,
    view_id: UUID,
    *,
    owner_id: UUID,
    may_change_all: bool = False,
    actor: str,
    now: datetime,
) -> None:
    """Twice is harmless."""
    view = await _store.get(db, view_id)
    if view is None:
        return
    _check(view, owner_id, may_change_all=may_change_all)
    await _store.delete(db, view_id)
    if view.is_shared:
        await _audit(db, view, "view_removed", actor, now)


def _check(view: SavedView, owner_id: UUID, *, may_change_all: bool) -> None:
    if view.owner_id == owner_id or (view.is_shared and may_change_all):
        return
    if not view.is_shared:
        raise UnknownView("there is no such view")
    raise NotYourView("somebody else saved this view")


async def _audit(
    db: AsyncConnection, view: SavedView, action: str, actor: str, now: datetime
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"view:{view.id}",
        list=view.list, name=view.name,
    )  # fmt: skip
