"""Groups filled by hand, segments found by a rule, and what reads them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.support.asking import rows
from tests.support.selling import NOW, race

from lonja.customers import api as customers
from lonja.customers._audiences import segment_store
from lonja.customers.api import Audience, Rule
from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7

pytestmark = pytest.mark.anyio

STAFF: dict[str, Any] = {"actor": "owner@norte.example", "now": NOW}
LAMP, RUG = uuid7(), uuid7()


@dataclass(frozen=True, slots=True)
class Ana:
    """Who bought a lamp for 50.00 a month ago, unless a test says otherwise."""

    country: str = "ES"
    language: str = "es"
    tags: tuple[str, ...] = ()
    orders: int = 1
    days_ago: int = 30
    spent_minor: int = 50_00
    product: UUID = LAMP
    consents: bool = True


async def people(database: Database, some: Iterable[Ana]) -> list[UUID]:
    ids = []
    async with database.transaction() as db:
        for number, one in enumerate(some):
            ids.append(customer := uuid7())
            at = NOW - timedelta(days=one.days_ago)
            await run(
                db,
                "INSERT INTO customers (id, email, name, language, country, tags, orders,"
                " last_order_at, marketing_consent, created_at) VALUES (%(id)s, %(email)s, 'Ana',"
                " %(language)s, %(country)s, %(tags)s, %(orders)s, %(at)s, %(consents)s, %(at)s)",
                id=customer,
                email=f"person-{number}@example.org",
                language=one.language,
                country=one.country,
                tags=list(one.tags),
                orders=one.orders,
                at=at,
                consents=one.consents,
            )
            await run(
                db,
                "INSERT INTO customer_spending VALUES (%(id)s, 'EUR', %(minor)s + 1, 1)",
                id=customer,
                minor=one.spent_minor,
            )
            await customers.save_purchases(db, customer, [one.product])
    return ids


async def found(database: Database, audience: Audience) -> set[str]:
    """The numbers of those whom it means, from the list; the count says the same."""
    async with database.reading() as db:
        page = await customers.list_customers(
            db,
            sort="newest",
            currency="USD",
            asked=await customers.asked(db, audience, now=NOW),
        )
        size = await customers.audience_size(db, audience, now=NOW)
    assert size.people == len(page.items)
    return {row.email[7] for row in page.items}


class TestAGroup:
    async def test_holds_whom_staff_put_in_once(self, database: Database) -> None:
        first, second = await people(database, [Ana(), Ana()])
        async with database.transaction() as db:
            group = await customers.add_group(db, name=" Wholesale ", description="", **STAFF)
        for version in (1, 2):
            async with database.transaction() as db:
                changed = await customers.change_members(
                    db, group, join=[first, uuid7()], leave=[second], version=version, **STAFF
                )

        assert changed == 0
        assert await found(database, Audience(group_id=group)) == {"0"}
        async with database.reading() as db:
            assert [one.id for one in await customers.memberships(db, first)] == [group]
            assert await customers.groups_of_email(db, "PERSON-0@example.org") == frozenset()
            (listed,) = await customers.groups(db)
        assert (listed.name, listed.members) == ("Wholesale", 1)

    async def test_is_filled_by_one_at_a_time_who_has_seen_it(self, database: Database) -> None:
        first, second = await people(database, [Ana(), Ana()])
        async with database.transaction() as db:
            group = await customers.add_group(db, name="Fair", description="", **STAFF)
            await customers.change_members(db, group, join=[first], version=1, **STAFF)

        with pytest.raises(customers.GroupChanged) as refused:
            async with database.transaction() as db:
                await customers.change_members(db, group, leave=[first], version=1, **STAFF)
        with pytest.raises(customers.CustomerChanged):
            async with database.transaction() as db:
                await customers.set_groups(db, first, [], version=1, **STAFF)
        async with database.transaction() as db:
            await customers.set_groups(db, second, [group], version=1, **STAFF)

        assert refused.value.facts["version"] == 2
        assert await found(database, Audience(group_id=group)) == {"0", "1"}

    async def test_is_known_by_the_address_of_a_member(self, database: Database) -> None:
        async with database.transaction() as db:
            ana = await customers.remember(
                db, email="Ana@Example.org", name="Ana", language="es", country="ES", now=NOW
            )
            group = await customers.add_group(db, name="Wholesale", description="", **STAFF)
            await customers.set_groups(db, ana, [group], version=1, **STAFF)

        async with database.reading() as db:
            assert await customers.groups_of_email(db, "ana@example.ORG") == {group}
            assert await customers.groups_of_email(db, "eva@example.org") == frozenset()

    async def test_has_a_name_of_its_own_in_any_case(self, database: Database) -> None:
        async def add(name: str) -> UUID:
            async with database.transaction() as db:
                return await customers.add_group(db, name=name, description="", **STAFF)

        outcomes = await race(add("Wholesale"), add("WHOLESALE"), add("wholesale "))

        assert sum(isinstance(one, UUID) for one in outcomes) == 1
        assert sum(isinstance(one, customers.GroupTaken) for one in outcomes) == 2

    async def test_leaves_its_members_when_it_goes(self, database: Database) -> None:
        (first,) = await people(database, [Ana()])
        async with database.transaction() as db:
            group = await customers.add_group(db, name="Fair", description="", **STAFF)
            await customers.change_members(db, group, join=[first], version=1, **STAFF)
        with pytest.raises(customers.GroupChanged):
            async with database.transaction() as db:
                await customers.remove_group(db, group, version=7, **STAFF)
        async with database.transaction() as db:
            await customers.remove_group(db, group, version=2, **STAFF)

        async with database.reading() as db:
            assert await customers.memberships(db, first) == []
            assert (await customers.person(db, first)).record.name == "Ana"

    async def test_is_refused_to_a_customer_who_was_changed_meanwhile(
        self, database: Database
    ) -> None:
        (first,) = await people(database, [Ana()])
        async with database.transaction() as db:
            await customers.set_tags(db, first, ["vip"], version=1, **STAFF)
        with pytest.raises(customers.CustomerChanged):
            async with database.transaction() as db:
                await customers.set_groups(db, first, [], version=1, **STAFF)


class TestASegment:
    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            (Rule(orders_min=2), "1"),
            (Rule(orders_max=1), "0234567"),
            (Rule(spent_min_minor=900_00, currency="EUR"), "2"),
            (Rule(spent_min_minor=1, currency="USD"), ""),
            (Rule(spent_max_minor=50_00, currency="EUR"), "0134567"),
            (Rule(ordered_within_days=10), "3"),
            (Rule(quiet_for_days=300), "4"),
            (Rule(joined_within_days=10), "3"),
            (Rule(countries=("PT", "FR")), "5"),
            (Rule(languages=("en",)), "5"),
            (Rule(tags=("vip", "press")), "6"),
            (Rule(consents=False), "7"),
            (Rule(consents=True, orders_min=2), "1"),
            (Rule(products=(RUG,)), "4"),
            (Rule(products=(RUG,), consents=False), ""),
        ],
    )
    async def test_means_those_for_whom_all_its_conditions_hold(
        self, database: Database, rule: Rule, expected: str
    ) -> None:
        ana = Ana()
        await people(
            database,
            [
                ana,
                replace(ana, orders=3),
                replace(ana, spent_minor=900_00),
                replace(ana, days_ago=10),
                replace(ana, days_ago=400, product=RUG),
                replace(ana, country="PT", language="en"),
                replace(ana, tags=("vip",)),
                replace(ana, consents=False),
            ],
        )

        assert await found(database, Audience(rule=rule)) == set(expected)

    async def test_asks_for_groups_and_categories_as_they_are_now(self, database: Database) -> None:
        category, other = uuid7(), uuid7()
        ids = await people(database, [Ana(), Ana(product=RUG)])
        async with database.transaction() as db:
            for one, slug in ((category, "lamps"), (other, "rugs")):
                await run(
                    db,
                    "INSERT INTO categories (id, slug, texts) VALUES (%(id)s, %(slug)s, '{}')",
                    id=one,
                    slug=slug,
                )
            await run(
                db,
                "INSERT INTO products (id, slug, category_id, texts, created_at, updated_at)"
                " VALUES (%(id)s, 'lamp', %(category)s, '{}', %(now)s, %(now)s)",
                id=LAMP,
                category=category,
                now=NOW,
            )
            group = await customers.add_group(db, name="Fair", description="", **STAFF)
            await customers.change_members(db, group, join=[ids[1]], version=1, **STAFF)

        assert await found(database, Audience(rule=Rule(categories=(category,)))) == {"0"}
        assert await found(database, Audience(rule=Rule(categories=(other,)))) == set()
        assert await found(database, Audience(rule=Rule(groups=(group,)))) == {"1"}
        assert await found(database, Audience(rule=Rule(not_groups=(group,)))) == {"0"}

    async def test_is_written_to_only_where_a_reader_agreed(self, database: Database) -> None:
        await people(database, [Ana(), Ana(consents=False), Ana()])
        async with database.transaction() as db:
            await customers.suppress(
                db, email="Person-2@example.org", reason="unsubscribed", now=NOW
            )
        audience = Audience(rule=Rule(orders_min=1))

        async with database.reading() as db:
            size = await customers.audience_size(db, audience, now=NOW)
            readers = await customers.readers_after(db, None, audience=audience, now=NOW)

        assert (size.people, size.reachable) == (3, 1)
        assert [reader.email for reader in readers] == ["person-0@example.org"]

    async def test_keeps_every_condition_that_it_was_saved_with(self, database: Database) -> None:
        rule = Rule(
            orders_min=1, countries=("ES",), groups=(uuid7(),), consents=True, tags=("vip",),
            spent_min_minor=0, currency="EUR",
        )  # fmt: skip
        async with database.transaction() as db:
            segment = await customers.add_segment(db, name="Best", rule=rule, **STAFF)
            with pytest.raises(customers.SegmentTaken):
                await customers.add_segment(db, name="best", rule=rule, **STAFF)

        async with database.reading() as db:
            assert (await customers.segment(db, segment)).rule == rule

    async def test_is_read_from_an_index_or_in_one_pass(self, database: Database) -> None:
        async with database.transaction() as db:
            await run(
                db,
                "INSERT INTO customers (id, email, name, language, country, tags, orders,"
                " last_order_at, marketing_consent, created_at)"
                " SELECT gen_random_uuid(), 'p' || n || '@example.org', 'Ana', 'es',"
                " CASE WHEN n %% 100 = 0 THEN 'PT' ELSE 'ES' END,"
                " CASE WHEN n %% 1000 = 0 THEN '{vip}'::text[] ELSE '{}' END, n %% 7,"
                " %(now)s - n * interval '1 minute', true, %(now)s"
                " FROM generate_series(1, 20000) AS n",
                now=NOW,
            )
            await run(
                db,
                "INSERT INTO customer_products (customer_id, product_id)"
                " SELECT id, %(lamp)s FROM customers WHERE tags = '{vip}'",
                lamp=LAMP,
            )
            await run(
                db,
                "INSERT INTO customer_products (customer_id, product_id)"
                " SELECT id, %(rug)s FROM customers",
                rug=RUG,
            )
            await run(
                db,
                "INSERT INTO customer_spending SELECT id, 'EUR', orders * 1000, 0 FROM customers",
            )
            await run(db, "ANALYZE customers, customer_products, customer_spending")
        rules = {
            "ix_customers_tags": Rule(tags=("vip",)),
            "ix_customer_products_product_id": Rule(products=(LAMP,)),
            "ix_customer_spending_spent": Rule(spent_min_minor=99_999, currency="EUR"),
        }

        async with database.reading() as db:
            for index, rule in rules.items():
                asked = await customers.asked(db, Audience(rule=rule), now=NOW)
                plan = await rows(db, "EXPLAIN " + segment_store.count_sql(asked), **asked)
                assert index in "\n".join(str(row[0]) for row in plan)
            everything = Rule(
                orders_min=0, countries=("PT",), quiet_for_days=1, consents=True,
                spent_max_minor=10**6, currency="EUR", not_groups=(uuid7(),),
            )  # fmt: skip
            asked = await customers.asked(db, Audience(rule=everything), now=NOW)
            plan = await rows(db, "EXPLAIN ANALYZE " + segment_store.count_sql(asked), **asked)

        assert "SubPlan" not in "\n".join(str(row[0]) for row in plan).replace("hashed SubPlan", "")
