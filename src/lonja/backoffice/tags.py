"""Tags: scripts of others that pages load once a reader has agreed, and how often readers do."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.actions import save_tags
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.content import api as content
from lonja.hosting.deps import Db, Facts, In, Out, Reading, Storable
from lonja.kernel.languages import Language

router = APIRouter(prefix="/tags", tags=["content"])

COUNTED_DAYS: Final = 90

Word = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), Storable]
Purpose = Annotated[str, StringConstraints(max_length=2_000), Storable]


class TagAsked(In):
    """`sources`: origins beside the script's own, by what they are for. `cookies`: what it stores."""

    key: Annotated[str, StringConstraints(max_length=40)]
    category: content.TagCategory
    vendor: Word
    purpose: Annotated[dict[Language, Purpose], Field(default_factory=dict)]
    script: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True), Storable] = ""
    config: Annotated[str, StringConstraints(max_length=4_000), Storable] = ""
    sources: Annotated[
        dict[content.TagSource, Annotated[list[Word], Field(max_length=20)]],
        Field(default_factory=dict),
    ]
    cookies: Annotated[list[Word], Field(default_factory=list, max_length=30)]


class ShopTagsAsked(In):
    tags: Annotated[list[TagAsked], Field(max_length=20)]


class ShopTags(Out):
    """Without tags the shop sets only the cookies that it needs, and asks nobody."""

    document: content.Tags
    version: int
    changed_at: datetime | None
    changed_by: str


class ConsentCount(Out):
    """`choice`: first letters of the categories agreed to; empty where all were rejected."""

    day: date
    edition: int
    choice: str
    count: int


class ConsentCounts(Out):
    items: list[ConsentCount]


def _out(found: content.Edition[content.Tags]) -> ShopTags:
    return ShopTags.model_validate(found, from_attributes=True)


@router.get("", operation_id="getTags")
async def get_tags(db: Reading) -> ShopTags:
    return _out(await content.current(db, content.Tags))


@router.put("", operation_id="saveTags")
async def save(asked: ShopTagsAsked, version: IfMatch, db: Db, me: Me, now: Now) -> ShopTags:
    """A tag that is new asks every reader again; nothing is loaded for anybody who has not agreed."""
    tags = content.from_json(content.Tags, asked.model_dump())
    return _out(await save_tags.save(db, tags, version=version, actor=me.email, now=now))


@router.get("/consents", operation_id="listConsentCounts")
async def list_consents(db: Reading, facts: Facts, now: Now) -> ConsentCounts:
    """Choices of the last 90 days, counted: no row knows who chose."""
    since = facts.day_of(now) - timedelta(days=COUNTED_DAYS)
    found = await content.consent_counts(db, since=since)
    return ConsentCounts(
        items=[ConsentCount.model_validate(one, from_attributes=True) for one in found]
    )
