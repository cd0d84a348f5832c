"""The notice on the legal guarantee, which the law wants shown as it is."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views.guarantee import GuaranteePage


@page
async def show(visit: Visit) -> Response:
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
    if frame.layout.guarantee is None:
        raise HTTPException(404)
    return await visit.page("guarantee.html", GuaranteePage(frame, frame.layout.guarantee))
