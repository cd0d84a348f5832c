"""What stands around the pages and on the front page: menus, blocks, the announcement. Pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import TypeAdapter

from lonja.content._cleaning import cleaned
from lonja.content._kinds.checkout import Checkout
from lonja.content._kinds.checkout import faults as checkout_faults
from lonja.content._kinds.fraud_checks import FraudChecks
from lonja.content._kinds.fraud_checks import faults as fraud_check_faults
from lonja.content._kinds.look import Look
from lonja.content._kinds.look import faults as look_faults
from lonja.content._kinds.mails import Mails, without_empty
from lonja.content._kinds.mails import faults as mail_faults
from lonja.content._kinds.tags import Tags
from lonja.content._kinds.tags import faults as tag_faults
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import SUPPORTED_LANGUAGES

type Texts = Mapping[str, str]
"""By language; where it is empty the theme's own neutral words stand, or nothing."""

MAX_ITEMS: Final = 12
MAX_BLOCKS: Final = 30
MAX_CHOSEN: Final = 24
MAX_COLUMNS: Final = 4
LINE_CHARACTERS: Final = 200
PROSE_CHARACTERS: Final = 2_000
BODY_CHARACTERS: Final = 20_000
_ADDRESS: Final = re.compile(r"/(?!/)[^\s\\]*|https?://[^\s/\\]+[^\s\\]*|(?:mailto|tel):[^\s]+")


class DocumentName(StrEnum):
    HEADER = "header"
    FOOTER = "footer"
    HOME = "home"
    ANNOUNCEMENT = "announcement"
    MAILS = "mails"
    LOOK = "look"
    CHECKOUT = "checkout"
    TAGS = "tags"
    FRAUD_CHECKS = "fraud_checks"


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link leads: the id of a category, page or product, or an address.

    An address that begins with `/` is within the shop, below the reader's language: `/search`.
    """

    kind: Literal["category", "page", "product", "address"]
    value: str


@dataclass(frozen=True, slots=True)
class MenuSubItem:
    """`labels` may be empty where the target has a name."""

    target: LinkTarget
    labels: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of a menu; without a target it only stands above its children."""

    target: LinkTarget | None = None
    labels: Texts = field(default_factory=dict)
    children: tuple[MenuSubItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The menu at the top; without items it is the categories that have products."""

    items: tuple[MenuItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Footer:
    """ColumnsBlock of links; `about` stands under the shop's name, `note` at the very end."""

    items: tuple[MenuItem, ...] = ()
    about: Texts = field(default_factory=dict)
    note: Texts = field(default_factory=dict)
    has_newsletter: bool = False


@dataclass(frozen=True, slots=True)
class HeroButton:
    target: LinkTarget
    labels: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeroBlock:
    """The beginning of the front page. `picture`: of these products, of best sellers, or none."""

    kind: Literal["hero"] = "hero"
    overline: Texts = field(default_factory=dict)
    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)
    buttons: tuple[HeroButton, ...] = ()
    picture: Literal["products", "best", "none"] = "best"
    products: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryBlock:
    """Categories with a picture each: these, or all that have products."""

    kind: Literal["categories"] = "categories"
    title: Texts = field(default_factory=dict)
    categories: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductBlock:
    """Cards of products: the best, the newest, the best of a category, or chosen ones."""

    kind: Literal["products"] = "products"
    title: Texts = field(default_factory=dict)
    source: Literal["featured", "newest", "category", "chosen"] = "featured"
    category: UUID | None = None
    products: tuple[UUID, ...] = ()
    count: int = 8


@dataclass(frozen=True, slots=True)
class TextBlock:
    """`body` is HTML, cleaned before it is stored."""

    kind: Literal["text"] = "text"
    title: Texts = field(default_factory=dict)
    body: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextColumn:
    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnsBlock:
    """Two to four short texts beside each other."""

    kind: Literal["columns"] = "columns"
    title: Texts = field(default_factory=dict)
    columns: tuple[TextColumn, ...] = ()


type Block = HeroBlock | CategoryBlock | ProductBlock | TextBlock | ColumnsBlock

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


