"""Whether the storefront is open: opening, closing, the password before, the preview of staff."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from lonja.actions import set_shop_password as passwords
from lonja.actions.open_shop import close_shop, open_shop
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, In, Out, Reading, Storable, TheShop
from lonja.shop import api as shops

router = APIRouter(prefix="/opening", tags=["opening"])


class Opening(Out):
    """`changed_at` is null for a shop that was never opened."""

    is_open: bool
    has_password: bool
    address: str
    changed_at: datetime | None
    changed_by: str


class ShopPassword(In):
    password: Annotated[str, Field(max_length=200), Storable]


class Preview(Out):
    """Whoever has the link sees the shop as it will be; it can be opened until `expires_at`."""

    link: str
    expires_at: datetime


@router.get("", operation_id="getOpening")
async def get_opening(db: Reading, shop: TheShop) -> Opening:
    found = await shops.opening(db)
    return Opening(
        is_open=found.is_open,
        has_password=found.password_hash is not None,
        address=shop.settings.public_url.rstrip("/"),
        changed_at=found.changed_at,
        changed_by=found.changed_by,
    )


@router.put("/open", status_code=204, operation_id="openShop")
async def open_(db: Db, shop: TheShop, me: Me, now: Now) -> None:
    """Everyone may buy, within a second; refused while nobody could."""
    await open_shop(db, methods=shop.payment_methods, actor=me.email, now=now)


@router.put("/closed", status_code=204, operation_id="closeShop")
async def close(db: Db, me: Me, now: Now) -> None:
    """Pages say that it opens soon, and nothing can be bought. Placed orders go on."""
    await close_shop(db, actor=me.email, now=now)


@router.put("/password", status_code=204, operation_id="setShopPassword")
async def set_password(asked: ShopPassword, shop: TheShop, me: Me, now: Now) -> None:
    """The one password of the closed shop; who came in with an earlier one is out again."""
    password_hash = await passwords.hash_of(asked.password)
    async with shop.database.transaction() as db:
        await passwords.set_shop_password(db, password_hash, actor=me.email, now=now)


@router.delete("/password", status_code=204, operation_id="removeShopPassword")
async def remove_password(db: Db, me: Me, now: Now) -> None:
    """From now on only a preview link leads in."""
    await passwords.set_shop_password(db, None, actor=me.email, now=now)


@router.post("/preview", operation_id="previewShop")
async def preview(db: Reading, shop: TheShop, now: Now) -> Preview:
    """A link that shows the closed shop to whoever has it."""
    found = await shops.opening(db)
    token = shops.preview_token(shop.settings.secret_key, found, now=now)
    base = shop.settings.public_url.rstrip("/")
    return Preview(link=f"{base}/preview?token={token}", expires_at=now + shops.PREVIEW_LIFE)
