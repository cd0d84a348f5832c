"""Groups of customers, filled by hand: wholesale, friends of the house, those of a fair."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import _records
from lonja.customers._audiences import group_store
from lonja.customers._audiences.group_store import GroupRow, Membership
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7

MAX_GROUPS: Final = 200
NAME_CHARACTERS: Final = 80
DESCRIPTION_CHARACTERS: Final = 400


class UnknownGroup(NotFound):
    code: ClassVar[str] = "unknown_customer_group"


class GroupTaken(Conflict):
    code: ClassVar[str] = "customer_group_taken"


class GroupChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "customer_group_changed"


async def groups(db: AsyncConnection) -> list[GroupRow]:
    """All of them by name, with how many belong to each."""
    return await group_store.all_groups(db, MAX_GROUPS)


async def group(db: AsyncConnection, group_id: UUID, *, lock: bool = False) -> GroupRow:
    found = await group_store.get(db, group_id, lock=lock)
    if found is None:
        raise UnknownGroup("there is no such group")
    return found


async def add_group(
    db: AsyncConnection, *, name: str, description: str, actor: str, now: datetime
) -> UUID:
    """A new, empty group; its name is the only one of its kind in any case."""
    name, description = _checked(name, description)
    if await group_store.count(db) >= MAX_GROUPS:
        raise Invalid(f"a shop has at most {MAX_GROUPS} groups")
    group_id = uuid7()
    if not await group_store.insert(db, group_id, name=name, description=description, now=now):
        raise GroupTaken("there is a group of this name already", field="name")
    await _audit(db, group_id, "customer_group_added", actor, now, after=name)
    return group_id


async def change_group(
    db: AsyncConnection,
    group_id: UUID,
    *,
    name: str,
    description: str,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    name, description = _checked(name, description)
    before = await _locked(db, group_id, version)
    if (before.name, before.description) == (name, description):
        return
    if await group_store.is_taken(db, name, by_other_than=group_id):
        raise GroupTaken("there is a group of this name already", field="name")
    await group_store.update(db, group_id, name=name, description=description)
    await _audit(
        db,
        group_id,
        "customer_group_changed",
        actor,
        now,
        before={"name": before.name, "description": before.description},
        after={"name": name, "description": description},
    )


async def remove_group(
    db: AsyncConnection, group_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """The group goes, the customers stay. Who depends on it is asked by the caller."""
    before = await _locked(db, group_id, version)
    await group_store.delete(db, group_id)
    await _audit(
        db,
        group_id,
        "customer_group_removed",
        actor,
        now,
        before={"name": before.name, "members": before.members},
    )


async def change_members(
    db: AsyncConnection,
    group_id: UUID,
    *,
    join: Collection[UUID] = (),
    leave: Collection[UUID] = (),
    version: int,
    actor: str,
    now: datetime,
) -> int:
    """How many joined or left; who is in already, or gone, is passed over.

    Whoever has one of them open is asked again before saving other groups over these.
    """
    await _locked(db, group_id, version)
    known = await group_store.known_customers(db, sorted({*join, *leave}))
    joined = await group_store.join(db, group_id, [one for one in known if one in join], now)
    left = await group_store.leave(db, group_id, [one for one in known if one in leave])
    if joined or left:
        await group_store.next_version(db, group_id)
        await group_store.set_versions(db, known)
        await _audit(db, group_id, "customer_group_filled", actor, now, joined=joined, left=left)
    return joined + left


async def set_groups(
    db: AsyncConnection,
    customer_id: UUID,
    group_ids: Collection[UUID],
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """Put one customer into exactly these groups."""
    record = await _records.lock_record(db, customer_id)
    if record.version != version:
        raise _records.CustomerChanged(
            "somebody changed this customer meanwhile", version=record.version
        )
    names = {one.id: one.name for one in await groups(db)}
    unknown = [one for one in group_ids if one not in names]
    if unknown:
        raise UnknownGroup("there is no such group", field="groups")
    before, after = set(await group_store.of_customer(db, customer_id)), set(group_ids)
    if before == after:
        return
    for group_id in sorted(after - before):
        await group_store.join(db, group_id, [customer_id], now)
    for group_id in sorted(before - after):
        await group_store.leave(db, group_id, [customer_id])
    await group_store.set_versions(db, [customer_id])
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="customer_grouped",
        subject=f"customer:{customer_id}",
        before=sorted(names[one] for one in before),
        after=sorted(names[one] for one in after),
    )


async def memberships(db: AsyncConnection, customer_id: UUID) -> Sequence[Membership]:
    """The groups of one customer, by name."""
    return await group_store.memberships(db, customer_id)


async def groups_of_email(db: AsyncConnection, email: str) -> frozenset[UUID]:
    """Which groups the customer with this address is in: what promotions ask of a cart.

    Whoever types somebody's address gets the answer for that person: show nothing that only a
    member may know before the address is proved.
    """
    return frozenset(await group_store.of_email(db, email.lower()))


async def _locked(db: AsyncConnection, group_id: UUID, version: int) -> GroupRow:
    before = await group(db, group_id, lock=True)
    if before.version != version:
        raise GroupChanged("somebody changed this group meanwhile", version=before.version)
    return before


def _checked(name: str, description: str) -> tuple[str, str]:
    name, description = " ".join(name.split()), description.strip()
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise Invalid(f"a name has 1 to {NAME_CHARACTERS} characters", field="name")
    if len(description) > DESCRIPTION_CHARACTERS:
        raise Invalid(f"at most {DESCRIPTION_CHARACTERS} characters", field="description")
    return name, description


async def _audit(
    db: AsyncConnection, group_id: UUID, action: str, actor: str, now: datetime, **facts: object
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"customer_group:{group_id}", **facts
    )
