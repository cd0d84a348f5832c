"""The page of a collection: its list, while it is shown."""

from dataclasses import replace

from psycopg import AsyncConnection
from starlette.responses import Response

from lonja.collections import api as collections
from lonja.frontoffice.pages.asked import read_asked
from lonja.frontoffice.pages.lists import listed
from lonja.frontoffice.pages.remembering import Made, remembered
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views import linked_data
from lonja.frontoffice.views.frame import Frame
from lonja.kernel import clock


@page
async def show(visit: Visit) -> Response:
    return await remembered(visit, _collection)


async def _collection(visit: Visit, db: AsyncConnection, frame: Frame) -> Made:
    found = await collections.collection_at(db, visit.part("slug"), now=clock.now())
    asked = replace(read_asked(visit), query="")
    by_hand = found.sort == collections.BY_HAND
    if asked.sort == "featured" and not by_hand:
        asked = replace(asked, sort=found.sort)
    ranked = await collections.products_of(db, found.id) if by_hand else ()
    view = await listed(visit, db, frame, asked, collection=found.id, ranked=ranked)
    name = found.text(visit.language, "name")
    text = found.texts.get(visit.language, {})
    titled = replace(
        view,
        title=name,
        seo_title=text.get("seo_title", ""),
        seo_text=text.get("seo_description", ""),
        text=found.text(visit.language, "description"),
        linked=linked_data.written(linked_data.breadcrumbs(frame, [(name, visit.path)])),
    )
    return Made("listing.html", titled, frozenset({"shelf"}))
