"""Collections: products put together by hand or by a rule."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection
from pydantic import Field, StringConstraints

from lonja.actions import write_collection
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.collections.api import ConditionKind
from lonja.hosting.deps import (
    Db,
    Facts,
    In,
    Line,
    Moment,
    OptionalLine,
    Out,
    Prose,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel.languages import Language
from lonja.pricing.api import MAX_PRICE_MINOR

router = APIRouter(prefix="/collections", tags=["products"])

Sort = Literal["by_hand", "featured", "best_seller", "newest", "price", "-price", "name"]
Minor = Annotated[int, Field(ge=0, le=MAX_PRICE_MINOR)]
Quarter = Annotated[int, Field(ge=0, le=100, multiple_of=25)]
Summary = Annotated[str, StringConstraints(max_length=500), Storable]


class CollectionText(Out):
    """`slug` is empty where this language has the collection's own."""

    name: str
    slug: str
    description: str
    seo_title: str
    seo_description: str


class CollectionCondition(Out):
    """`values` are alternatives: ids of categories, tags, or values of the attribute `key`.

    `low` and `high` are a price in minor units of the currency `key`; `days` how long it is new.
    """

    kind: ConditionKind
    key: str
    values: list[str]
    low: int | None
    high: int | None
    days: int


class CollectionProduct(Out):
    id: UUID
    name: str


class CollectionPicture(Out):
    """The focus, in percent from left and top, stays in sight where it is cut."""

    file: str
    url: str
    alt: dict[str, str]
    focus_x: int
    focus_y: int


class CollectionSummary(Out):
    """`is_filling`: its rule is new, and not all products were asked yet."""

    id: UUID
    slug: str
    texts: dict[str, CollectionText]
    by_rule: bool
    products: int
    starts_at: datetime | None
    ends_at: datetime | None
    is_filling: bool
    picture: CollectionPicture | None
    version: int


class Collection(CollectionSummary):
    """`chosen` are the products of one by hand, in their order."""

    matches_any: bool
    conditions: list[CollectionCondition]
    sort: Sort
    chosen: list[CollectionProduct]


class Collections(Out):
    """By slug; a shop has 300 at most."""

    items: list[CollectionSummary]


class CollectionTextAsked(In):
    name: Line
    slug: OptionalLine = ""
    description: Prose = ""
    seo_title: OptionalLine = ""
    seo_description: Summary = ""


class ConditionAsked(In):
    kind: ConditionKind
    key: OptionalLine = ""
    values: Annotated[list[Line], Field(max_length=100)] = Field(default_factory=list)
    low: Minor | None = None
    high: Minor | None = None
    days: Annotated[int, Field(ge=0, le=3650)] = 0

    def condition(self) -> collections.Condition:
        return collections.Condition(
            self.kind, self.key, tuple(self.values), self.low, self.high, self.days
        )


class CollectionPictureAsked(In):
    """`file` is the blob of a picture that was uploaded for a block of a page."""

    file: Annotated[str, StringConstraints(max_length=200), Storable]
    alt: dict[Language, OptionalLine] = Field(default_factory=dict)
    focus_x: Quarter = 50
    focus_y: Quarter = 50

    def picture(self) -> collections.CollectionPicture:
        said = {str(code): text for code, text in self.alt.items() if text}
        return collections.CollectionPicture(self.file, said, self.focus_x, self.focus_y)


class CollectionAsked(In):
    """The collection as it is to be, whole."""

    slug: Line
    texts: Annotated[dict[Language, CollectionTextAsked], Field(min_length=1)]
    by_rule: bool = False
    matches_any: bool = False
    conditions: Annotated[list[ConditionAsked], Field(max_length=20)] = Field(default_factory=list)
    products: Annotated[list[UUID], Field(max_length=collections.MAX_CHOSEN)] = Field(
        default_factory=list
    )
    sort: Sort = "by_hand"
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    picture: CollectionPictureAsked | None = None

    def draft(self) -> collections.CollectionDraft:
        return collections.CollectionDraft(
            self.slug,
            {str(language): text.model_dump() for language, text in self.texts.items()},
            self.by_rule,
            self.matches_any,
            tuple(one.condition() for one in self.conditions) if self.by_rule else (),
            () if self.by_rule else tuple(self.products),
            self.sort,
            self.starts_at,
            self.ends_at,
            self.picture.picture() if self.picture else None,
        )


def _summary(found: collections.Collection, url: Callable[[str], str]) -> dict[str, object]:
    picture = found.picture
    return {
        "id": found.id,
        "slug": found.slug,
        "texts": {
            language: {name: text.get(name, "") for name in CollectionText.model_fields}
            for language, text in found.texts.items()
        },
        "by_rule": found.by_rule,
        "products": found.products,
        "starts_at": found.starts_at,
        "ends_at": found.ends_at,
        "is_filling": found.filling_since is not None,
        "picture": picture and {**asdict(picture), "url": url(picture.file)},
        "version": found.version,
    }


async def _whole(
    db: AsyncConnection, collection_id: UUID, languages: Sequence[str], url: Callable[[str], str]
) -> Collection:
    found = await collections.collection(db, collection_id)
    ids = [] if found.by_rule else await collections.products_of(db, collection_id)
    names = await catalog.product_names(db, ids, language=languages[0])
    return Collection.model_validate(
        {
            **_summary(found, url),
            "matches_any": found.matches_any,
            "conditions": found.conditions,
            "sort": found.sort,
            "chosen": [{"id": one, "name": names[one]} for one in ids if one in names],
        }
    )


@router.get("", operation_id="listCollections")
async def list_collections(db: Reading, shop: TheShop) -> Collections:
    found = await collections.collections(db)
    return Collections.model_validate(
        {"items": [_summary(one, shop.blobs.public_url) for one in found]}
    )


@router.post("", status_code=201, operation_id="addCollection")
async def add_collection(
    asked: CollectionAsked, facts: Facts, db: Db, shop: TheShop, me: Me, now: Now
) -> Collection:
    """By rule, its products are found in the background."""
    made = await write_collection.add_collection(db, asked.draft(), actor=me.email, now=now)
    return await _whole(db, made, facts.languages, shop.blobs.public_url)


@router.get("/{collection_id}", operation_id="getCollection")
async def get_collection(
    collection_id: UUID, facts: Facts, db: Reading, shop: TheShop
) -> Collection:
    return await _whole(db, collection_id, facts.languages, shop.blobs.public_url)


@router.put("/{collection_id}", operation_id="changeCollection")
async def change_collection(
    collection_id: UUID,
    asked: CollectionAsked,
    version: IfMatch,
    facts: Facts,
    db: Db,
    shop: TheShop,
    me: Me,
    now: Now,
) -> Collection:
    await write_collection.change_collection(
        db, collection_id, asked.draft(), version=version, actor=me.email, now=now
    )
    return await _whole(db, collection_id, facts.languages, shop.blobs.public_url)


@router.delete("/{collection_id}", status_code=204, operation_id="removeCollection")
async def remove_collection(
    collection_id: UUID, version: IfMatch, db: Db, me: Me, now: Now
) -> None:
    await collections.remove_collection(db, collection_id, version=version, actor=me.email, now=now)
