"""Menus, front page and announcement: read, replaced, and each version of them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    ListOut,
    Moment,
    Out,
    PageLimit,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel.languages import Language
from lonja.kernel.paging import BY_NUMBER

router = APIRouter(prefix="/content", tags=["content"])

Text = Annotated[str, StringConstraints(max_length=20_000), Storable]
Texts = Annotated[dict[Language, Text], Field(default_factory=dict)]


class HeaderMenu(Out):
    """Version 0: nobody wrote a menu, and the categories that have products stand there."""

    document: content.Header
    version: int
    changed_at: datetime | None
    changed_by: str


class FooterMenu(Out):
    document: content.Footer
    version: int
    changed_at: datetime | None
    changed_by: str


class FrontPage(Out):
    """`urls`: of the pictures that its blocks name."""

    document: content.Home
    version: int
    changed_at: datetime | None
    changed_by: str
    urls: dict[str, str]


class AnnouncementBar(Out):
    document: content.Announcement
    version: int
    changed_at: datetime | None
    changed_by: str


class CheckoutSettings(Out):
    """Version 0: nobody chose anything, and the checkout asks what it asks of itself."""

    document: content.Checkout
    version: int
    changed_at: datetime | None
    changed_by: str


class FraudCheckSettings(Out):
    """Version 0: nobody chose anything, and no order is held by itself."""

    document: content.FraudChecks
    version: int
    changed_at: datetime | None
    changed_by: str


class ContentVersion(Out):
    document: (
        content.Header
        | content.Footer
        | content.Home
        | content.Announcement
        | content.Mails
        | content.Look
        | content.Checkout
        | content.Tags
        | content.FraudChecks
        | content.Notices
        | content.StockMails
    )
    version: int
    changed_at: datetime | None
    changed_by: str


class TargetAsked(In):
    kind: Literal["category", "page", "product", "address"]
    value: Annotated[str, StringConstraints(max_length=2_000), Storable]


class SubItemAsked(In):
    target: TargetAsked
    labels: Texts


class ItemAsked(In):
    target: TargetAsked | None = None
    labels: Texts
    children: Annotated[list[SubItemAsked], Field(default_factory=list, max_length=50)]


Items = Annotated[list[ItemAsked], Field(default_factory=list, max_length=50)]


class HeaderAsked(In):
    items: Items


class FooterAsked(In):
    items: Items
    about: Texts
    note: Texts
    has_newsletter: bool = False


class ButtonAsked(In):
    target: TargetAsked
    labels: Texts


class BlockPictureAsked(In):
    """`file` is the blob of an uploaded picture; the focus, in percent, stays in sight where it is cut."""

    file: Annotated[str, StringConstraints(max_length=200), Storable]
    alt: Texts
    focus_x: Literal[0, 25, 50, 75, 100] = 50
    focus_y: Literal[0, 25, 50, 75, 100] = 50


class ScheduledAsked(In):
    starts_at: Moment | None = None
    ends_at: Moment | None = None


Ids = Annotated[list[UUID], Field(default_factory=list, max_length=50)]


class HeroBlockAsked(ScheduledAsked):
    kind: Literal["hero"]
    overline: Texts
    title: Texts
    text: Texts
    buttons: Annotated[list[ButtonAsked], Field(default_factory=list, max_length=2)]
    picture: Literal["own", "products", "best", "none"] = "best"
    products: Ids
    image: BlockPictureAsked | None = None


class CategoryBlockAsked(ScheduledAsked):
    kind: Literal["categories"]
    title: Texts
    categories: Ids


class ProductBlockAsked(ScheduledAsked):
    kind: Literal["products"]
    title: Texts
    source: Literal["featured", "newest", "category", "collection", "chosen"] = "featured"
    category: UUID | None = None
    collection: UUID | None = None
    products: Ids
    count: Annotated[int, Field(ge=1, le=24)] = 8


class TextBlockAsked(ScheduledAsked):
    """`body` is HTML; what may not stand in a page is taken out of it."""

    kind: Literal["text"]
    title: Texts
    body: Texts


class ColumnAsked(In):
    title: Texts
    text: Texts


class ColumnsBlockAsked(ScheduledAsked):
    kind: Literal["columns"]
    title: Texts
    columns: Annotated[list[ColumnAsked], Field(default_factory=list, max_length=4)]


class BannerBlockAsked(ScheduledAsked):
    kind: Literal["banner"]
    title: Texts
    text: Texts
    buttons: Annotated[list[ButtonAsked], Field(default_factory=list, max_length=2)]
    image: BlockPictureAsked | None = None
    side: Literal["left", "right"] = "left"


class NewsletterBlockAsked(ScheduledAsked):
    kind: Literal["newsletter"]
    title: Texts
    text: Texts


BlockAsked = Annotated[
    HeroBlockAsked
    | CategoryBlockAsked
    | ProductBlockAsked
    | TextBlockAsked
    | ColumnsBlockAsked
    | BannerBlockAsked
    | NewsletterBlockAsked,
    Field(discriminator="kind"),
]


class HomeAsked(In):
    seo_title: Texts
    seo_description: Texts
    blocks: Annotated[list[BlockAsked], Field(max_length=30)]


class AnnouncementAsked(In):
    text: Texts
    target: TargetAsked | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None


Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


class CheckoutAsked(In):
    """`minimum_minor` by currency: what the goods of an order cost at least, after discounts."""

    phone: content.Asked = "optional"
    company: Literal["off", "optional"] = "optional"
    button: content.OrderButton = "order_and_pay"
    minimum_minor: Annotated[
        dict[Currency, Annotated[int, Field(ge=0, le=content.MAX_MINIMUM_MINOR)]],
        Field(default_factory=dict, max_length=20),
    ]


Limits = Annotated[
    dict[Currency, Annotated[int, Field(ge=0, le=content.MAX_LIMIT_MINOR)]],
    Field(default_factory=dict, max_length=20),
]


class FraudChecksAsked(In):
    """Amounts by currency; 0 switches a check off."""

    total_minor: Limits
    first_order_minor: Limits
    declined_cards: Annotated[int, Field(ge=0, le=content.MAX_CARDS)] = 0
    orders_a_day: Annotated[int, Field(ge=0, le=content.MAX_ORDERS)] = 0


async def _shown[E: Out](db: AsyncConnection, kind: type[content.Document], answer: type[E]) -> E:
    return answer.model_validate(await content.current(db, kind), from_attributes=True)


async def _saved[E: Out](
    db: AsyncConnection,
    kind: type[content.Document],
    asked: In,
    answer: type[E],
    *,
    version: int,
    me: Me,
    now: datetime,
) -> E:
    document: Any = content.from_json(kind, asked.model_dump())
    await content.save(db, document, version=version, actor=me.email, now=now)
    return await _shown(db, kind, answer)


@router.get("/header", operation_id="getHeaderMenu")
async def get_header(db: Reading) -> HeaderMenu:
    return await _shown(db, content.Header, HeaderMenu)


@router.put("/header", operation_id="saveHeaderMenu")
async def save_header(asked: HeaderAsked, version: IfMatch, db: Db, me: Me, now: Now) -> HeaderMenu:
    """Without entries the categories stand there again."""
    return await _saved(db, content.Header, asked, HeaderMenu, version=version, me=me, now=now)


@router.get("/footer", operation_id="getFooterMenu")
async def get_footer(db: Reading) -> FooterMenu:
    return await _shown(db, content.Footer, FooterMenu)


@router.put("/footer", operation_id="saveFooterMenu")
async def save_footer(asked: FooterAsked, version: IfMatch, db: Db, me: Me, now: Now) -> FooterMenu:
    return await _saved(db, content.Footer, asked, FooterMenu, version=version, me=me, now=now)


@router.get("/home", operation_id="getFrontPage")
async def get_home(db: Reading, shop: TheShop) -> FrontPage:
    return await _front_page(db, shop)


@router.put("/home", operation_id="saveFrontPage")
async def save_home(
    asked: HomeAsked, version: IfMatch, db: Db, shop: TheShop, me: Me, now: Now
) -> FrontPage:
    home = content.from_json(content.Home, asked.model_dump())
    await content.save(db, home, version=version, actor=me.email, now=now)
    return await _front_page(db, shop)


async def _front_page(db: AsyncConnection, shop: Shop) -> FrontPage:
    found = await content.current(db, content.Home)
    named = {blob for _, blob, _ in content.named_files(found.document)}
    return FrontPage(
        document=found.document,
        version=found.version,
        changed_at=found.changed_at,
        changed_by=found.changed_by,
        urls={blob: shop.blobs.public_url(blob) for blob in sorted(named)},
    )


@router.get("/announcement", operation_id="getAnnouncement")
async def get_announcement(db: Reading) -> AnnouncementBar:
    return await _shown(db, content.Announcement, AnnouncementBar)


@router.put("/announcement", operation_id="saveAnnouncement")
async def save_announcement(
    asked: AnnouncementAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> AnnouncementBar:
    """Without a text nothing is announced."""
    return await _saved(
        db, content.Announcement, asked, AnnouncementBar, version=version, me=me, now=now
    )


@router.get("/checkout", operation_id="getCheckoutSettings")
async def get_checkout(db: Reading) -> CheckoutSettings:
    return await _shown(db, content.Checkout, CheckoutSettings)


@router.put("/checkout", operation_id="saveCheckoutSettings")
async def save_checkout(
    asked: CheckoutAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> CheckoutSettings:
    """The next checkout asks so. Each word for the button says that pressing it obliges to pay."""
    return await _saved(
        db, content.Checkout, asked, CheckoutSettings, version=version, me=me, now=now
    )


@router.get("/fraud-checks", operation_id="getFraudChecks")
async def get_fraud_checks(db: Reading) -> FraudCheckSettings:
    return await _shown(db, content.FraudChecks, FraudCheckSettings)


@router.put("/fraud-checks", operation_id="saveFraudChecks")
async def save_fraud_checks(
    asked: FraudChecksAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> FraudCheckSettings:
    """From the next payment on, an order that reaches one of these is held for a person."""
    return await _saved(
        db, content.FraudChecks, asked, FraudCheckSettings, version=version, me=me, now=now
    )


@router.get("/{name}/versions", operation_id="listContentVersions")
async def list_versions(
    name: content.DocumentName, db: Reading, cursor: Cursor = None, limit: PageLimit = 20
) -> ListOut[ContentVersion]:
    """Newest first: what was, since when, and who changed it."""
    (before,) = BY_NUMBER.after(cursor) or (None,)
    kind = next(kind for kind, known in content.NAME_OF.items() if known is name)
    found = await content.history(db, kind, before=before, limit=limit + 1)
    page = BY_NUMBER.page(found, limit, lambda one: (one.version,))
    return ListOut(
        items=[ContentVersion.model_validate(one, from_attributes=True) for one in page.items],
        next_cursor=page.next_cursor,
    )
