"""What the doors of campaigns promise to two people at one desk."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.support.shop import NOON

from lonja.kernel import audit
from lonja.kernel.db import Database
from lonja.kernel.errors import NotFound
from lonja.kernel.ids import uuid7
from lonja.notifications import api as notifications
from lonja.notifications.api import CampaignChanged, CampaignText, Segment, WrongCampaignStatus

pytestmark = pytest.mark.anyio

TEXTS = {"es": CampaignText("Hola", "Texto"), "en": CampaignText("Hello", "Text")}


async def a_draft(database: Database) -> UUID:
    campaign_id = uuid7()
    for _ in range(2):  # a repeated request makes one campaign
        async with database.transaction() as db:
            await notifications.create_campaign(
                db,
                campaign_id=campaign_id,
                name=" Otoño ",
                segment=Segment(country="ES"),
                texts=TEXTS,
                actor="boss",
                now=NOON,
            )
    return campaign_id


class TestACampaign:
    async def test_is_made_once_and_listed_newest_first(self, database: Database) -> None:
        first = await a_draft(database)
        second = await a_draft(database)

        async with database.reading() as db:
            found = await notifications.list_campaigns(db)
            (rest,) = await notifications.list_campaigns(db, before=(NOON, max(first, second)))

        assert [campaign.id for campaign in found] == sorted([first, second], reverse=True)
        assert rest.id == min(first, second)
        assert (found[0].name, found[0].segment, found[0].progress) == (
            "Otoño", Segment(country="ES"), {},
        )  # fmt: skip

    async def test_that_waits_for_its_hour_cannot_be_resumed(self, database: Database) -> None:
        """It would stay `sending` for ever, without a recipient."""
        campaign_id = await a_draft(database)
        async with database.transaction() as db:
            await notifications.schedule(
                db,
                campaign_id=campaign_id,
                version=1,
                send_at=NOON + timedelta(days=1),
                actor="boss",
                now=NOON,
            )

        async with database.transaction() as db:
            with pytest.raises(WrongCampaignStatus):
                await notifications.resume(
                    db, campaign_id=campaign_id, version=2, actor="boss", now=NOON
                )
            found = await notifications.get_campaign(db, campaign_id)

        assert found.status == "scheduled"

    async def test_is_not_overwritten_from_an_older_version(self, database: Database) -> None:
        campaign_id = await a_draft(database)
        facts: dict[str, Any] = {
            "campaign_id": campaign_id, "segment": Segment(), "texts": TEXTS, "now": NOON,
        }  # fmt: skip
        async with database.transaction() as db:
            await notifications.edit_campaign(db, version=1, name="First", actor="ana", **facts)

        async with database.transaction() as db:
            with pytest.raises(CampaignChanged):
                await notifications.edit_campaign(
                    db, version=1, name="Second", actor="eva", **facts
                )

        async with database.reading() as db:
            campaign = await notifications.get_campaign(db, campaign_id)
        assert (campaign.name, campaign.version) == ("First", 2)

    async def test_is_not_changed_once_it_is_scheduled(self, database: Database) -> None:
        campaign_id = await a_draft(database)
        facts: dict[str, Any] = {"campaign_id": campaign_id, "actor": "ana", "now": NOON}
        async with database.transaction() as db:
            await notifications.schedule(db, version=1, send_at=None, **facts)

        async with database.transaction() as db:
            with pytest.raises(WrongCampaignStatus):
                await notifications.edit_campaign(
                    db, version=2, name="Late", segment=Segment(), texts=TEXTS, **facts
                )
            with pytest.raises(WrongCampaignStatus):
                await notifications.schedule(db, version=2, send_at=None, **facts)
            with pytest.raises(WrongCampaignStatus):
                await notifications.pause(db, version=2, **facts)

    async def test_leaves_a_row_in_the_audit_chain_for_each_change(
        self, database: Database
    ) -> None:
        campaign_id = await a_draft(database)
        facts: dict[str, Any] = {"campaign_id": campaign_id, "actor": "ana", "now": NOON}
        async with database.transaction() as db:
            await notifications.schedule(db, version=1, send_at=None, **facts)
            await notifications.cancel(db, version=2, **facts)

        async with database.reading() as db:
            subject = f"campaign:{campaign_id}"
            found = await audit.list_rows(db, before_seq=None, subject=subject, limit=10)
        assert [row.action for row in found] == [
            "campaign_cancelled", "campaign_scheduled", "campaign_created",
        ]  # fmt: skip

    async def test_that_does_not_exist_is_not_found(self, database: Database) -> None:
        async with database.transaction() as db:
            with pytest.raises(NotFound):
                await notifications.get_campaign(db, uuid7())
            with pytest.raises(NotFound):
                await notifications.pause(db, campaign_id=uuid7(), version=1, actor="ana", now=NOON)
