"""Cookies: what the shop needs itself, and a choice for all else. Works without a script."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.frontoffice.pages.consent_cookie import CONSENT_COOKIE, CONSENT_S, has_signal
from lonja.frontoffice.pages.request_context import Visit, cookie, is_path_of_ours, page
from lonja.frontoffice.views.consent import CategoryShown, ConsentPage, TagShown
from lonja.kernel.languages import text_in

_KEPT: Final = "public, max-age=31536000, immutable"


@page
async def show(visit: Visit) -> Response:
    return await _page(visit, is_saved=visit.query("saved") == "1")


@page
async def choose(visit: Visit) -> Response:
    """`choice` is all, none, or the categories that are ticked; counted, and kept in one cookie."""
    form = await visit.form()
    back = form.get("back", "")
    answer = visit.go(back if is_path_of_ours(back) else visit.url("cookies?saved=1"))
    async with visit.shop.database.transaction() as db:
        tags = (await content.current(db, content.Tags)).document
        if not tags.tags:
            return answer
        match form.get("choice"):
            case "all":
                wanted = set(tags.categories)
            case "none":
                wanted = set()
            case _:
                wanted = {one for one in tags.categories if form.get(one) == "1"}
        if _has_signal(visit):
            wanted.discard("marketing")
        value = tags.choice(wanted)
        await content.count_consent(db, day=visit.today, cookie=value)
    cookie(answer, visit.request, CONSENT_COOKIE, value, CONSENT_S, is_for_scripts=True)
    for name in tags.left_over(visit.request.cookies, wanted):
        _forget(answer, name, visit.request.url.hostname or "")
    return answer


async def script(request: Request) -> Response:
    """A tag's own lines, as a file: pages carry none, and load this one after the reader agreed."""
    shop: Shop = request.app.state.shop
    async with shop.database.reading() as db:
        tags = (await content.current(db, content.Tags)).document
    found = next((one for one in tags.tags if one.key == request.path_params["key"]), None)
    if found is None or not found.config:
        raise HTTPException(404)
    is_exact = request.query_params.get("v") == found.mark
    return Response(
        found.config,
        media_type="text/javascript",
        headers={"Cache-Control": _KEPT if is_exact else "no-cache"},
    )


async def _page(visit: Visit, *, is_saved: bool) -> Response:
    async with visit.shop.database.reading() as db:
        tags = (await content.current(db, content.Tags)).document
        frame = await visit.frame(db)
    kept, signal = visit.request.cookies.get(CONSENT_COOKIE, ""), _has_signal(visit)
    chosen = tags.chosen(kept, has_signal=signal)
    categories = tuple(
        CategoryShown(
            code,
            code in (chosen or ()),
            signal and code == "marketing",
            tuple(_shown(tag, visit) for tag in tags.of(code)),
        )
        for code in tags.categories
    )
    is_chosen = tags.chosen(kept) is not None
    view = ConsentPage(frame, categories, is_chosen, signal, is_saved and is_chosen, visit.path)
    return await visit.page("consent.html", view)


def _shown(tag: content.Tag, visit: Visit) -> TagShown:
    purpose = text_in(tag.purpose, visit.language, default=visit.facts.language)
    return TagShown(tag.vendor, purpose, tag.cookies)


def _has_signal(visit: Visit) -> bool:
    return has_signal(visit.request.headers.get("sec-gpc", ""))


def _forget(answer: Response, name: str, host: str) -> None:
    """Where a script can have put it: at this host, or at any domain above it."""
    answer.delete_cookie(name)
    labels = host.split(".")
    for at in range(len(labels) - 1):
        answer.delete_cookie(name, domain=".".join(labels[at:]))
