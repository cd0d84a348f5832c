"""Pages of the shop's own, and what staff see of them before everybody does."""

from dataclasses import replace
from uuid import UUID

from markupsafe import Markup
from psycopg import AsyncConnection
from starlette.responses import RedirectResponse, Response

from lonja.actions.preview_page import is_preview
from lonja.content import api as content
from lonja.frontoffice.i18n import split_path
from lonja.frontoffice.pages.remembering import Made, remembered
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.page import ContentPage
from lonja.kernel import clock

DESCRIPTION_CHARACTERS = 160


@page
async def show(visit: Visit) -> Response:
    return await remembered(visit, _shown)


@page
async def preview(visit: Visit) -> Response:
    """As it is stored now, for whoever has the link."""
    page_id = _uuid(visit.part("page_id"))
    until, token = visit.query("until"), visit.query("token")
    if page_id is None or not is_preview(
        visit.shop.settings, page_id, until, token, now=clock.now()
    ):
        raise content.UnknownPage("there is no such page")
    async with visit.shop.database.reading() as db:
        found, frame = await content.page(db, page_id), await visit.frame(db)
    rest = f"{split_path(visit.path)[1]}?{visit.request.url.query}"
    paths = {code: f"/{code}{rest}" for code in frame.speaks}
    view = _view(replace(frame, paths=paths), found, visit.language, visit.facts.language)
    return await visit.page("page.html", replace(view, is_preview=True))


async def _shown(visit: Visit, db: AsyncConnection, frame: Frame) -> Made | Response:
    slug = visit.part("slug")
    found = await content.shown_page(db, slug, visit.language, now=clock.now())
    default = visit.facts.language
    paths = {code: _path(found, code, default) for code in frame.speaks}
    if paths[visit.language] != visit.path:
        # The address in another language, as the links to this page's languages lead there.
        return RedirectResponse(paths[visit.language], 301, headers={"Cache-Control": "no-cache"})
    view = _view(replace(frame, paths=paths), found, visit.language, visit.facts.language)
    return Made("page.html", view, frozenset(), until=found.draft.visible_until)


def _view(frame: Frame, found: content.Page, language: str, default: str) -> ContentPage:
    texts = found.draft.texts
    text = texts[content.language_of(texts, language, default)]
    summary = content.plain(text.body)[:DESCRIPTION_CHARACTERS].rsplit(" ", 1)[0]
    return ContentPage(
        frame=frame,
        title=text.title,
        body=Markup(text.body),  # noqa: S704 - cleaned when it was stored
        seo_title=text.seo_title or text.title,
        description=text.seo_description or summary,
    )


def _path(found: content.Page, language: str, default: str) -> str:
    texts = found.draft.texts
    return content.path_of(language, texts[content.language_of(texts, language, default)].slug)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
