"""Notices of a fixed form that the law asks for: which file, in which language."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.hosting.deps import Db, Facts, In, Out, Reading, Storable, TheShop
from lonja.kernel.languages import Language
from lonja.shop.api import EU
from lonja.shop.api import Shop as ShopFacts

router = APIRouter(prefix="/content/notices", tags=["content"])


class LegalNotices(Out):
    """Notices of a fixed form; `is_due` says that the law of the shop's country asks for them now."""

    document: content.Notices
    version: int
    changed_at: datetime | None
    changed_by: str
    is_due: bool
    urls: dict[str, str]


class NoticeAsked(In):
    """`words`: what the file says, for who cannot see it."""

    blob: Annotated[str, StringConstraints(max_length=200), Storable]
    words: Annotated[str, StringConstraints(max_length=4_000), Storable] = ""


class NoticesAsked(In):
    guarantee: Annotated[dict[Language, NoticeAsked], Field(default_factory=dict)]


@router.get("", operation_id="getLegalNotices")
async def get_notices(db: Reading, shop: TheShop, facts: Facts, now: Now) -> LegalNotices:
    return _notices(await content.current(db, content.Notices), shop, facts, now)


@router.put("", operation_id="saveLegalNotices")
async def save_notices(
    asked: NoticesAsked, version: IfMatch, db: Db, shop: TheShop, facts: Facts, me: Me, now: Now
) -> LegalNotices:
    """The official file of each language, as it was uploaded; shown where the law asks for it."""
    notices = content.from_json(content.Notices, asked.model_dump())
    await content.save(db, notices, version=version, actor=me.email, now=now)
    return _notices(await content.current(db, content.Notices), shop, facts, now)


def _notices(
    found: content.Edition[content.Notices], shop: Shop, facts: ShopFacts, now: datetime
) -> LegalNotices:
    return LegalNotices(
        document=found.document,
        version=found.version,
        changed_at=found.changed_at,
        changed_by=found.changed_by,
        is_due=content.asks_for_guarantee(is_in_eu=facts.home_country in EU, on=facts.day_of(now)),
        urls={
            language: shop.blobs.public_url(one.blob)
            for language, one in found.document.guarantee.items()
        },
    )
