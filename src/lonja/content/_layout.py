"""What stands around the pages and on the front page: menus, blocks, the announcement. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter

from lonja.content._cleaning import cleaned
from lonja.content._files.file import FileUse
from lonja.content._kinds.checkout import Checkout
from lonja.content._kinds.checkout import faults as checkout_faults
from lonja.content._kinds.fraud_checks import FraudChecks
from lonja.content._kinds.fraud_checks import faults as fraud_check_faults
from lonja.content._kinds.home import Home, TextBlock, block_faults, block_files, block_targets
from lonja.content._kinds.links import (
    PROSE_CHARACTERS,
    LinkTarget,
    Texts,
    label_faults,
    target_faults,
)
from lonja.content._kinds.look import Look
from lonja.content._kinds.look import faults as look_faults
from lonja.content._kinds.mails import Mails, without_empty
from lonja.content._kinds.mails import faults as mail_faults
from lonja.content._kinds.notices import Notices
from lonja.content._kinds.notices import faults as notice_faults
from lonja.content._kinds.stock_mails import StockMails
from lonja.content._kinds.stock_mails import faults as stock_mail_faults
from lonja.content._kinds.tags import Tags
from lonja.content._kinds.tags import faults as tag_faults
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import is_language

MAX_ITEMS: Final = 12
LINE_CHARACTERS: Final = 200
BODY_CHARACTERS: Final = 20_000


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
    NOTICES = "notices"
    STOCK_MAILS = "stock_mails"


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
class Announcement:
    """One line above every page, from and until when it is wanted."""

    text: Texts = field(default_factory=dict)
    target: LinkTarget | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def is_shown(self, now: datetime) -> bool:
        has_begun = self.starts_at is None or self.starts_at <= now
        return bool(self.text) and has_begun and (self.ends_at is None or now < self.ends_at)


type Document = (
    Header
    | Footer
    | Home
    | Announcement
    | Mails
    | Look
    | Checkout
    | Tags
    | FraudChecks
    | Notices
    | StockMails
)

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
    Notices: DocumentName.NOTICES,
    StockMails: DocumentName.STOCK_MAILS,
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
        if not (is_language(name) and isinstance(one, str) and not one.strip())
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
        yield from block_targets(block, f"blocks.{at}")


def named_files(document: Document) -> Iterator[tuple[str, str, FileUse]]:
    """Every file that a document names, with the field that does and what it has to be for."""
    match document:
        case Look():
            for field_name, use in (("logo", FileUse.LOGO), ("icon", FileUse.ICON)):
                if blob := getattr(document, field_name):
                    yield field_name, blob, use
        case Home():
            for at, block in enumerate(document.blocks):
                for place, blob in block_files(block, f"blocks.{at}"):
                    yield place, blob, FileUse.BLOCK
        case Notices():
            for language, notice in document.guarantee.items():
                yield f"guarantee.{language}.blob", notice.blob, FileUse.NOTICE


def faults(document: Document) -> Iterator[Invalid]:
    """Everything that is wrong with it, apart from whether what it names is there."""
    for name, target in targets(document):
        yield from target_faults(target, name)
    for name, texts, limit in _texts(asdict(document), ""):
        yield from _text_faults(texts, name, limit)
    match document:
        case Header() | Footer():
            yield from _item_faults(document.items)
        case Home():
            yield from block_faults(document.blocks)
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
        case Notices():
            yield from notice_faults(document)
        case StockMails():
            yield from stock_mail_faults(document)


_LIMITS: Final = {
    **dict.fromkeys(("labels", "overline", "title", "seo_title", "alt"), LINE_CHARACTERS),
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
        if not is_language(language):
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
        yield from label_faults(item.target, item.labels, f"items.{at}.labels")
        for below, child in enumerate(item.children):
            yield from label_faults(
                child.target, child.labels, f"items.{at}.children.{below}.labels"
            )