@dataclass(frozen=True, slots=True)
class Announcement:
    """One line above every page, from and until when it is wanted."""

    text: Texts = field(default_factory=dict)
    target: LinkTarget | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def is_shown(self, now: datetime) -> bool:
        has_begun = self.starts_at is None or self.starts_at <= now
        return bool(self.text) and has_begun and (self.ends_at is None or now < self.ends_at)


type Document = Header | Footer | Home | Announcement | Mails | Look | Checkout | Tags | FraudChecks

NAME_OF: Final[Mapping[type[Any], DocumentName]] = {
    Header: DocumentName.HEADER,
    Footer: DocumentName.FOOTER,
    Home: DocumentName.HOME,
    Announcement: DocumentName.ANNOUNCEMENT,
    Mails: DocumentName.MAILS,
    Look: DocumentName.LOOK,
    Checkout: DocumentName.CHECKOUT,
    Tags: DocumentName.TAGS,
    FraudChecks: DocumentName.FRAUD_CHECKS,
}
_TYPED: Final[Mapping[type[Any], TypeAdapter[Any]]] = {kind: TypeAdapter(kind) for kind in NAME_OF}


def to_json(document: Document) -> str:
    return json.dumps(asdict(document), default=str)


def from_json[D: Document](kind: type[D], body: Mapping[str, Any]) -> D:
    """A document as it was stored; what a later release knows and this one does not is left out."""
    found: D = _TYPED[kind].validate_python(body)
    return found


def tidy[D: Document](document: D) -> D:
    """The same with its rich texts cleaned and its empty texts left out."""
    if isinstance(document, Home):
        blocks = tuple(
            replace(block, body={code: cleaned(text) for code, text in block.body.items()})
            if isinstance(block, TextBlock)
            else block
            for block in document.blocks
        )
        document = replace(document, blocks=blocks)
    if isinstance(document, Mails):
        tidied: Any = without_empty(document)
        return tidied  # type: ignore[no-any-return]  # it is D
    return from_json(type(document), _without_blanks(json.loads(to_json(document))))


