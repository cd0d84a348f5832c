import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.samples import SHOPIFY_PRODUCTS

from lonja.imports._files.sniffing import FileRefused, csv_records, delimiter_of, expect
from lonja.imports._products.cells import plain_text
from lonja.imports._products.rows import ProductsRead, read_products

HEADER = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
    "Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Inventory Policy,"
    "Variant Price,Variant Compare At Price,Variant Taxable,Image Src,Image Position,Gift Card"
)
TILE = 'tile,Blue tile,<p>Hand made</p>,Azulejo,Tile,"wall, blue",true,Size,10x10,,,T-10,250,4,deny,3.50,4.00,TRUE,https://example.org/a.jpg,1,false'  # fmt: skip
TILE_20 = "tile,,,,,,,,20x20,,,T-20,900,2,continue,9.90,,true,,,"
PICTURE = "tile,,,,,,,,,,,,,,,,,,https://example.org/b.jpg,2,"
PLAIN = "grout,Grout,,,,,FALSE,Title,Default Title,,,,0,,deny,7,,true,,,false"


def read(*lines: str, header: str = HEADER) -> ProductsRead:
    source = io.BytesIO("\r\n".join((header, *lines)).encode())
    return read_products(csv_records(source, delimiter=","), minor_digits=2)


class TestAWeight:
    @pytest.mark.parametrize(
        ("cell", "grams"),
        [("0.0", 0), ("453.59237", 454), ("340.19427750000003", 340), ("500", 500)],
    )
    def test_is_rounded_to_grams(self, cell: str, grams: int) -> None:
        read_in = read(TILE.replace(",250,", f",{cell},"))

        assert read_in.problems == []
        assert read_in.products[0].variants[0].grams == grams

    @pytest.mark.parametrize("cell", ["-3", "heavy", "NaN", "1e30"])
    def test_that_cannot_be_read_costs_the_weight_and_not_the_product(self, cell: str) -> None:
        read_in = read(TILE.replace(",250,", f",{cell},"))

        assert [(one.code, one.is_error) for one in read_in.problems] == [
            ("weight_unreadable", False)
        ]
        assert read_in.products[0].variants[0].grams == 0


class TestAHandle:
    @pytest.mark.parametrize(
        "handle",
        ["espejo-360º", "llavero_04", "vela-i̇stanbul", "фарфоровая-чашка", "فنجان", "lino-"],
    )
    def test_may_have_the_letters_of_any_script(self, handle: str) -> None:
        assert [one.handle for one in read(TILE.replace("tile", handle, 1)).products] == [handle]

    def test_is_one_however_its_accents_are_written(self) -> None:
        composed, apart = (
            TILE.replace("tile", "caf\u00e9", 1),
            TILE_20.replace("tile", "cafe\u0301", 1),
        )

        (product,) = read(composed, apart).products

        assert len(product.variants) == 2

    @pytest.mark.parametrize("handle", ["--", "a b", "a/b", "a?b", "x" * 121])
    def test_that_is_no_part_of_an_address_is_refused(self, handle: str) -> None:
        assert [one.code for one in read(TILE.replace("tile", handle, 1)).errors] == [
            "handle_invalid"
        ]


class TestAProduct:
    def test_that_is_unlisted_comes_in_as_a_draft_and_says_so(self) -> None:
        read_in = read(f"{TILE},unlisted", header=f"{HEADER},Status")

        assert [one.is_published for one in read_in.products] == [False]
        assert [(one.code, one.is_error) for one in read_in.problems] == [("unlisted", False)]

    def test_may_have_as_many_variants_as_shopify_gives_it(self) -> None:
        rows = [
            TILE,
            *(
                TILE_20.replace("20x20", f"{n}x{n}").replace("T-20", f"T-{n}")
                for n in range(20, 319)
            ),
        ]

        (product,) = read(*rows).products

        assert len(product.variants) == 300

    def test_gathers_the_rows_of_its_handle(self) -> None:
        read_in = read(TILE, TILE_20, PICTURE, PLAIN)

        tile, grout = read_in.products
        assert read_in.problems == []
        assert (tile.title, tile.description, tile.tags) == (
            "Blue tile",
            "Hand made",
            ("wall", "blue"),
        )
        assert tile.option_names == ("Size",)
        assert [(one.sku, one.option_values, one.price_minor) for one in tile.variants] == [
            ("T-10", ("10x10",), 350),
            ("T-20", ("20x20",), 990),
        ]
        assert [one.sells_without_stock for one in tile.variants] == [False, True]
        assert [one.source for one in tile.pictures] == [
            "https://example.org/a.jpg",
            "https://example.org/b.jpg",
        ]
        assert (grout.option_names, grout.is_published) == ((), False)

    def test_gets_the_same_sku_each_time_where_the_file_has_none(self) -> None:
        assert read(PLAIN).products[0].variants[0].sku == "GROUT"
        no_sku = TILE.replace("T-10", "")
        assert read(no_sku).products[0].variants[0].sku == "TILE-10X10"

    def test_is_read_by_heading_in_any_order(self) -> None:
        names = HEADER.split(",")
        rows = list(csv.reader(io.StringIO(f"{HEADER}\n{TILE}\n{TILE_20}\n{PICTURE}")))
        out = io.StringIO()
        csv.writer(out).writerows([list(reversed(row)) for row in rows])

        turned = read_products(
            csv_records(io.BytesIO(out.getvalue().encode()), delimiter=","), minor_digits=2
        )

        assert names[0] == "Handle"
        assert turned.products == read(TILE, TILE_20, PICTURE).products

    def test_is_read_from_the_newer_template_too(self) -> None:
        header = "Title,URL handle,Description,SKU,Price,Inventory quantity,Status,Cost per item"

        read_in = read("Grout,grout,Fine,G1,7.00,5,Draft,3.10", header=header)

        (grout,) = read_in.products
        assert (grout.variants[0].price_minor, grout.variants[0].cost_minor) == (700, 310)
        assert not grout.is_published


