"""Look and front page as they are being written, shown by the shop itself before they are saved."""

from datetime import datetime
from urllib.parse import urlsplit

from fastapi import APIRouter

from lonja.actions.preview_shop import LIFE, preview_url
from lonja.backoffice.content import HomeAsked
from lonja.backoffice.deps import Now
from lonja.backoffice.look import LookAsked
from lonja.backoffice.rules import Me
from lonja.content import api as content
from lonja.hosting.deps import Db, Facts, In, Out, TheShop

router = APIRouter(prefix="/shop-previews", tags=["content"])


class ShopPreviewAsked(In):
    """What is left out is shown as it is saved."""

    look: LookAsked | None = None
    home: HomeAsked | None = None


class ShopPreview(Out):
    """By language: where the draft is shown, in a frame of the back office alone."""

    urls: dict[str, str]
    expires_at: datetime


@router.post("", status_code=201, operation_id="previewDraft")
async def preview_shop(
    asked: ShopPreviewAsked, db: Db, shop: TheShop, facts: Facts, me: Me, now: Now
) -> ShopPreview:
    """Nothing is saved. Each person has one draft, and the next takes its place."""
    theme, look = (
        await shop.theme(),
        content.Look(**asked.look.model_dump()) if asked.look else None,
    )
    if look is not None:
        content.check_readable(look, theme.tokens, theme.dark_tokens)
    desk = urlsplit(shop.settings.backoffice_url)
    preview_id = await content.keep_preview(
        db,
        look=look,
        home=content.from_json(content.Home, asked.home.model_dump()) if asked.home else None,
        origin=f"{desk.scheme}://{desk.netloc}",
        actor=me.email,
        ends_at=now + LIFE,
    )
    urls = {code: preview_url(shop.settings, preview_id, code) for code in facts.languages}
    return ShopPreview(urls=urls, expires_at=now + LIFE)