def _without_blanks(value: Any) -> Any:
    """Texts of no words are no texts: a theme's words stand in their place."""
    if isinstance(value, list):
        return [_without_blanks(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_blanks(one)
        for name, one in value.items()
        if not (name in SUPPORTED_LANGUAGES and isinstance(one, str) and not one.strip())
    }


def targets(document: Document) -> Iterator[tuple[str, LinkTarget]]:
    """Every thing that a document names by its id, with the field that does."""
    for at, item in enumerate(getattr(document, "items", ())):
        if item.target:
            yield f"items.{at}.target", item.target
        for below, child in enumerate(item.children):
            yield f"items.{at}.children.{below}.target", child.target
    if isinstance(document, Announcement) and document.target:
        yield "target", document.target
    for at, block in enumerate(document.blocks if isinstance(document, Home) else ()):
        yield from _targets_of(block, f"blocks.{at}")


def _targets_of(block: Block, name: str) -> Iterator[tuple[str, LinkTarget]]:
    match block:
        case HeroBlock():
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


def faults(document: Document) -> Iterator[Invalid]:
    """Everything that is wrong with it, apart from whether what it names is there."""
    for name, target in targets(document):
        yield from _target_faults(target, name)
    for name, texts, limit in _texts(asdict(document), ""):
        yield from _text_faults(texts, name, limit)
    match document:
        case Header() | Footer():
            yield from _item_faults(document.items)
        case Home():
            yield from _block_faults(document.blocks)
        case Announcement(starts_at=datetime() as start, ends_at=datetime() as end) if end <= start:
            yield Invalid("an announcement ends after it begins", field="ends_at")
        case Mails():
            yield from mail_faults(document)
        case Look():
            yield from look_faults(document)
        case Checkout():
            yield from checkout_faults(document)
        case FraudChecks():
            yield from fraud_check_faults(document)
        case Tags():
            yield from tag_faults(document)


def _target_faults(target: LinkTarget, name: str) -> Iterator[Invalid]:
    if target.kind == "address":
        if len(target.value) > PROSE_CHARACTERS or not _ADDRESS.fullmatch(target.value):
            yield Invalid(
                "an address begins with / and stays in this shop, or with https://, mailto: or tel:",
                field=name,
            )
        return
    try:
        UUID(target.value)
    except ValueError:
        yield Invalid(f"this is not the id of a {target.kind}", field=name)


_LIMITS: Final = {
    **dict.fromkeys(("labels", "overline", "title", "seo_title"), LINE_CHARACTERS),
    **dict.fromkeys(("about", "note", "text", "purpose", "seo_description"), PROSE_CHARACTERS),
    "body": BODY_CHARACTERS,
}


def _texts(value: Any, name: str) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    """The texts in all depths of a document, with the most characters that each may have."""
    if isinstance(value, list | tuple):
        for at, one in enumerate(value):
            yield from _texts(one, f"{name}.{at}")
    if isinstance(value, dict):
        for key, one in value.items():
            place = f"{name}.{key}".lstrip(".")
            if key in _LIMITS and isinstance(one, dict):
                yield place, one, _LIMITS[key]
            else:
                yield from _texts(one, place)


def _text_faults(texts: Mapping[str, Any], name: str, limit: int) -> Iterator[Invalid]:
    for language, text in texts.items():
        if language not in SUPPORTED_LANGUAGES:
            yield Invalid(f"there is no language {language!r}", field=f"{name}.{language}")
        if len(text) > limit:
            yield Invalid(f"at most {limit:,} characters", field=f"{name}.{language}")


def _item_faults(items: Sequence[MenuItem]) -> Iterator[Invalid]:
    if len(items) > MAX_ITEMS:
        yield Invalid(f"a menu has at most {MAX_ITEMS} entries", field="items")
    for at, item in enumerate(items):
        if len(item.children) > MAX_ITEMS:
            yield Invalid(f"an entry has at most {MAX_ITEMS} below it", field=f"items.{at}")
        if item.target is None and not (item.labels and item.children):
            yield Invalid(
                "an entry leads somewhere, or names what is below it", field=f"items.{at}"
            )
        yield from _label_faults(item.target, item.labels, f"items.{at}.labels")
        for below, child in enumerate(item.children):
            yield from _label_faults(
                child.target, child.labels, f"items.{at}.children.{below}.labels"
            )


def _label_faults(target: LinkTarget | None, labels: Texts, name: str) -> Iterator[Invalid]:
    if target is not None and target.kind == "address" and not labels:
        yield Invalid("an address has no name of its own: give it a label", field=name)


def _block_faults(blocks: Sequence[Block]) -> Iterator[Invalid]:
    if len(blocks) > MAX_BLOCKS:
        yield Invalid(f"a page has at most {MAX_BLOCKS} blocks", field="blocks")
    for at, block in enumerate(blocks):
        name = f"blocks.{at}"
        match block:
            case HeroBlock() if len(block.buttons) > 2:
                yield Invalid("at most two buttons", field=f"{name}.buttons")
            case ProductBlock(source="category", category=None):
                yield Invalid("choose the category", field=f"{name}.category")
            case ProductBlock(source="chosen", products=products) if not products:
                yield Invalid("choose the products", field=f"{name}.products")
            case ProductBlock(count=count) if not 1 <= count <= MAX_CHOSEN:
                yield Invalid(f"1 to {MAX_CHOSEN} products", field=f"{name}.count")
            case TextBlock(body=body) if not body:
                yield Invalid("a text says something", field=f"{name}.body")
            case ColumnsBlock(columns=columns) if not 1 <= len(columns) <= MAX_COLUMNS:
                yield Invalid(f"1 to {MAX_COLUMNS} columns", field=f"{name}.columns")
        for listed in ("products", "categories"):
            if len(getattr(block, listed, ())) > MAX_CHOSEN:
                yield Invalid(f"at most {MAX_CHOSEN}", field=f"{name}.{listed}")
        if isinstance(block, HeroBlock):
            for which, button in enumerate(block.buttons):
                yield from _label_faults(
                    button.target, button.labels, f"{name}.buttons.{which}.labels"
                )
