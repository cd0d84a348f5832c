"""A mail when something is there again: asked for on its page, agreed to by the link of a mail.

No script and no account are needed. Opening a link changes nothing, because mail scanners open every
link: its button does.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.actions import wait_for_goods
from lonja.actions.wait_for_goods import NothingToWaitFor, Wanted, WishLinkOver
from lonja.content import api as content
from lonja.content.api import StockMails
from lonja.credit import api as credit
from lonja.frontoffice.pages.request_context import Visit, page, page_for_any_site
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.stock_mails import Step, StockMailPage
from lonja.frontoffice.wording import N_
from lonja.hosting.problems import status_of
from lonja.identity.api import TooManyAttempts
from lonja.kernel import clock
from lonja.kernel.email_address import MAX_CHARACTERS, is_email_address
from lonja.waitlist import api as waitlist
from lonja.waitlist.api import TooManyWishes

TOKEN_CHARACTERS: Final = 1_500
SKU_CHARACTERS: Final = 100
_TOO_MANY: Final = N_("Too many tries from here. Try again in a quarter of an hour.")
_ENOUGH: Final = N_("This address waits for many things already.")
_WRONG: Final = N_("This is not an e-mail address. It looks like name@example.com.")


@page
async def show(visit: Visit) -> Response:
    return await _form(visit, visit.query("sku", SKU_CHARACTERS))


@page
async def ask(visit: Visit) -> Response:
    """The same answer for every address; who has proved theirs in this browser waits at once."""
    form = await visit.form()
    typed, sku = form.get("email", ""), form.get("sku", "")[:SKU_CHARACTERS]
    if len(typed) > MAX_CHARACTERS or not is_email_address(typed):
        return await _form(visit, sku, email=typed, error=_WRONG, status=422)
    email, now = typed.strip().lower(), clock.now()
    try:
        async with visit.shop.database.transaction() as db:
            await credit.count_lookup(
                db, visitor=f"stock {email} {sku}", address=visit.client, now=now
            )
        is_proved = email == (visit.known_email or "").lower()
        said = wait_for_goods.wish if is_proved else wait_for_goods.ask
        async with visit.shop.database.transaction() as db:
            found = await said(db, sku=sku, email=email, language=visit.language, now=now)
    except (TooManyAttempts, TooManyWishes) as refused:
        words = _TOO_MANY if isinstance(refused, TooManyAttempts) else _ENOUGH
        return await _form(visit, sku, email=typed, error=words, status=status_of(refused))
    except NothingToWaitFor:
        return await _form(visit, sku, email=typed)
    return await _page(visit, "waiting" if is_proved else "sent", found, email=email)


@page
async def open_link(visit: Visit) -> Response:
    try:
        asked = _asked(visit)
    except WishLinkOver:
        return await _page(visit, "over", status=410)
    async with visit.shop.database.reading() as db:
        found = await wait_for_goods.wanted(db, UUID(asked.variant_id), visit.language)
    action = address(visit.path, {"token": visit.query("token", TOKEN_CHARACTERS)})
    return await _page(
        visit, "opened" if found else "gone", found, email=asked.email, action=action
    )


@page
async def confirm(visit: Visit) -> Response:
    """Twice is once."""
    try:
        asked = replace(_asked(visit), language=visit.language)
        async with visit.shop.database.transaction() as db:
            found = await wait_for_goods.confirm(db, asked, now=clock.now())
    except WishLinkOver:
        return await _page(visit, "over", status=410)
    except TooManyWishes as refused:
        return await _page(visit, "over", error=_ENOUGH, status=status_of(refused))
    step: Step = "gone" if found is None else "there" if found.free > 0 else "waiting"
    return await _page(visit, step, found, email=asked.email)


@page
async def show_end(visit: Visit) -> Response:
    _email_of_end(visit)
    return await _page(visit, "ending", action=_ending(visit))


@page_for_any_site
async def end(visit: Visit) -> Response:
    """Every wish of the link's address ends, whatever became of the one that it was sent about."""
    email = _email_of_end(visit)
    async with visit.shop.database.transaction() as db:
        await waitlist.forget(db, email)
    return await _page(visit, "ended")


def _ending(visit: Visit) -> str:
    return address(visit.path, {"token": visit.query("token", TOKEN_CHARACTERS)})


def _asked(visit: Visit) -> wait_for_goods.Asked:
    token, secret = visit.query("token", TOKEN_CHARACTERS), visit.shop.settings.secret_key
    return wait_for_goods.open_link(secret, token, now=clock.now())


def _email_of_end(visit: Visit) -> str:
    """The address of a link of ours; any other link is no page at all."""
    token, secret = visit.query("token", TOKEN_CHARACTERS), visit.shop.settings.secret_key
    try:
        return wait_for_goods.email_of_end(secret, token, UUID(visit.part("wish")))
    except (ValueError, WishLinkOver) as error:
        raise HTTPException(404) from error


async def _form(
    visit: Visit, sku: str, *, email: str = "", error: str = "", status: int = 200
) -> Response:
    """The form again; where nobody has to wait any more the page says that it is there."""
    async with visit.shop.database.reading() as db:
        found = await wait_for_goods.by_sku(db, sku, visit.language)
        is_on = (await content.current(db, StockMails)).document.is_on
    if found is None or (not is_on and found.free <= 0):
        raise HTTPException(404)
    if found.free > 0:
        return await _page(visit, "there", found)
    known = email or visit.known_email or ""
    return await _page(visit, "form", found, email=known, error=error, status=status)


async def _page(
    visit: Visit,
    step: Step,
    found: Wanted | None = None,
    *,
    email: str = "",
    error: str = "",
    action: str = "",
    status: int = 200,
) -> Response:
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
        months = (await content.current(db, StockMails)).document.months
    options: Mapping[str, str] = found.options if found else {}
    asked = urlencode({"sku": found.sku}, quote_via=quote) if found else ""
    view = StockMailPage(
        frame,
        step,
        name=found.name if found else "",
        options=options,
        product_url=f"/{visit.language}/p/{found.slug}?{asked}" if found else "",
        sku=found.sku if found else "",
        email=email,
        error=error,
        action=action,
        months=months,
    )
    return await visit.page("stock_mail.html", view, status)
