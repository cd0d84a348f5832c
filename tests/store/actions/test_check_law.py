"""What the law asks of a shop's pages, by its country and the day."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lonja.actions.check_law import Duty, DutyCode, check_law, owed
from lonja.content import api as content
from lonja.content.api import File, FileUse, Notice, Notices
from lonja.kernel.db import Database
from lonja.shop.api import Shop

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
BEFORE = datetime(2026, 9, 26, 12, tzinfo=UTC)
SPAIN = Shop(version=1, name="Norte", home_country="ES", languages=("es", "en"))
MEXICO = Shop(version=1, name="Norte", home_country="MX", languages=("es",))
BLOB = f"notices/{'0' * 36}.svg"


async def duties(database: Database, facts: Shop, now: datetime = NOW) -> dict[DutyCode, Duty]:
    async with database.reading() as db:
        return {one.code: one for one in await check_law(db, facts, now=now)}


class TestTheList:
    async def test_is_empty_before_there_is_a_country(self, database: Database) -> None:
        assert await duties(database, Shop()) == {}

    async def test_names_each_language_without_its_page(self, database: Database) -> None:
        page = content.PageDraft(
            {"es": content.PageText("condiciones", "Condiciones", "<p>Compra.</p>")},
            role=content.PageRole.TERMS,
            status=content.PageStatus.PUBLISHED,
        )
        async with database.transaction() as db:
            await content.add_page(db, page, actor="ana", now=NOW)

        found = await duties(database, SPAIN)

        assert found[DutyCode.TERMS] == Duty(DutyCode.TERMS, "missing", ["en"])
        assert found[DutyCode.PRIVACY] == Duty(DutyCode.PRIVACY, "missing", ["es", "en"])

    async def test_says_for_which_language_there_is_an_english_draft_only(
        self, database: Database
    ) -> None:
        found = await duties(database, replace(SPAIN, languages=("es", "fi")))

        assert found[DutyCode.TERMS] == Duty(DutyCode.TERMS, "missing", ["es", "fi"], ("fi",))

    async def test_asks_for_the_guarantee_notice_from_its_day_on_until_it_is_there(
        self, database: Database
    ) -> None:
        code = DutyCode.GUARANTEE_NOTICE
        before, now = await duties(database, SPAIN, BEFORE), await duties(database, SPAIN)
        async with database.transaction() as db:
            file = File(BLOB, FileUse.NOTICE, "image/svg+xml")
            await content.add_file(db, file, actor="ana", now=NOW)
            notices = Notices({"es": Notice(BLOB), "en": Notice(BLOB)})
            await content.save(db, notices, actor="ana", now=NOW)

        after = await duties(database, SPAIN)

        assert [one[code].state for one in (before, now, after)] == [
            "not_asked",
            "missing",
            "done",
        ]
        assert code in owed(list(now.values()))

    async def test_of_another_continent_asks_for_pages_alone(self, database: Database) -> None:
        found = await duties(database, MEXICO)

        assert {one.code for one in found.values() if one.state == "missing"} == {
            "legal_notice",
            "terms",
            "privacy",
            "returns",
            "shipping",
            "cookies",
        }
        assert found[DutyCode.ACCESSIBILITY].state == "not_asked"
