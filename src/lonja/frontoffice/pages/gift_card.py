"""What is left on a gift card, for who has its code."""

from starlette.responses import Response

from lonja.credit import api as credit
from lonja.frontoffice import typed_codes
from lonja.frontoffice.pages.cart import gift_card_words
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views.gift_card import Balance, GiftCardPage
from lonja.frontoffice.wording import N_
from lonja.kernel import clock
from lonja.kernel.errors import Refused


@page
async def show(visit: Visit) -> Response:
    return await _page(visit)


@page
async def send(visit: Visit) -> Response:
    form = await visit.form()
    code = form.get("code", "")[: credit.MAX_TYPED_CHARACTERS]
    if not code.strip():
        return await _page(
            visit, errors={"code": N_("Write the code of the gift card.")}, status=422
        )
    try:
        found = await typed_codes.card_of(visit.shop.database, code=code, client=visit.client)
    except Refused as refused:
        words = gift_card_words(refused)
        if words is None:
            raise
        status = 429 if refused.code == "too_many_attempts" else 422
        return await _page(visit, code=code, errors={"code": words}, status=status)
    balance = Balance(
        found.last_four,
        found.balance_minor,
        found.currency,
        found.expires_at,
        found.state(clock.now()),
    )
    return await _page(visit, balance=balance)


async def _page(
    visit: Visit,
    *,
    code: str = "",
    errors: dict[str, str] | None = None,
    balance: Balance | None = None,
    status: int = 200,
) -> Response:
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
    view = GiftCardPage(frame, {"code": code}, errors or {}, balance)
    answer = await visit.page("gift_card.html", view, status=status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
