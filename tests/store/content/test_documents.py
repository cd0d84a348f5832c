"""Menus, front page and announcement: the newest version shows, and the older ones stay readable."""

from datetime import UTC, datetime
from typing import TypedDict
from uuid import UUID

import pytest

from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.content.api import Announcement, Footer, Header, Home, LinkTarget, MenuItem, TextBlock
from lonja.kernel.db import Database
from lonja.kernel.transaction import EVERYTHING, Change

pytestmark = pytest.mark.anyio


class Who(TypedDict):
    actor: str
    now: datetime


WHO = Who(actor="ana", now=datetime(2026, 5, 4, 12, tzinfo=UTC))
HELLO, BYE = Announcement({"en": "Hello"}), Announcement({"en": "Bye"})


class TestSaving:
    async def test_makes_a_version_where_something_differs(
        self, database: Database, announced: list[Change]
    ) -> None:
        async with database.transaction() as db:
            outcomes = [await content.save(db, one, **WHO) for one in (HELLO, HELLO, BYE)]
            found = await content.current(db, Announcement)
            older = await content.history(db, Announcement)

        assert outcomes == ["created", "unchanged", "updated"]
        assert (found.document, found.version, found.changed_by) == (BYE, 2, "ana")
        assert [one.document for one in older] == [BYE, HELLO]
        assert announced == [Change("desk"), EVERYTHING]

    async def test_refuses_a_version_that_is_over(self, database: Database) -> None:
        async with database.transaction() as db:
            await content.save(db, HELLO, version=0, **WHO)

            with pytest.raises(content.ContentChanged) as changed:
                await content.save(db, BYE, version=0, **WHO)

        assert changed.value.facts["version"] == 1

    async def test_cleans_rich_text(self, database: Database) -> None:
        home = Home(blocks=(TextBlock(body={"en": "<p>Hi<script>x</script></p>"}),))
        async with database.transaction() as db:
            await content.save(db, home, **WHO)
            found = await content.current(db, Home)

        assert found.document.blocks == (TextBlock(body={"en": "<p>Hi</p>"}),)

    @pytest.mark.parametrize("kind", ["category", "page", "product"])
    async def test_refuses_what_leads_to_nothing(self, database: Database, kind: str) -> None:
        header = Header((MenuItem(LinkTarget(kind, str(UUID(int=7)))),))  # type: ignore[arg-type]  # each in turn

        with pytest.raises(content.UnknownTarget) as refused:
            async with database.transaction() as db:
                await content.save(db, header, **WHO)

        assert refused.value.facts["field"] == "items.0.target"

    async def test_takes_a_category_that_is_there(self, database: Database) -> None:
        draft = catalog.CategoryDraft("beans", {"en": {"name": "Beans"}})
        async with database.transaction() as db:
            category = await catalog.add_category(db, draft, **WHO)
            await content.save(
                db, Header((MenuItem(LinkTarget("category", str(category))),)), **WHO
            )
            around = await content.surroundings(db)

        assert around.header.items == (MenuItem(LinkTarget("category", str(category))),)


class TestSurroundings:
    async def test_are_empty_before_anybody_wrote_some(self, database: Database) -> None:
        async with database.reading() as db:
            found = await content.surroundings(db)

        assert (found.header, found.footer, found.announcement) == (
            Header(),
            Footer(),
            Announcement(),
        )
