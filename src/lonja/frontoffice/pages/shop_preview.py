"""The front page with a draft of it, or of the look, for a frame of the back office."""

from dataclasses import replace
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lonja.actions.preview_shop import is_preview
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.frontoffice.pages.home import home_page
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.layout import dress
from lonja.kernel import clock


@page
async def show(visit: Visit) -> Response:
    """Nobody else may put it in a frame, and nothing of it is remembered."""
    token = visit.query("token")
    preview_id = _id(visit.shop, visit.part("preview_id"), token)
    async with visit.shop.database.reading() as db:
        found = await content.preview(db, preview_id, now=clock.now())
        home = found.home or (await content.current(db, content.Home)).document
        frame = await visit.frame(db)
        if found.look is not None:
            worn = dress(found.look, visit.shop.blobs.public_url)
            css = address(f"/preview/{preview_id}.css", {"token": token}) if worn.css else ""
            frame = replace(frame, layout=replace(frame.layout, dress=replace(worn, css=css)))
        view = await home_page(visit, db, frame, home)
    answer = await visit.page("home.html", view, sources={"frame-ancestors": (found.origin,)})
    # Browsers that know the policy above do not read this one; others know no better.
    answer.headers["X-Frame-Options"] = f"ALLOW-FROM {found.origin}"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


async def stylesheet(request: Request) -> Response:
    shop: Shop = request.app.state.shop
    token = request.query_params.get("token", "")[:200]
    preview_id = _id(shop, request.path_params["preview_id"], token)
    async with shop.database.reading() as db:
        found = await content.preview(db, preview_id, now=clock.now())
    css = found.look.css() if found.look else ""
    return Response(css, media_type="text/css", headers={"Cache-Control": "no-store"})


def _id(shop: Shop, text: str, token: str) -> UUID:
    """Any link that is not ours is no page at all."""
    try:
        preview_id = UUID(text)
    except ValueError as error:
        raise HTTPException(404) from error
    if not is_preview(shop.settings, preview_id, token):
        raise HTTPException(404)
    return preview_id
