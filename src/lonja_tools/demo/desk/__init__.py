"""What staff of the demo shop wrote, through the doors that anybody's staff use.

Trade of eighteen months is copied in as rows; all here is written by actions and doors, so that it is
what a shop has whose staff did the same, with its audit rows, its messages and its mails.
"""

from datetime import datetime, timedelta

from psycopg import AsyncConnection

from lonja.staff import api as staff
from lonja_tools.demo._plan import Plan
from lonja_tools.demo.desk import briefings, bundles, collections, goods, people, prices, trade
from lonja_tools.demo.desk._desk import Desk


async def write(db: AsyncConnection, plan: Plan, *, opened: datetime, secret: str) -> None:
    """Once the shop's facts, its goods and its staff are there."""
    members = {one.email: one for one in await staff.list_staff(db)}
    desk = Desk(plan, opened - timedelta(seconds=1), secret, plan.dice("desk"), members)
    await goods.write(db, desk)
    groups = await people.write(db, desk)
    await people.let_wait(db, desk)
    await prices.write(db, desk, trade_group=groups.trade)
    await bundles.write(db, desk)
    await collections.write(db, desk)
    await trade.write(db, desk)
    await briefings.write(db, desk)
