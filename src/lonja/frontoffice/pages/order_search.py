"""Whoever lost the link of their order asks for it by number and e-mail address."""

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from lonja.actions.send_order_link import send_order_link
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views.order_search import OrderSearchPage
from lonja.frontoffice.wording import N_
from lonja.kernel import clock
from lonja.kernel.email_address import is_email_address

_MISSING: Final = {
    "number": N_("Write the number of your order."),
    "email": N_("Write your e-mail address."),
}
_WRONG_ADDRESS: Final = N_("This is not an e-mail address. It looks like name@example.com.")


@page
async def show(visit: Visit) -> Response:
    return await _page(visit, {"number": visit.query("number", 40), "email": ""})


@page
async def send(visit: Visit) -> Response:
    """The same answer for every order, there or not: nobody learns what others bought."""
    form = await visit.form()
    typed = {name: form.get(name, "") for name in _MISSING}
    errors = {name: words for name, words in _MISSING.items() if not typed[name]}
    if typed["email"] and not is_email_address(typed["email"]):
        errors["email"] = _WRONG_ADDRESS
    if errors:
        return await _page(visit, typed, errors, status=422)
    async with visit.shop.database.transaction() as db:
        await send_order_link(db, number=typed["number"], email=typed["email"], now=clock.now())
    return await _page(visit, typed, is_sent=True)


async def _page(
    visit: Visit,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    is_sent: bool = False,
    status: int = 200,
) -> Response:
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
    view = OrderSearchPage(frame, typed, errors or {}, is_sent)
    return await visit.page("order_search.html", view, status=status)
