"""Views of lists, a report by mail, alerts, and notes on days."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.briefings import api as briefings
from lonja.briefings.api import AlertRule, Cadence, Compare, ReportMail
from lonja.saved_views import api as saved_views
from lonja_tools.demo._facts import SHOP
from lonja_tools.demo.desk._desk import CLERK, OWNER, Desk

_VIEWS: Final = (
    ("orders", "Por llamar", {"tag": "llamar"}),
    ("orders", "Estados Unidos, por enviar", {"show": "to_ship", "country": "US"}),
    ("products", "Agotados", {"stock": "sold_out"}),
    ("stock", "Lo que menos queda", {"sort": "free"}),
    ("customers", "Los que más compran", {"sort": "spent"}),
)
_NOTES: Final = (
    (-3, "Escaparate nuevo en la tienda de Valencia"),
    (-16, "El transportista tuvo huelga dos días"),
    (-41, "Feria Cevisama: caseta y sorteo"),
    (-75, "Salimos en una revista de interiores"),
)


async def write(db: AsyncConnection, desk: Desk) -> None:
    for of_list, name, search in _VIEWS:
        await saved_views.save(
            db,
            desk.id(),
            of_list=of_list,
            name=name,
            search=search,
            is_shared=True,
            owner_id=desk.people[OWNER].id,
            **desk.owner,
        )
    for days, text in _NOTES:
        await briefings.save_note(
            db,
            desk.id(),
            day=(desk.opened + timedelta(days=days)).date(),
            text=text,
            me=desk.people[CLERK].id,
            may_change_all=False,
            **desk.clerk,
        )
    await _tell_by_themselves(db, desk)


async def _tell_by_themselves(db: AsyncConnection, desk: Desk) -> None:
    owner = desk.people[OWNER].id
    await briefings.save_mail(
        db,
        ReportMail(
            desk.id(),
            "Ventas de la semana",
            "sales",
            {},
            Cadence.WEEKLY,
            8,
            (owner,),
            owner,
            None,
            0,
        ),
        is_on=True,
        zone=ZoneInfo(SHOP.time_zone),
        may_change_all=False,
        **desk.owner,
    )
    for name, metric, compare, bound in (
        ("Las ventas caen", "net_sales", Compare.FALLS, 3_000),
        ("Demasiadas devoluciones", "return_rate", Compare.ABOVE, 800),
    ):
        await briefings.save_rule(
            db,
            AlertRule(
                desk.id(), name, metric, {}, compare, bound, 2, (owner,), owner,
                True, None, None, None, None, None, 0,
            ),
            may_change_all=False,
            **desk.owner,
        )  # fmt: skip