class TestColumns:
    def test_that_nobody_knows_are_reported(self) -> None:
        header = f"{HEADER},SEO Title,Shade (product.metafields.custom.shade),Price / Norway"

        read_in = read(TILE, header=header)

        assert read_in.unknown_columns == ["Shade (product.metafields.custom.shade)"]
        assert read_in.unused_columns == ["SEO Title", "Price / Norway"]

    def test_that_are_needed_are_named(self) -> None:
        with pytest.raises(FileRefused, match="no column 'Handle', 'Variant Price'"):
            read("x", header="Title,Vendor")

    def test_that_stand_twice_refuse_the_file(self) -> None:
        with pytest.raises(FileRefused, match="'Title' stands twice"):
            read(TILE, header=f"{HEADER},Title")


class TestABadProduct:
    @pytest.mark.parametrize(
        ("line", "row", "code"),
        [
            (TILE.replace("3.50", "3,50").replace("3,50", '"3,50"'), 2, "not_an_amount"),
            (TILE.replace("3.50", ""), 2, "price_missing"),
            (TILE.replace("3.50", "-1"), 2, "amount_out_of_range"),
            (TILE.replace("3.50", "NaN"), 2, "amount_out_of_range"),
            (TILE.replace("3.50", "3.555"), 2, "amount_too_fine"),
            (TILE.replace("deny", "perhaps"), 2, "policy_unknown"),
            (TILE.replace("TRUE", "maybe"), 2, "not_true_or_false"),
            (TILE.replace("Blue tile", ""), 2, "title_missing"),
            (TILE.replace("10x10", ""), 2, "option_missing"),
            (TILE.replace("tile,", "a b/c,", 1), 2, "handle_invalid"),
            (TILE.replace("1,false", "1,true"), 2, "gift_card"),
            (TILE.replace("tile,", ",", 1), 2, "handle_missing"),
            (f"{TILE},extra", 2, "too_many_cells"),
        ],
    )
    def test_is_reported_by_row_and_the_rest_is_imported(
        self, line: str, row: int, code: str
    ) -> None:
        read_in = read(line, PLAIN)

        assert [(one.row, one.code) for one in read_in.errors] == [(row, code)]
        assert [product.handle for product in read_in.products] == ["grout"]

    def test_is_the_second_owner_of_a_sku(self) -> None:
        read_in = read(TILE, PLAIN.replace("Default Title,,,,", "Default Title,,,T-10,"))

        assert [(one.row, one.code) for one in read_in.errors] == [(3, "sku_repeated")]
        assert "row 2" in read_in.errors[0].message

    def test_has_two_variants_that_are_the_same(self) -> None:
        read_in = read(TILE, TILE_20.replace("20x20", "10x10"))

        assert [(one.row, one.code) for one in read_in.errors] == [(3, "variant_repeated")]
        assert read_in.products == []

    def test_is_imported_without_a_picture_whose_address_is_invalid(self) -> None:
        read_in = read(TILE.replace("https://example.org/a.jpg", "file:///etc/passwd"))

        assert [(one.code, one.is_error) for one in read_in.problems] == [
            ("picture_address", False)
        ]
        assert read_in.products[0].pictures == ()


def test_a_description_is_words_never_markup() -> None:
    html = "<p>Blue &amp; white<script>alert(1)</script></p><ul><li>10&nbsp;cm</li></ul><img src=x>"

    assert plain_text(html) == "Blue & white\n10 cm"


@given(st.lists(st.lists(st.text(max_size=12), max_size=21), max_size=6))
def test_any_cells_are_products_or_problems(rows: list[list[str]]) -> None:
    records = [(1, HEADER.split(",")), *((number, row) for number, row in enumerate(rows, 2))]

    read_in = read_products(records, minor_digits=2)

    assert read_in.rows == len(rows)
    assert all(problem.row >= 2 for problem in read_in.problems)


def test_a_file_with_every_column_of_shopifys_export_is_read_whole() -> None:
    with SHOPIFY_PRODUCTS.open("rb") as source:
        head = source.read(4096)
        expect("csv", head)
        source.seek(0)
        read_in = read_products(csv_records(source, delimiter=delimiter_of(head)), minor_digits=2)

    assert (read_in.rows, len(read_in.products), read_in.errors) == (22, 20, [])
    assert sum(len(product.variants) for product in read_in.products) == 22
    assert read_in.unknown_columns == []
