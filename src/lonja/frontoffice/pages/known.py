"""A buyer is known by their e-mail address: they ask for a link, open it, and may be forgotten."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection
from starlette.responses import Response

from lonja.carts import api as carts
from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.frontoffice import typed_codes
from lonja.frontoffice.pages.page_cache import BUYER_COOKIE
from lonja.frontoffice.pages.request_context import Visit, cookie, page
from lonja.frontoffice.views.known import KnownPage
from lonja.frontoffice.wording import N_
from lonja.hosting.problems import status_of
from lonja.identity import api as identity
from lonja.kernel import clock
from lonja.kernel.email_address import is_email_address
from lonja.kernel.errors import Refused
from lonja.kernel.money import Money

_TOO_MANY: Final = N_("Too many tries from here. Try again in a quarter of an hour.")
COOKIE_AGE_S = identity.COOKIE_DAYS * 24 * 3600


@page
async def show(visit: Visit) -> Response:
    """With the token of a mailed link this browser and its cart are known from now on.

    Programs that look into mails open links, too: they have no cart, and keep no cookie.
    """
    token = visit.query("token", 1000)
    if not token:
        return await _page(visit)
    email = identity.email_of_link(visit.shop.settings.secret_key, token, today=clock.now().date())
    if email is None:
        return await _page(visit, is_wrong=True, status=422)
    await _know_cart(visit, email)
    answer = visit.go(visit.url("known"))
    mark = identity.proof_cookie(visit.shop.settings.secret_key, email, today=clock.now().date())
    cookie(answer, visit.request, BUYER_COOKIE, mark, COOKIE_AGE_S)
    return answer


@page
async def send(visit: Visit) -> Response:
    """The same answer for every address, known or not."""
    form = await visit.form()
    typed = {"email": form.get("email", "")}
    if not is_email_address(typed["email"]):
        words = N_("This is not an e-mail address. It looks like name@example.com.")
        return await _page(visit, typed=typed, errors={"email": words}, status=422)
    try:
        await typed_codes.send_proof(
            visit.shop.database,
            email=typed["email"],
            language=visit.language,
            client=visit.client,
        )
    except identity.TooManyAttempts as refused:
        status = status_of(refused)
        return await _page(visit, typed=typed, errors={"email": _TOO_MANY}, status=status)
    return await _page(visit, typed=typed, is_sent=True)


@page
async def forget(visit: Visit) -> Response:
    await _know_cart(visit, "")
    answer = visit.go(visit.url("known"))
    answer.delete_cookie(BUYER_COOKIE)
    return answer


async def _know_cart(visit: Visit, email: str) -> None:
    """What is in no cart of this visitor needs nothing."""
    cart_id: UUID | None = visit.cart_id
    if cart_id is None:
        return
    try:
        async with visit.shop.database.transaction() as db:
            await carts.prove_email(db, cart_id=cart_id, email=email, now=clock.now())
    except Refused:
        return


async def _owed(db: AsyncConnection, email: str) -> list[Money]:
    """Credit that pays now, by currency."""
    now, owed = clock.now(), dict[str, int]()
    for one in await credit.store_credit(db, await customers.records_of_email(db, email)):
        if not credit.why_not_usable(one, currency=one.currency, now=now):
            owed[one.currency] = owed.get(one.currency, 0) + one.balance_minor
    return [Money(currency, minor) for currency, minor in owed.items()]


async def _page(
    visit: Visit,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    is_sent: bool = False,
    is_wrong: bool = False,
    status: int = 200,
) -> Response:
    known_as = "" if is_sent or is_wrong or errors else visit.known_email or ""
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
        owed = await _owed(db, known_as) if known_as else ()
    view = KnownPage(frame, typed or {"email": ""}, errors or {}, known_as, is_sent, is_wrong, owed)
    return await visit.page("known.html", view, status=status)
