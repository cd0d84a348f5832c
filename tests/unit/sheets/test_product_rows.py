"""What leavers of other shops really have in their files of products."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.sheets._kind import NEEDED, PART, Fault, Line, RowsWrong, Setting, Wanted
from lonja.sheets._kinds.product_columns import columns_of
from lonja.sheets._kinds.product_rows import ProductReader, handle_of
from lonja.shop.api import Shop

SETTING = Setting(Shop(), Shop().currency, Shop().language)
PRICE = f"price.{SETTING.currency}"
TITLE = f"title.{SETTING.language}"
JUG = {"handle": "jug", TITLE: "Jug", "sku": "JUG", PRICE: "3.50"}


def read(
    *rows: dict[str, str], setting: Setting = SETTING, has_location: bool = True
) -> tuple[Wanted, list[Fault]]:
    notes: list[Fault] = []
    lines = [Line(at, cells) for at, cells in enumerate(rows, start=2)]
    wanted = ProductReader(setting, {}, lines, notes, has_location=has_location).read()
    return wanted, notes


def codes(notes: list[Fault]) -> list[tuple[str, bool]]:
    return [(one.code, one.is_error) for one in notes]


class TestAWeight:
    @pytest.mark.parametrize(
        ("cell", "grams"),
        [("0.0", "0"), ("453.59237", "454"), ("340.19427750000003", "340"), ("500", "500")],
    )
    def test_is_rounded_to_grams(self, cell: str, grams: str) -> None:
        wanted, notes = read(JUG | {"grams": cell})

        assert (wanted.record[f"JUG{PART}grams"], notes) == (grams, [])

    @pytest.mark.parametrize("cell", ["-3", "heavy", "NaN", "1e30"])
    def test_that_cannot_be_read_costs_the_weight_and_not_the_product(self, cell: str) -> None:
        wanted, notes = read(JUG | {"grams": cell})

        assert f"JUG{PART}grams" not in wanted.record
        assert codes(notes) == [("weight_unreadable", False)]


class TestAHandle:
    @pytest.mark.parametrize(
        "handle",
        ["espejo-360º", "llavero_04", "vela-i̇stanbul", "фарфоровая-чашка", "فنجان", "lino-"],
    )
    def test_may_have_the_letters_of_any_script(self, handle: str) -> None:
        assert read(JUG | {"handle": handle})[0].key == handle

    def test_is_one_however_its_accents_are_written(self) -> None:
        assert handle_of({"handle": "caf\u00e9"}) == handle_of({"handle": "cafe\u0301"})

    @pytest.mark.parametrize("handle", ["--", "a b", "a/b", "a?b", "x" * 121])
    def test_that_is_no_part_of_an_address_is_refused(self, handle: str) -> None:
        with pytest.raises(RowsWrong) as wrong:
            read(JUG | {"handle": handle})

        assert [one.code for one in wrong.value.faults] == ["handle_invalid"]


class TestWhatTheShopDoesNotDo:
    def test_is_told_before_it_causes_a_wrong_sale(self) -> None:
        _, notes = read(JUG | {"policy": "continue", "taxable": "FALSE"})

        assert codes(notes) == [("oversell", False), ("not_taxable", False)]

    def test_is_said_of_first_stock_where_there_is_no_place_for_it(self) -> None:
        wanted, notes = read(JUG | {"quantity": "5"}, has_location=False)

        assert f"JUG{PART}quantity" not in wanted.record
        assert codes(notes) == [("no_location", False)]


class TestAFileThatClears:
    CLEARS = Setting(SETTING.shop, SETTING.currency, SETTING.language, clears_empty=True)

    def test_says_nothing_by_the_later_rows_of_a_product(self) -> None:
        first = JUG | {"tags": "blue", "barcode": "", "option1_name": "Size", "option1_value": "S"}
        second = {"handle": "jug", TITLE: "", "tags": "", "sku": "JUG-L", PRICE: "4.00",
                  "barcode": "", "option1_name": "", "option1_value": "L"}  # fmt: skip

        wanted, _ = read(first, second, setting=self.CLEARS)

        assert wanted.record["tags"] == "blue"
        assert (wanted.record[f"JUG{PART}barcode"], wanted.record[f"JUG-L{PART}barcode"]) == (
            "",
            "",
        )
        assert wanted.needed == {}

    def test_names_what_cannot_be_empty_with_its_row(self) -> None:
        wanted, _ = read(JUG | {TITLE: "", "status": ""}, setting=self.CLEARS)

        needed = {column.code for column in columns_of(SETTING) if column.cleared == NEEDED}
        assert set(wanted.needed) == {TITLE, "status"} <= needed
        assert {one.row for one in wanted.needed.values()} == {2}


COLUMNS = [column.code for column in columns_of(SETTING)]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=30)), min_size=1, max_size=4
    ),
    st.booleans(),
)
def test_any_cells_are_a_product_or_its_faults(
    rows: list[dict[str, str]], clears_empty: bool
) -> None:
    setting = Setting(SETTING.shop, SETTING.currency, SETTING.language, clears_empty=clears_empty)

    assert key_or_faults(rows, setting)


def key_or_faults(rows: list[dict[str, str]], setting: Setting) -> str | tuple[Fault, ...]:
    try:
        return read(*rows, setting=setting)[0].key
    except RowsWrong as wrong:
        return wrong.faults
