"""A buyer's review of what came in an order: the form, and what becomes of it."""

from typing import Final
from urllib.parse import quote

from psycopg import AsyncConnection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.frontoffice.api.orders import opened
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.reviews import ReviewPage
from lonja.frontoffice.wording import N_
from lonja.kernel import clock, limits
from lonja.orders import api as orders
from lonja.reviews import api as reviews
from lonja.reviews.api import Words

_WRONG: Final = {
    ("rating", "missing"): N_("Choose from one to five stars."),
    ("title", "missing"): N_("Write a title: the short of it."),
    ("title", "too_long"): N_("A title has at most 120 characters."),
    ("body", "missing"): N_("Write what you think of it."),
    ("body", "too_short"): N_("Write a little more: at least 10 characters."),
    ("body", "too_long"): N_("That is more than 3,000 characters. Shorten it a little."),
    ("name", "missing"): N_("Write the name that is shown beside it."),
    ("name", "too_long"): N_("A name has at most 60 characters."),
    ("name", "address"): N_("Everybody can read this name: leave your e-mail address out."),
    ("language", "not_offered"): N_("Choose the language you wrote in."),
}
_FIELDS: Final = ("rating", "title", "body", "name", "language")
# What is too long comes back whole, to be shortened by who wrote it.
_TYPED_CHARACTERS: Final = 4 * limits.REVIEW_CHARACTERS


@page
async def show(visit: Visit) -> Response:
    async with visit.shop.database.reading() as db:
        order, line = await _bought(visit, db)
        review = await _written(db, order, line)
    if review is not None:
        words = review.words
        typed = {field: str(getattr(words, field)) for field in _FIELDS}
    else:
        name = reviews.shown_name(order.address.name if order.address else "")
        typed = {"rating": "", "title": "", "body": "", "name": name, "language": visit.language}
    return await _page(visit, order, line, typed, review=review)


@page
async def send(visit: Visit) -> Response:
    form = await visit.form(characters=_TYPED_CHARACTERS)
    typed = {field: form.get(field, "") for field in _FIELDS}
    stars = typed["rating"]
    words = reviews.cleaned(
        Words(
            rating=int(stars) if stars in {"1", "2", "3", "4", "5"} else 0,
            title=typed["title"],
            body=typed["body"],
            name=typed["name"],
            language=typed["language"],
        )
    )
    wrong = reviews.wrong_parts(words)
    if not wrong:
        async with visit.shop.database.transaction() as db:
            order, line = await _bought(visit, db)
            await reviews.write(db, order_id=order.id, sku=line.sku, words=words, now=clock.now())
        return visit.go(f"{_order_url(visit)}&notice=reviewed")
    async with visit.shop.database.reading() as db:
        order, line = await _bought(visit, db)
        review = await _written(db, order, line)
    errors = {field: _WRONG[field, problem] for field, problem in wrong.items()}
    return await _page(visit, order, line, typed, review=review, errors=errors, status=422)


async def _bought(visit: Visit, db: AsyncConnection) -> tuple[orders.Order, orders.OrderLine]:
    """What is to be reviewed, if this is the order's own link and it has been sent."""
    order_id = await opened(db, visit.shop, visit.part("number"), visit.query("token", 100))
    order = await orders.get(db, order_id)
    sku = visit.query("sku", 200)
    line = next((line for line in order.lines if line.sku == sku and line.product_id), None)
    if line is None or order.status not in reviews.MAY_REVIEW:
        raise HTTPException(404)
    return order, line


async def _written(
    db: AsyncConnection, order: orders.Order, line: orders.OrderLine
) -> reviews.Review | None:
    written = (await reviews.of_order(db, order.id)).values()
    return next((review for review in written if review.product_id == line.product_id), None)


async def _page(
    visit: Visit,
    order: orders.Order,
    line: orders.OrderLine,
    typed: dict[str, str],
    *,
    review: reviews.Review | None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db, currency=order.currency)
    view = ReviewPage(
        frame=frame,
        number=order.number,
        order_url=_order_url(visit),
        action=review_url(visit, visit.query("token", 100), line.sku),
        name=line.name,
        options=line.options,
        picture=visit.shop.blobs.public_url(line.picture) if line.picture else None,
        status=review.status if review else None,
        reason=review.reason if review else None,
        typed=typed,
        errors=errors or {},
    )
    answer = await visit.page("review.html", view, status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def review_url(visit: Visit, token: str, sku: str) -> str:
    path = visit.url(f"orders/{quote(visit.part('number'))}/review")
    return address(path, {"token": token, "sku": sku})


def _order_url(visit: Visit) -> str:
    path = visit.url(f"orders/{quote(visit.part('number'))}")
    return address(path, {"token": visit.query("token", 100)})
