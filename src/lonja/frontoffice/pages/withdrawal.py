"""The function to withdraw from a contract: two steps, no account, no reason, and a receipt by mail.

The answer is the same for every order number: nobody learns what others bought. Whoever has the
order's own link (`/orders/{number}/withdrawal`) chooses its lines.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection
from starlette.responses import Response

from lonja.actions import return_goods
from lonja.actions.withdraw_order import Withdrawal, withdraw
from lonja.credit import api as credit
from lonja.frontoffice.api.orders import opened
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.pages.returns import LINE_FIELDS, units_in, uuid_in, withdraw_url
from lonja.frontoffice.views.returns import (
    ReturnableLine,
    ReturnedGoods,
    WithdrawalPage,
    lines_of,
)
from lonja.frontoffice.wording import N_
from lonja.hosting.problems import status_of
from lonja.identity.api import TooManyAttempts
from lonja.kernel import clock
from lonja.kernel.email_address import is_email_address
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders

SCOPE_CHARACTERS: Final = 1_000
_MISSING: Final = {
    "name": N_("Write your name."),
    "number": N_("Write the number of your order."),
    "email": N_("Write your e-mail address."),
}
_WRONG_ADDRESS: Final = N_("This is not an e-mail address. It looks like name@example.com.")
_TOO_MANY: Final = N_("Too many tries from here. Try again in a quarter of an hour.")
_NO_PIECES: Final = N_("Choose at least one piece.")
_FIELDS: Final = ("name", "number", "email", "scope", "id")


@page
async def show(visit: Visit) -> Response:
    """The form; the order's own link fills it in."""
    async with visit.shop.database.reading() as db:
        order = await _own_order(visit, db)
    typed = dict.fromkeys(_FIELDS, "") | {
        "number": visit.query("number", 40),
        "id": str(uuid7()),
    }
    if order is not None:
        name = order.address.name if order.address else ""
        typed |= {"number": order.number, "email": order.email, "name": name}
    return await _page(visit, "form", typed)


@page
async def send(visit: Visit) -> Response:
    """The first step shows the statement again; the second, with `confirm`, makes it."""
    form = await visit.form(characters=SCOPE_CHARACTERS, fields=LINE_FIELDS)
    typed = {name: form.get(name, "") for name in _FIELDS} | {
        key: value for key, value in form.items() if key.startswith("units-")
    }
    statement_id = uuid_in(typed["id"])
    errors = {name: words for name, words in _MISSING.items() if not typed[name]}
    if typed["email"] and not is_email_address(typed["email"]):
        errors["email"] = _WRONG_ADDRESS
    async with visit.shop.database.reading() as db:
        order = await _own_order(visit, db)
    units = units_in(form) if order is not None else None
    if order is not None and not units:
        errors["units"] = _NO_PIECES
    if errors or form.get("step") == "change":
        return await _page(visit, "form", typed, errors, status=422 if errors else 200)
    if form.get("step") != "confirm":
        return await _page(visit, "confirm", typed)
    now = clock.now()
    if order is None:
        try:
            async with visit.shop.database.transaction() as db:
                visitor = f"withdrawal {visit.client}"
                await credit.count_lookup(db, visitor=visitor, address=visit.client, now=now)
        except TooManyAttempts as refused:
            status = status_of(refused)
            return await _page(visit, "form", typed, {"number": _TOO_MANY}, status=status)
    said = Withdrawal(
        id=statement_id,
        number=order.number if order else typed["number"][:40],
        email=order.email if order else typed["email"],
        name=typed["name"][:200],
        scope="" if order else typed["scope"],
        language=visit.language,
        units=units,
    )
    async with visit.shop.database.transaction() as db:
        await withdraw(db, said, now=now)
    return await _page(visit, "done", typed, said_at=now)


async def _own_order(visit: Visit, db: AsyncConnection) -> orders.Order | None:
    """The order of the link, None on the page that everybody has."""
    number = visit.request.path_params.get("number")
    if number is None:
        return None
    order_id: UUID = await opened(db, visit.shop, str(number), visit.query("token", 100))
    return await orders.get(db, order_id)


async def _page(
    visit: Visit,
    step: str,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    said_at: datetime | None = None,
    status: int = 200,
) -> Response:
    async with visit.shop.database.reading() as db:
        order = await _own_order(visit, db)
        lines: tuple[ReturnableLine, ...] = ()
        if order is not None:
            sold = {line.line: line.quantity for line in order.lines if line.quantity > 0}
            left = await return_goods.units_left(db, order, sold)
            lines = lines_of(order, left if step != "done" else sold, {})
        frame = await visit.frame(db)
    units = units_in(typed)
    view = WithdrawalPage(
        frame=frame,
        step=step,
        action=_action(visit),
        typed=typed,
        errors=errors or {},
        lines=lines,
        chosen=tuple(
            ReturnedGoods(line.name, units[line.line], "") for line in lines if line.line in units
        ),
        said_at=said_at,
    )
    answer = await visit.page("withdrawal.html", view, status)
    if order is not None:
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _action(visit: Visit) -> str:
    number = visit.request.path_params.get("number")
    if number is None:
        return visit.url("withdrawal")
    return withdraw_url(visit.language, str(number), visit.query("token", 100))
