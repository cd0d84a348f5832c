"""The front page: blocks in any order, each shown from and until when it is wanted. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from lonja.content._kinds.links import LinkTarget, Texts, label_faults
from lonja.kernel.errors import Invalid

MAX_BLOCKS: Final = 30
MAX_CHOSEN: Final = 24
MAX_COLUMNS: Final = 4
FOCUS: Final = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scheduled:
    """A block is shown from and until when it is wanted."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def is_shown(self, now: datetime) -> bool:
        has_begun = self.starts_at is None or self.starts_at <= now
        return has_begun and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True, slots=True)
class BlockPicture:
    """`file` is a blob; the focus, in percent from left and top, stays in sight where it is cut."""

    file: str
    alt: Texts = field(default_factory=dict)
    focus_x: int = 50
    focus_y: int = 50


@dataclass(frozen=True, slots=True)
class HeroButton:
    target: LinkTarget
    labels: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeroBlock(_Scheduled):
    """The beginning of the front page. `picture`: its own, of these products, of best sellers, or none."""

    kind: Literal["hero"] = "hero"
    overline: Texts = field(default_factory=dict)
    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)
    buttons: tuple[HeroButton, ...] = ()
    picture: Literal["own", "products", "best", "none"] = "best"
    products: tuple[UUID, ...] = ()
    image: BlockPicture | None = None


@dataclass(frozen=True, slots=True)
class CategoryBlock(_Scheduled):
    """Categories with a picture each: these, or all that have products."""

    kind: Literal["categories"] = "categories"
    title: Texts = field(default_factory=dict)
    categories: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductBlock(_Scheduled):
    """Cards of products: the best, the newest, the best of a category or collection, or chosen ones."""

    kind: Literal["products"] = "products"
    title: Texts = field(default_factory=dict)
    source: Literal["featured", "newest", "category", "collection", "chosen"] = "featured"
    category: UUID | None = None
    collection: UUID | None = None
    products: tuple[UUID, ...] = ()
    count: int = 8


@dataclass(frozen=True, slots=True)
class TextBlock(_Scheduled):
    """`body` is HTML, cleaned before it is stored."""

    kind: Literal["text"] = "text"
    title: Texts = field(default_factory=dict)
    body: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextColumn:
    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnsBlock(_Scheduled):
    """Two to four short texts beside each other."""

    kind: Literal["columns"] = "columns"
    title: Texts = field(default_factory=dict)
    columns: tuple[TextColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class BannerBlock(_Scheduled):
    """A picture with a text beside it, and where it leads."""

    kind: Literal["banner"] = "banner"
    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)
    buttons: tuple[HeroButton, ...] = ()
    image: BlockPicture | None = None
    side: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class NewsletterBlock(_Scheduled):
    """The form of the shop's news, where the shop has some."""

    kind: Literal["newsletter"] = "newsletter"
    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)


type Block = (
    HeroBlock
    | CategoryBlock
    | ProductBlock
    | TextBlock
    | ColumnsBlock
    | BannerBlock
    | NewsletterBlock
)

DEFAULT_BLOCKS: Final[tuple[Block, ...]] = (
    HeroBlock(),
    CategoryBlock(),
    ProductBlock(),
    ProductBlock(source="newest"),
)


@dataclass(frozen=True, slots=True)
class Home:
    seo_title: Texts = field(default_factory=dict)
    seo_description: Texts = field(default_factory=dict)
    blocks: tuple[Block, ...] = DEFAULT_BLOCKS


def block_targets(block: Block, name: str) -> Iterator[tuple[str, LinkTarget]]:
    match block:
        case HeroBlock() | BannerBlock():
            for at, button in enumerate(block.buttons):
                yield f"{name}.buttons.{at}.target", button.target
        case CategoryBlock():
            for at, one in enumerate(block.categories):
                yield f"{name}.categories.{at}", LinkTarget("category", str(one))
        case ProductBlock(category=UUID()):
            yield f"{name}.category", LinkTarget("category", str(block.category))
    if isinstance(block, HeroBlock | ProductBlock):
        for at, one in enumerate(block.products):
            yield f"{name}.products.{at}", LinkTarget("product", str(one))


def block_files(block: Block, name: str) -> Iterator[tuple[str, str]]:
    """The picture of a block, with the field that names it."""
    if isinstance(block, HeroBlock | BannerBlock) and block.image is not None:
        yield f"{name}.image.file", block.image.file


def block_faults(blocks: Sequence[Block]) -> Iterator[Invalid]:
    if len(blocks) > MAX_BLOCKS:
        yield Invalid(f"a page has at most {MAX_BLOCKS} blocks", field="blocks")
    for at, block in enumerate(blocks):
        name = f"blocks.{at}"
        yield from _content_faults(block, name)
        for listed in ("products", "categories"):
            if len(getattr(block, listed, ())) > MAX_CHOSEN:
                yield Invalid(f"at most {MAX_CHOSEN}", field=f"{name}.{listed}")
        if isinstance(block, HeroBlock | BannerBlock):
            yield from _picture_faults(block.image, f"{name}.image")
            for which, button in enumerate(block.buttons):
                yield from label_faults(
                    button.target, button.labels, f"{name}.buttons.{which}.labels"
                )
        if block.starts_at and block.ends_at and block.ends_at <= block.starts_at:
            yield Invalid("a block ends after it begins", field=f"{name}.ends_at")


def _content_faults(block: Block, name: str) -> Iterator[Invalid]:
    match block:
        case HeroBlock() | BannerBlock() if len(block.buttons) > 2:
            yield Invalid("at most two buttons", field=f"{name}.buttons")
        case HeroBlock(picture="own", image=None) | BannerBlock(image=None):
            yield Invalid("choose the picture", field=f"{name}.image")
        case ProductBlock(source="category", category=None):
            yield Invalid("choose the category", field=f"{name}.category")
        case ProductBlock(source="collection", collection=None):
            yield Invalid("choose the collection", field=f"{name}.collection")
        case ProductBlock(source="chosen", products=products) if not products:
            yield Invalid("choose the products", field=f"{name}.products")
        case ProductBlock(count=count) if not 1 <= count <= MAX_CHOSEN:
            yield Invalid(f"1 to {MAX_CHOSEN} products", field=f"{name}.count")
        case TextBlock(body=body) if not body:
            yield Invalid("a text says something", field=f"{name}.body")
        case ColumnsBlock(columns=columns) if not 1 <= len(columns) <= MAX_COLUMNS:
            yield Invalid(f"1 to {MAX_COLUMNS} columns", field=f"{name}.columns")


def _picture_faults(picture: BlockPicture | None, name: str) -> Iterator[Invalid]:
    if picture is None:
        return
    for side in ("focus_x", "focus_y"):
        if getattr(picture, side) not in FOCUS:
            yield Invalid("0, 25, 50, 75 or 100 percent", field=f"{name}.{side}")
