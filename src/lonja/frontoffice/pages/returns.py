"""A buyer gives goods back from the order's own page, without an account and without a script."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from psycopg import AsyncConnection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.actions import exchange_offers, return_goods
from lonja.frontoffice.api.orders import opened
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views.returns import ReturnForm, lines_of
from lonja.frontoffice.wording import N_
from lonja.hosting.selling import return_photos
from lonja.hosting.selling.order_links import order_path
from lonja.kernel import clock, limits
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja.kernel.languages import ENGLISH, text_in
from lonja.orders import api as orders
from lonja.returns import api as returns

NOTE_CHARACTERS: Final = 2_000
LINE_FIELDS: Final = 3 * limits.CART_LINES + 20
_NOT_ALLOWED: Final = {
    "not_shipped": N_("This order has not left yet: you can cancel it instead."),
    "window_over": N_("The time to return it is over. If something is wrong with it, say so here."),
    "excluded": N_("One of these products cannot be returned."),
}
_PROBLEMS: Final = {
    "nothing_to_return": N_("Choose how many pieces you want to send back."),
    "invalid": N_("Choose a reason for each product."),
    "return_exceeds_line": N_("Fewer pieces of one product are left to return."),
    "exchange_not_possible": N_(
        "This cannot be had in exchange now. Choose another one, or your money."
    ),
    "unknown_sku": N_("This cannot be had in exchange now. Choose another one, or your money."),
    "return_id_taken": N_("This request was sent before. Open your order to see it."),
}


@page
async def show(visit: Visit) -> Response:
    return await _page(visit, {}, case_id=str(uuid7()))


@page
async def send(visit: Visit) -> Response:
    """Ask for a return; sending the form twice asks once."""
    token = visit.query("token", 100)
    async with visit.shop.database.reading() as db:
        await opened(db, visit.shop, visit.part("number"), token)
    form, files = await visit.form_and_files(
        "photos", characters=NOTE_CHARACTERS, fields=LINE_FIELDS, most=return_photos.MOST_FILES
    )
    case_id = uuid_in(form.get("case", ""))
    units = units_in(form)
    try:
        async with visit.shop.database.transaction() as db:
            order_id = await opened(db, visit.shop, visit.part("number"), token)
            await return_goods.request(
                db,
                order_id=order_id,
                case_id=case_id,
                units=units,
                reasons={line: form.get(f"reason-{line}", "")[:60] for line in units},
                note=form.get("note", ""),
                source=returns.ReturnSource.BUYER,
                actor=return_goods.BUYER,
                wants_credit=form.get("back_as", "") == "credit",
                exchanges={line: form.get(f"exchange-{line}", "")[:100] for line in units},
                now=clock.now(),
            )
    except orders.UnknownOrder:
        raise
    except Refused as refused:
        words = _PROBLEMS.get(refused.code) or _NOT_ALLOWED.get(str(refused.facts.get("reason")))
        if words is None:
            raise
        return await _page(visit, form, case_id=str(case_id), problem=words, status=409)
    return await _with_photos(visit, token, order_id, case_id, files, "return_requested")


async def _with_photos(
    visit: Visit,
    token: str,
    order_id: UUID,
    case_id: UUID,
    files: Sequence[tuple[str, bytes]],
    notice: str,
) -> Response:
    """The return stands, and so does each good picture, whatever was wrong with the others."""
    refused = await return_photos.keep_good(
        visit.shop,
        order_id=order_id,
        case_id=case_id,
        files=[return_photos.PhotoFile(*one) for one in files],
        actor=return_goods.BUYER,
    )
    if notice == "photos_added" and len(refused) == len(files):
        notice = ""
    return visit.go(_case_url(visit, token, case_id, notice, refused))


def photo_response(found: returns.Pixels) -> Response:
    return Response(
        found.data,
        media_type=found.content_type,
        headers={
            "cache-control": "private, max-age=3600",
            "content-disposition": "inline",
            "x-robots-tag": "noindex",
            "referrer-policy": "no-referrer",
        },
    )


@page
async def add_photos(visit: Visit) -> Response:
    """Pictures of goods that a return is asked for already."""
    token = visit.query("token", 100)
    async with visit.shop.database.reading() as db:
        order_id = await opened(db, visit.shop, visit.part("number"), token)
    case_id = uuid_in(visit.part("case"))
    _, files = await visit.form_and_files("photos", most=return_photos.MOST_FILES)
    try:
        return await _with_photos(visit, token, order_id, case_id, files, "photos_added")
    except returns.WrongReturnStatus:
        return visit.go(_case_url(visit, token, case_id, "photos_too_late"))


@page
async def photo(visit: Visit) -> Response:
    """One picture, behind a link that ends."""
    photo_id = uuid_in(visit.part("photo"))
    settings, now = visit.shop.settings, clock.now()
    until, seal = visit.query("until", 20), visit.query("seal", 40)
    if not return_photos.opens(settings, photo_id, until=until, seal=seal, now=now):
        raise HTTPException(404)
    async with visit.shop.database.reading() as db:
        order_id = await orders.find(db, visit.part("number"))
        found = await returns.photo(
            db, order_id=order_id, case_id=uuid_in(visit.part("case")), photo_id=photo_id
        )
    return photo_response(found)


@page
async def say_sent(visit: Visit) -> Response:
    """The parcel is on its way back, perhaps with a number to follow it by."""
    form = await visit.form()
    token = visit.query("token", 100)
    case_id = uuid_in(visit.part("case"))
    try:
        async with visit.shop.database.transaction() as db:
            await return_goods.say_sent(
                db,
                order_id=await opened(db, visit.shop, visit.part("number"), token),
                case_id=case_id,
                tracking=form.get("tracking", "")[:100],
                actor=return_goods.BUYER,
                now=clock.now(),
            )
    except returns.WrongReturnStatus:
        return visit.go(_case_url(visit, token, case_id, "sent_too_late"))
    return visit.go(_case_url(visit, token, case_id, "return_sent"))


@page
async def cancel(visit: Visit) -> Response:
    await visit.form()
    token = visit.query("token", 100)
    case_id = uuid_in(visit.part("case"))
    try:
        async with visit.shop.database.transaction() as db:
            await return_goods.cancel(
                db,
                order_id=await opened(db, visit.shop, visit.part("number"), token),
                case_id=case_id,
                actor=return_goods.BUYER,
                now=clock.now(),
            )
    except returns.WrongReturnStatus:
        return visit.go(_case_url(visit, token, case_id, "return_moved_on"))
    return visit.go(_case_url(visit, token, case_id, ""))


def uuid_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise HTTPException(404) from None


def units_in(form: Mapping[str, str]) -> dict[int, int]:
    """Line → units, of the fields `units-1`, `units-2`, …; those of none are left out."""
    wanted = {}
    for line in range(1, limits.CART_LINES + 1):
        typed = form.get(f"units-{line}", "")
        if typed.isascii() and typed.isdigit() and int(typed[:6]) > 0:
            wanted[line] = int(typed[:6])
    return wanted


async def _page(
    visit: Visit,
    typed: Mapping[str, str],
    *,
    case_id: str,
    problem: str = "",
    status: int = 200,
) -> Response:
    token = visit.query("token", 100)
    async with visit.shop.database.reading() as db:
        order, may = await _read(visit, db, token)
        offered = await exchange_offers.of_returnable(db, order, may, now=clock.now())
        frame = await visit.frame(db, currency=order.currency)
    path = order_path(visit.language, order.number, token, "/returns")
    view = ReturnForm(
        frame=frame,
        number=order.number,
        order_url=_order_url(visit, token),
        withdraw_url=withdraw_url(visit.language, order.number, token),
        action=path,
        case_id=case_id,
        lines=lines_of(order, may.left, may.excluded, offered),
        currency=order.currency,
        reasons=tuple(
            (one.code, visit.speech.say(text_in(one.names, visit.language, default=ENGLISH)))
            for one in may.policy.offered
        ),
        return_until=may.return_until,
        may_return=may.may_return,
        may_withdraw=may.may_withdraw,
        buyer_pays=may.buyer_pays,
        typed=typed,
        problem=problem,
    )
    answer = await visit.page("return.html", view, status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


async def _read(
    visit: Visit, db: AsyncConnection, token: str
) -> tuple[orders.Order, return_goods.Returnable]:
    order = await orders.get(db, await opened(db, visit.shop, visit.part("number"), token))
    may = await return_goods.returnable(db, order, now=clock.now())
    if not may.is_any_left:
        raise HTTPException(404)
    return order, may


def withdraw_url(language: str, number: str, token: str) -> str:
    """The withdrawal function, with the order's own link."""
    return order_path(language, number, token, "/withdrawal")


def _case_url(
    visit: Visit,
    token: str,
    case_id: UUID,
    notice: str,
    refused: Sequence[tuple[str, str]] = (),
) -> str:
    """The return's own box on the order's page, and what it says there."""
    said = [("notice", notice), ("case", str(case_id))]
    said += [("refused", f"{code} {name[:60]}") for name, code in refused]
    return f"{_order_url(visit, token)}&{urlencode(said)}#return-{case_id}"


def _order_url(visit: Visit, token: str) -> str:
    return order_path(visit.language, visit.part("number"), token)
