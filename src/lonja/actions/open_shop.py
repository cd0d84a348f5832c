"""The storefront opens to everyone, or closes."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from psycopg import AsyncConnection

from lonja.actions.check_setup import check_setup
from lonja.kernel.changes import Outcome
from lonja.kernel.errors import Conflict
from lonja.payments.api import Method
from lonja.shop import api as shops


class ShopNotReady(Conflict):
    """Nobody could buy here; `facts["missing"]` are the steps of the guide to do first."""

    code: ClassVar[str] = "shop_not_ready"


async def open_shop(
    db: AsyncConnection, *, methods: Mapping[str, Method], actor: str, now: datetime
) -> Outcome:
    """Let everyone in; refused while a buyer could not buy anything."""
    facts = await shops.current(db)
    steps = await check_setup(db, facts, methods=methods, now=now)
    missing = [
        str(step.code)
        for step in steps
        if step.code in shops.NEEDED_TO_OPEN and step.state != "done"
    ]
    if missing:
        raise ShopNotReady(f"first: {', '.join(missing)}", missing=missing)
    return await shops.set_open(db, is_open=True, actor=actor, now=now)


async def close_shop(db: AsyncConnection, *, actor: str, now: datetime) -> Outcome:
    """Let nobody in but who has the password; orders that were placed go on."""
    return await shops.set_open(db, is_open=False, actor=actor, now=now)
