"""Pages: written, published, moved and removed, by one person at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypedDict

import pytest

from lonja.content import api as content
from lonja.content.api import PageDraft, PageRole, PageStatus, PageText
from lonja.kernel import audit
from lonja.kernel.db import Database
from lonja.kernel.transaction import EVERYTHING, Change

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Who(TypedDict):
    actor: str
    now: datetime


WHO = Who(actor="ana", now=NOW)
CARE = PageDraft(
    {
        "es": PageText("cuidado", "Cuidado", "<p>Lave a mano.</p>"),
        "en": PageText("care", "Care", "<p>Wash by hand.</p>"),
    }
)
PUBLIC = replace(CARE, status=PageStatus.PUBLISHED)


class TestAdding:
    async def test_keeps_it_cleaned(self, database: Database) -> None:
        draft = PageDraft({"en": PageText("care", " Care ", "<p onclick=x>Wash<script>x</script>")})

        async with database.transaction() as db:
            page_id = await content.add_page(db, draft, **WHO)
            found = await content.page(db, page_id)

        assert found.draft.texts["en"] == PageText("care", "Care", "<p>Wash</p>")
        assert (found.version, found.changed_by, found.changed_at) == (1, "ana", NOW)

    async def test_refuses_an_address_and_a_kind_twice(self, database: Database) -> None:
        terms = replace(CARE, role=PageRole.TERMS)
        other = {"en": PageText("other", "Other")}
        async with database.transaction() as db:
            await content.add_page(db, terms, **WHO)

        with pytest.raises(content.PageSlugTaken) as taken:
            async with database.transaction() as db:
                await content.add_page(db, CARE, **WHO)
        with pytest.raises(content.PageRoleTaken):
            async with database.transaction() as db:
                await content.add_page(db, replace(terms, texts=other), **WHO)

        assert taken.value.facts["field"] == "texts.en.slug"
        async with database.reading() as db:
            assert len(await content.list_pages(db)) == 1


class TestChanging:
    async def test_refuses_a_version_that_is_over(self, database: Database) -> None:
        async with database.transaction() as db:
            page_id = await content.add_page(db, CARE, **WHO)
            await content.change_page(db, page_id, PUBLIC, version=1, **WHO)

            with pytest.raises(content.PageChanged) as changed:
                await content.change_page(db, page_id, CARE, version=1, **WHO)

        assert changed.value.facts["version"] == 2

    async def test_leads_from_the_old_address_of_a_published_page(self, database: Database) -> None:
        async with database.transaction() as db:
            page_id = await content.add_page(db, PUBLIC, **WHO)
            for version, slug in enumerate(("clean", "wash", "care"), start=1):
                texts = {**PUBLIC.texts, "en": replace(PUBLIC.texts["en"], slug=slug)}
                moved = replace(PUBLIC, texts=texts)
                await content.change_page(db, page_id, moved, version=version, **WHO)
            paths = ("clean", "wash", "care")
            led = [await content.led_from(db, f"/en/pages/{slug}") for slug in paths]

        assert led == ["/en/pages/care", "/en/pages/care", None]

    async def test_is_written_down_and_announced_once_it_shows(
        self, database: Database, announced: list[Change]
    ) -> None:
        async with database.transaction() as db:
            page_id = await content.add_page(db, CARE, **WHO)
        quiet = list(announced)
        async with database.transaction() as db:
            await content.change_page(db, page_id, PUBLIC, version=1, **WHO)
        async with database.reading() as db:
            rows = await audit.list_rows(db, before_seq=None, subject=f"page:{page_id}", limit=9)

        assert quiet == [Change("desk")]  # the shop shows nothing of a draft
        assert announced == [Change("desk"), Change("desk"), EVERYTHING]
        assert [(row.action, row.facts["status"]) for row in rows] == [
            ("page_changed", "published"),
            ("page_added", "draft"),
        ]


class TestShowing:
    async def test_follows_its_times(self, database: Database) -> None:
        timed = replace(PUBLIC, visible_from=NOW, visible_until=NOW + HOUR)
        async with database.transaction() as db:
            await content.add_page(db, timed, **WHO)

            shown = await content.shown_page(db, "care", "en", now=NOW)
            for then in (NOW - HOUR, NOW + HOUR):
                with pytest.raises(content.UnknownPage):
                    await content.shown_page(db, "care", "en", now=then)

        assert shown.draft == timed

    async def test_finds_the_address_of_another_language(self, database: Database) -> None:
        async with database.transaction() as db:
            page_id = await content.add_page(db, PUBLIC, **WHO)

            assert (await content.shown_page(db, "cuidado", "en", now=NOW)).id == page_id

    async def test_hides_a_draft_and_what_was_removed(self, database: Database) -> None:
        async with database.transaction() as db:
            page_id = await content.add_page(db, CARE, **WHO)
            with pytest.raises(content.UnknownPage):
                await content.shown_page(db, "care", "en", now=NOW)
            await content.remove_page(db, page_id, version=1, **WHO)

            with pytest.raises(content.UnknownPage):
                await content.page(db, page_id)


class TestPutting:
    async def test_twice_changes_nothing(self, database: Database) -> None:
        terms = replace(PUBLIC, role=PageRole.TERMS)
        moved = replace(terms, texts={"en": PageText("terms", "Terms", "<p>All.</p>")})
        async with database.transaction() as db:
            outcomes = [
                (await content.put_page(db, draft, **WHO))[1] for draft in (terms, terms, moved)
            ]

        assert outcomes == ["created", "unchanged", "updated"]


class TestListing:
    async def test_takes_a_part_of_a_title_and_a_page_at_a_time(self, database: Database) -> None:
        async with database.transaction() as db:
            for at in range(3):
                text = PageText(f"page-{at}", f"Page {at}", "<p>x</p>")
                draft = PageDraft({"en": text}, status=PageStatus.PUBLISHED if at else CARE.status)
                await content.add_page(db, draft, actor="ana", now=NOW + at * HOUR)
            first = await content.list_pages(db, limit=2)
            last = first[-1]
            rest = await content.list_pages(db, after=(last.changed_at, last.id), limit=2)
            named = await content.list_pages(db, query="PAGE 1")
            drafts = await content.list_pages(db, status=PageStatus.DRAFT)

        titles = [one.draft.texts["en"].title for one in (*first, *rest)]
        assert titles == ["Page 2", "Page 1", "Page 0"]
        assert [one.draft.texts["en"].title for one in named] == ["Page 1"]
        assert [one.draft.texts["en"].title for one in drafts] == ["Page 0"]
