"""Redirects: an address that moved leads on, and never round in a circle."""

import asyncio
from datetime import UTC, datetime
from typing import TypedDict

import pytest

from lonja.content import api as content
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.anyio


class Who(TypedDict):
    actor: str
    now: datetime


WHO = Who(actor="ana", now=datetime(2026, 5, 4, 12, tzinfo=UTC))


class TestAdding:
    @pytest.mark.parametrize(
        ("written", "asked"),
        [
            ("/old", "/old"),
            ("/old/", "/old"),
            (" https://shop.example/old?a=1#b ", "/old/"),
            ("/caf%C3%A9", "/café"),
        ],
    )
    async def test_is_found_by_its_path(self, database: Database, written: str, asked: str) -> None:
        async with database.transaction() as db:
            await content.add_redirect(db, written, "/en/search", **WHO)

            assert await content.led_from(db, asked) == "/en/search"
            assert await content.led_from(db, "/other") is None

    @pytest.mark.parametrize(
        ("start", "end", "field"),
        [
            ("old", "/new", "from_path"),
            ("/", "/new", "from_path"),
            ("/api/v1/x", "/new", "from_path"),
            ("/old", "new", "to_path"),
            ("/old", "//evil.example", "to_path"),
            ("/old", "javascript:alert(1)", "to_path"),
        ],
    )
    async def test_refuses_what_is_no_address(
        self, database: Database, start: str, end: str, field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            async with database.transaction() as db:
                await content.add_redirect(db, start, end, **WHO)

        assert refused.value.facts["field"] == field

    async def test_refuses_a_path_twice(self, database: Database) -> None:
        async with database.transaction() as db:
            await content.add_redirect(db, "/a", "/b", **WHO)
            with pytest.raises(content.RedirectTaken):
                await content.add_redirect(db, "/a/", "/c", **WHO)


class TestLoops:
    async def test_are_refused_however_long(self, database: Database) -> None:
        async with database.transaction() as db:
            await content.add_redirect(db, "/a", "/b", **WHO)
            await content.add_redirect(db, "/b", "/c?x=1", **WHO)
            for start, end in (("/c", "/a/"), ("/d", "/d#top")):
                with pytest.raises(content.RedirectLoop):
                    await content.add_redirect(db, start, end, **WHO)

    async def test_are_refused_in_a_change(self, database: Database) -> None:
        async with database.transaction() as db:
            first = await content.add_redirect(db, "/a", "/b", **WHO)
            await content.add_redirect(db, "/c", "/a", **WHO)
            with pytest.raises(content.RedirectLoop):
                await content.change_redirect(db, first, "/a", "/c", version=1, **WHO)

    async def test_are_not_made_by_two_at_once(self, database: Database) -> None:
        async def add(start: str, end: str) -> str:
            try:
                async with database.transaction() as db:
                    await content.add_redirect(db, start, end, **WHO)
            except Refused as refused:
                return refused.code
            return "added"

        outcomes = await asyncio.gather(add("/a", "/b"), add("/b", "/a"))

        assert sorted(outcomes) == ["added", "redirect_loop"]


class TestChanging:
    async def test_refuses_a_version_that_is_over(self, database: Database) -> None:
        async with database.transaction() as db:
            made = await content.add_redirect(db, "/a", "/b", **WHO)
            await content.change_redirect(db, made, "/a", "/c", version=1, **WHO)
            with pytest.raises(content.RedirectChanged):
                await content.remove_redirect(db, made, version=1, **WHO)
            await content.remove_redirect(db, made, version=2, **WHO)

            assert await content.led_from(db, "/a") is None


class TestFiles:
    async def test_are_taken_whole_and_come_out_the_same(self, database: Database) -> None:
        text = "from,to\r\n/a,/x\r\n/b,https://new.example/b\r\n"
        async with database.transaction() as db:
            first = await content.take_redirects(db, text, **WHO)
            again = await content.take_redirects(db, "/a,/x\n/b,/y\n", **WHO)
            written = await content.redirects_as_csv(db)
            repeated = await content.take_redirects(db, written, **WHO)

        assert first == content.Taken(created=2, updated=0, unchanged=0)
        assert again == content.Taken(created=0, updated=1, unchanged=1)
        assert written == "from,to\r\n/a,/x\r\n/b,/y\r\n"
        assert repeated == content.Taken(created=0, updated=0, unchanged=2)

    async def test_are_refused_whole_with_each_bad_row(self, database: Database) -> None:
        text = "from,to\n/a,/b\nnowhere,/c\n/b,/a\n/d\n"
        with pytest.raises(content.RedirectsRefused) as refused:
            async with database.transaction() as db:
                await content.take_redirects(db, text, **WHO)

        rows = refused.value.facts["rows"]
        assert isinstance(rows, list)
        assert [(one["row"], one["code"]) for one in rows] == [
            (3, "invalid"),
            (4, "redirect_loop"),
            (5, "invalid"),
        ]
        async with database.reading() as db:
            assert await content.list_redirects(db) == []
