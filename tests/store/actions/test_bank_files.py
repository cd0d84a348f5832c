"""A bank's file pays the orders that it names, once, and leaves the rest to a person."""

import pytest
from tests.store.actions.test_manual_payments import ACTOR, DUE, a_till, by_hand, shop
from tests.support.paying import Till

from lonja.actions import import_bank_file
from lonja.bank import api as bank
from lonja.kernel.db import Database

pytestmark = pytest.mark.anyio
__all__ = ["shop"]  # the fixture


def csv(*lines: tuple[str, str]) -> str:
    rows = "".join(f"2026-05-04;{amount};{concept}\n" for amount, concept in lines)
    return f"date;amount;concept\n{rows}"


async def take(till: Till, text: str) -> import_bank_file.Imported:
    async with till.database.transaction() as db:
        done = await import_bank_file.import_bank_file(
            db, name="may.csv", text=text, columns={}, actor=ACTOR, now=till.now
        )
    await till.deliver()
    return done


async def left(till: Till) -> list[bank.BankLine]:
    async with till.database.reading() as db:
        return await bank.open_lines(db, limit=50)


class TestABankFile:
    async def test_pays_the_order_that_it_names_once(self, shop: Database) -> None:
        till = await a_till(shop)
        text = csv(("15,00", f"pedido {till.number.lower()}"), ("99,00", "alquiler"))

        first = await take(till, text)
        second = await take(till, text)

        assert (await till.order()).status == "confirmed"
        assert (first.matched, first.left, second.known, second.matched) == (1, 1, 2, 0)
        assert (await till.booked_minor(), await by_hand(till)) == (DUE, [])
        assert [line.concept for line in await left(till)] == ["alquiler"]

    async def test_that_pays_twice_leaves_the_second_to_a_person(self, shop: Database) -> None:
        till = await a_till(shop)

        done = await take(till, csv(("15,00", till.number), ("15,00", till.number)))

        assert (done.matched, done.left) == (1, 1)
        assert await till.booked_minor() == DUE

    async def test_whose_line_names_no_order_is_assigned_by_a_person(self, shop: Database) -> None:
        till = await a_till(shop)
        await take(till, csv(("20,00", "Ana")))
        [line] = await left(till)

        async with shop.transaction() as db:
            await import_bank_file.assign_line(
                db, line_id=line.id, number=till.number, actor=ACTOR, now=till.now
            )
        await till.deliver()

        assert (await till.order()).status == "confirmed"
        assert (await left(till), await by_hand(till)) == ([], [5_00])
        async with shop.transaction() as db:
            with pytest.raises(bank.BankLineDecided):
                await import_bank_file.set_line_aside(
                    db, line_id=line.id, outcome="ignored", note="x", actor=ACTOR, now=till.now
                )

    async def test_remembers_which_column_is_which(self, shop: Database) -> None:
        till = await a_till(shop)
        text = f"a;b;c\n2026-05-04;15,00;{till.number}\n"
        with pytest.raises(bank.BankColumnsNeeded):
            await take(till, text)

        async with shop.transaction() as db:
            await import_bank_file.import_bank_file(
                db,
                name="may.csv",
                text="a;b;c\n2026-05-01;1,00;nada\n",
                columns={"booked_on": "a", "amount": "b", "concept": "c"},
                actor=ACTOR,
                now=till.now,
            )

        assert (await take(till, text)).matched == 1
