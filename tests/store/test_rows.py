"""What the kernel promises about rows with a type."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

import pytest

from lonja.kernel.db import Database, first, one, rows
from lonja.kernel.rows import Misfit

pytestmark = pytest.mark.anyio


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Place:
    city: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(value["city"])


@dataclass(frozen=True, slots=True)
class Thing:
    id: UUID
    colour: Colour | None
    place: Place | None
    at: datetime
    words: list[str]
    colours: tuple[Colour, ...]
    places: list[Place]
    parts: tuple[str, ...] = ()


_THING = """
SELECT '00000000-0000-0000-0000-000000000001'::uuid AS id, %(colour)s::text AS colour,
       %(place)s::jsonb AS place, '2026-03-01 12:00+00'::timestamptz AS at,
       '{a,b}'::text[] AS words, '{red,blue}'::text[] AS colours,
       '[{"city": "Soria"}, {"city": "Ronda"}]'::jsonb AS places
"""


class TestADataclass:
    async def test_gets_its_columns_by_name_and_its_values_by_type(
        self, database: Database
    ) -> None:
        async with database.reading() as db:
            thing = await one(db, Thing, _THING, colour="blue", place='{"city": "Soria"}')

        assert thing == Thing(
            UUID(int=1),
            Colour.BLUE,
            Place("Soria"),
            datetime(2026, 3, 1, 12, tzinfo=UTC),
            ["a", "b"],
            (Colour.RED, Colour.BLUE),
            [Place("Soria"), Place("Ronda")],
        )
        assert type(thing.colour) is Colour

    async def test_keeps_null_where_there_is_no_value(self, database: Database) -> None:
        async with database.reading() as db:
            [thing] = await rows(db, Thing, _THING, colour=None, place=None)

        assert (thing.colour, thing.place) == (None, None)

    async def test_does_not_mind_the_order_of_the_columns(self, database: Database) -> None:
        @dataclass(frozen=True, slots=True)
        class Pair:
            left: str
            right: str

        async with database.reading() as db:
            pair = await one(db, Pair, "SELECT 'r' AS right, 'l' AS left")

        assert pair == Pair(left="l", right="r")

    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT 1 AS left",
            "SELECT 'l' AS left, 'r' AS right, 'x' AS other",
            "SELECT 'l' AS left, 1 AS right",
            "SELECT 'l' AS left, 'r' AS right, 'l' AS left",
        ],
        ids=["without a column", "with one too many", "of another type", "with one twice"],
    )
    async def test_refuses_a_statement_that_does_not_fit_even_without_rows(
        self, database: Database, sql: str
    ) -> None:
        @dataclass(frozen=True, slots=True)
        class Pair:
            left: str
            right: str

        async with database.reading() as db:
            with pytest.raises(Misfit):
                await rows(db, Pair, f"{sql} WHERE false")


class TestAPlainType:
    async def test_is_the_only_column(self, database: Database) -> None:
        async with database.reading() as db:
            numbers = await rows(db, int, "SELECT n FROM generate_series(1, 3) AS n")
            nothing = await first(db, str, "SELECT 'x' WHERE false")
            colour = await one(db, Colour, "SELECT 'red'")

        assert (numbers, nothing, colour) == ([1, 2, 3], None, Colour.RED)

    async def test_refuses_more_columns_or_another_type(self, database: Database) -> None:
        async with database.reading() as db:
            with pytest.raises(Misfit):
                await rows(db, int, "SELECT 1, 2")
            with pytest.raises(Misfit):
                await rows(db, int, "SELECT sum(n) FROM generate_series(1, 3::bigint) AS n")


class TestOne:
    async def test_insists_on_a_row(self, database: Database) -> None:
        async with database.reading() as db:
            with pytest.raises(AssertionError, match="no row"):
                await one(db, int, "SELECT 1 WHERE false")
