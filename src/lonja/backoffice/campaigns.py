"""Campaigns: written, tried on one address, sent to a segment, paused, cancelled, watched."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import Field, StringConstraints

from lonja.backoffice.admission import may_watch
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.hosting.deps import (
    Cursor,
    Db,
    Email,
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
from lonja.kernel.paging import BY_TIME
from lonja.notifications import api as notifications
from lonja.notifications.api import CampaignStatus, CampaignText, Segment

router = APIRouter(prefix="/campaigns", tags=["campaigns"])

Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Version = Annotated[int, Field(ge=1, le=2**31 - 2)]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True), Storable
]


CampaignGoal = Literal[
    CampaignStatus.SCHEDULED,
    CampaignStatus.DRAFT,
    CampaignStatus.PAUSED,
    CampaignStatus.SENDING,
    CampaignStatus.CANCELLED,
]


class MailTextAsked(In):
    subject: Annotated[str, StringConstraints(max_length=150), Storable]
    body: Annotated[str, StringConstraints(max_length=10_000), Storable]


class CampaignAsked(In):
    name: Name
    language: Language | None
    country: Country | None
    group_id: UUID | None = None
    segment_id: UUID | None = None
    texts: dict[Language, MailTextAsked]

    def segment(self) -> Segment:
        return Segment(self.language, self.country, self.group_id, self.segment_id)


class CampaignEdit(CampaignAsked):
    version: Version


class CampaignMove(In):
    """`send_at` goes with `scheduled`; without it the campaign is sent now."""

    version: Version
    to: CampaignGoal
    send_at: Moment | None = None


class CampaignPreviewAsked(In):
    texts: Annotated[dict[Language, MailTextAsked], Field(min_length=1)]
    language: Language


class CampaignTestAsked(In):
    recipient: Email
    language: Language


class MailText(Out):
    subject: str
    body: str


class Campaign(Out):
    id: UUID
    name: str
    language: str | None
    country: str | None
    group_id: UUID | None
    segment_id: UUID | None
    texts: dict[str, MailText]
    status: CampaignStatus
    version: int
    created_at: datetime
    created_by: str
    send_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    total: int
    progress: dict[str, int]


class CampaignPreview(Out):
    subject: str
    text: str
    html: str


class Audience(Out):
    people: int


def _texts(asked: dict[Language, MailTextAsked]) -> dict[str, CampaignText]:
    return {language: CampaignText(text.subject, text.body) for language, text in asked.items()}


def _campaign(found: notifications.Campaign) -> Campaign:
    return Campaign(
        id=found.id,
        name=found.name,
        language=found.segment.language,
        country=found.segment.country,
        group_id=found.segment.group_id,
        segment_id=found.segment.segment_id,
        texts={
            language: MailText(subject=text.subject, body=text.body)
            for language, text in found.texts.items()
        },
        status=found.status,
        version=found.version,
        created_at=found.created_at,
        created_by=found.created_by,
        send_at=found.send_at,
        started_at=found.started_at,
        ended_at=found.ended_at,
        total=found.total,
        progress=dict(found.progress),
    )


@router.get("", operation_id="listCampaigns")
async def list_campaigns(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[Campaign]:
    """Newest first."""
    found = await notifications.list_campaigns(db, before=BY_TIME.after(cursor), limit=limit + 1)
    page = BY_TIME.page(found, limit, lambda one: (one.created_at, one.id))
    return ListOut(items=[_campaign(one) for one in page.items], next_cursor=page.next_cursor)


@router.get("/audience", operation_id="countAudience")
async def count_audience(
    db: Reading,
    now: Now,
    language: Annotated[Language | None, Query()] = None,
    country: Annotated[Country | None, Query()] = None,
    group_id: Annotated[UUID | None, Query()] = None,
    segment_id: Annotated[UUID | None, Query()] = None,
) -> Audience:
    """How many people who agreed to marketing would get it now."""
    segment = Segment(language, country, group_id, segment_id)
    return Audience(people=await notifications.audience(db, segment, now=now))


@router.post("/preview", operation_id="previewCampaign")
async def preview_campaign(asked: CampaignPreviewAsked, shop: TheShop, me: Me) -> CampaignPreview:
    """The mail as a reader would get it; nothing is kept."""
    mail = notifications.preview(
        await shop.mails(),
        _texts(asked.texts),
        language=asked.language,
        name=me.name,
        shop=await shop.name(),
        unsubscribe_url=f"{shop.settings.public_url}/{asked.language}/",
    )
    return CampaignPreview(subject=mail.subject, text=mail.text, html=mail.html)


@router.get("/{campaign_id}", operation_id="getCampaign")
async def get_campaign(campaign_id: UUID, db: Reading) -> Campaign:
    return _campaign(await notifications.get_campaign(db, campaign_id))


@router.put("/{campaign_id}", status_code=204, operation_id="createCampaign")
async def create_campaign(
    campaign_id: UUID, asked: CampaignAsked, db: Db, me: Me, now: Now
) -> None:
    """The caller chooses the id: asking twice makes one campaign, the first as it was asked for."""
    await notifications.create_campaign(
        db,
        campaign_id=campaign_id,
        name=asked.name,
        segment=asked.segment(),
        texts=_texts(asked.texts),
        actor=me.email,
        now=now,
    )


@router.patch("/{campaign_id}", status_code=204, operation_id="editCampaign")
async def edit_campaign(campaign_id: UUID, asked: CampaignEdit, db: Db, me: Me, now: Now) -> None:
    """Change a draft; 409 when somebody else did since `version` was read."""
    await notifications.edit_campaign(
        db,
        campaign_id=campaign_id,
        version=asked.version,
        name=asked.name,
        segment=asked.segment(),
        texts=_texts(asked.texts),
        actor=me.email,
        now=now,
    )


@router.put("/{campaign_id}/status", status_code=204, operation_id="moveCampaign")
async def move_campaign(campaign_id: UUID, asked: CampaignMove, db: Db, me: Me, now: Now) -> None:
    """Send, take back, pause, resume or cancel; 409 when it stands elsewhere by now."""
    known: dict[str, Any] = {
        "campaign_id": campaign_id,
        "version": asked.version,
        "actor": me.email,
        "now": now,
    }
    match asked.to:
        case CampaignStatus.SCHEDULED:
            await notifications.schedule(db, send_at=asked.send_at, **known)
        case CampaignStatus.DRAFT:
            await notifications.unschedule(db, **known)
        case CampaignStatus.PAUSED:
            await notifications.pause(db, **known)
        case CampaignStatus.SENDING:
            await notifications.resume(db, **known)
        case CampaignStatus.CANCELLED:
            await notifications.cancel(db, **known)


@router.post("/{campaign_id}/tests", status_code=202, operation_id="testCampaign")
async def try_campaign(
    campaign_id: UUID, asked: CampaignTestAsked, db: Db, me: Me, now: Now
) -> None:
    """Send it to one address of the staff's."""
    await notifications.send_test(
        db,
        campaign_id=campaign_id,
        recipient=asked.recipient,
        language=asked.language,
        actor=me.email,
        now=now,
    )


@router.get("/{campaign_id}/live", operation_id="followCampaign", response_class=StreamingResponse)
async def follow_campaign(
    campaign_id: UUID, request: Request, me: Me, shop: TheShop
) -> StreamingResponse:
    """Server-sent events `campaign`: how far it is, until it ends."""
    async with shop.database.reading() as db:
        await notifications.get_campaign(db, campaign_id)

    async def look() -> tuple[str, dict[str, Any]]:
        async with shop.database.reading() as db:
            found = _campaign(await notifications.get_campaign(db, campaign_id))
        return str(found.version), found.model_dump(mode="json")

    stream: StreamingResponse = await request.app.state.live.stream(
        kind="campaign",
        key=str(campaign_id),
        visitor=f"staff:{me.user_id}",
        look=look,
        may_watch=partial(may_watch, request),
        is_last=lambda data: data["status"] in notifications.ENDED,
    )
    return stream
