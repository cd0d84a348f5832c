"""The page of a collection: its list, while it is shown; and all of them as cards."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from psycopg import AsyncConnection
from starlette.responses import RedirectResponse, Response

from lonja.collections import api as collections
from lonja.content import api as content
from lonja.frontoffice.pages.asked import read_asked
from lonja.frontoffice.pages.lists import listed
from lonja.frontoffice.pages.remembering import Made, remembered
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views import linked_data
from lonja.frontoffice.views.collections import CollectionCard, CollectionsPage
from lonja.frontoffice.views.frame import Frame, Link
from lonja.frontoffice.views.pictures import Shown, uploaded
from lonja.frontoffice.wording import N_
from lonja.kernel import clock
from lonja.kernel.folding import folded

COLLECTIONS: Final = N_("Collections")


@page
async def show(visit: Visit) -> Response:
    return await remembered(visit, _collection)


@page
async def show_all(visit: Visit) -> Response:
    return await remembered(visit, _all)


async def _all(visit: Visit, db: AsyncConnection, frame: Frame) -> Made:
    """Those that are shown now and have products, in the order of the alphabet."""
    now = clock.now()
    found = await collections.collections(db)
    shown = [one for one in found if one.products and one.is_shown(now)]
    files = await content.files(db, [one.picture.file for one in shown if one.picture])
    cards = [
        CollectionCard(
            name=one.text(visit.language, "name", default=visit.facts.language),
            url=visit.url(f"collections/{quote(one.address(visit.language))}"),
            products=one.products,
            picture=_picture(visit, one, files),
        )
        for one in shown
    ]
    cards.sort(key=lambda one: folded(one.name))
    changes = [at for one in found for at in (one.starts_at, one.ends_at) if at and at > now]
    return Made(
        "collections.html",
        CollectionsPage(frame, tuple(cards)),
        frozenset({"shelf"}),
        until=min(changes, default=None),
    )


def _picture(
    visit: Visit, found: collections.Collection, files: Mapping[str, content.File]
) -> Shown | None:
    file = files.get(found.picture.file) if found.picture else None
    if found.picture is None or file is None:
        return None
    return uploaded(found.picture, file, visit.language, visit.shop.blobs.public_url)


async def _collection(visit: Visit, db: AsyncConnection, frame: Frame) -> Made | Response:
    slug = visit.part("slug")
    found = await collections.collection_at(db, slug, language=visit.language, now=clock.now())
    stands = found.address(visit.language)
    if slug != stands:
        return _moved(visit, stands)
    frame = _addressed(visit, frame, found)
    asked = replace(read_asked(visit), query="")
    by_hand = found.sort == collections.BY_HAND
    if asked.sort == "featured" and not by_hand:
        asked = replace(asked, sort=found.sort)
    ranked = await collections.products_of(db, found.id) if by_hand else ()
    view = await listed(visit, db, frame, asked, collection=found.id, ranked=ranked)
    name = found.text(visit.language, "name", default=visit.facts.language)
    text = found.texts.get(visit.language, {})
    pictures = [found.picture.file] if found.picture else []
    titled = replace(
        view,
        title=name,
        seo_title=text.get("seo_title", ""),
        seo_text=text.get("seo_description", ""),
        text=found.text(visit.language, "description", default=visit.facts.language),
        picture=_picture(visit, found, await content.files(db, pictures)),
        way=(Link(visit.speech.say(COLLECTIONS), visit.url("collections")),),
        linked=linked_data.written(linked_data.breadcrumbs(frame, [(name, visit.path)])),
    )
    return Made("listing.html", titled, frozenset({"shelf"}))


def _addressed(visit: Visit, frame: Frame, found: collections.Collection) -> Frame:
    """The way to the same collection in other languages, where its address may be another one."""
    asked = f"?{frame.query}" if frame.query else ""
    paths = {
        code: f"/{code}/collections/{found.address(code)}{asked}" for code in visit.facts.languages
    }
    return replace(frame, paths=paths)


def _moved(visit: Visit, slug: str) -> Response:
    """Its address changed, or is another one in this language."""
    query = visit.request.url.query
    url = f"{visit.url(f'collections/{quote(slug)}')}{f'?{query}' if query else ''}"
    return RedirectResponse(url, 301, headers={"Cache-Control": "public, max-age=3600"})
