"""The rules of writing a product: addresses, barcodes, options, what changed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.catalog._product import Option, OptionValue
from lonja.catalog._products import combining
from lonja.catalog._products.checking import gtin_is_right, refusals_among, refusals_of
from lonja.catalog._products.differing import changes_between
from lonja.catalog._products.drafts import VariantDraft
from lonja.catalog._products.slugs import made_up_sku, next_free, problem_of_slug, slug_of
from lonja.catalog.api import Variant, unit_minor, unit_of

SIZE = Option("size", {}, (OptionValue("250 g", {}), OptionValue("1 kg", {})))
GRIND = Option("grind", {"es": "Molienda"}, (OptionValue("beans", {"es": "En grano"}),))


class TestAnAddress:
    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("Café de Huila, 250 g", "cafe-de-huila-250-g"),
            ("  Größe & Maß  ", "groesse-mass".replace("oe", "o")),
            ("Ñandú's №1", "nandus-no1"),
            ("がばん 青", "がばん-青"),
            ("नीला रंग", "नीला-रंग"),
            ("İstanbul", "istanbul"),
            ("!!!", ""),
        ],
    )
    def test_is_suggested_by_a_title(self, title: str, slug: str) -> None:
        assert slug_of(title) == slug

    def test_and_its_options_are_the_sku_of_a_variant_that_has_none(self) -> None:
        assert made_up_sku("café_plato", ("20 × 20", "Añil")) == "CAFE-PLATO-20-20-ANIL"
        assert made_up_sku("a" * 59, ("b",)) == "A" * 59

    @given(st.text(max_size=300))
    def test_that_is_suggested_is_allowed(self, title: str) -> None:
        slug = slug_of(title)

        assert not slug or problem_of_slug(slug) is None

    @pytest.mark.parametrize("slug", ["", "-", "Big", "a b", "a/b", "é".join("ab") * 100])
    def test_that_cannot_be_one_says_why(self, slug: str) -> None:
        assert problem_of_slug(slug)

    def test_that_is_taken_gets_the_next_number(self) -> None:
        assert next_free("huila", frozenset({"huila", "huila-2"})) == "huila-3"


class TestABarcode:
    @pytest.mark.parametrize(
        "code", ["4006381333931", "96385074", "036000291452", "10012345678902"]
    )
    def test_is_a_gtin(self, code: str) -> None:
        assert gtin_is_right(code)

    @pytest.mark.parametrize("code", ["4006381333932", "123", "40063813339a1", ""])
    def test_with_another_check_digit_is_none(self, code: str) -> None:
        assert not gtin_is_right(code)


class TestOptions:
    def test_take_in_a_value_that_only_a_variant_has(self) -> None:
        declared = combining.declared([SIZE], [{"size": "500 g"}])

        assert [value.code for value in declared[0].values] == ["250 g", "1 kg", "500 g"]

    def test_put_variants_in_the_order_of_their_values(self) -> None:
        rows = [{"size": "1 kg", "grind": "beans"}, {"size": "250 g", "grind": "beans"}]

        ordered = sorted(rows, key=lambda one: combining.place_of([SIZE, GRIND], one))

        assert [one["size"] for one in ordered] == ["250 g", "1 kg"]


class TestVariants:
    def test_lack_no_option_and_are_never_the_same(self) -> None:
        beans = {"size": "250 g", "grind": "beans"}
        drafts = [
            (0, VariantDraft("A", beans)),
            (1, VariantDraft("B", beans)),
            (2, VariantDraft("C", {"size": "1 kg"})),
            (3, VariantDraft("A", {"size": "1 kg", "grind": "beans"})),
            (4, replace(VariantDraft("D", {}), active=False)),
        ]

        found = refusals_among([SIZE, GRIND], drafts)

        assert [(one.row, one.code) for one in found] == [
            (1, "options_repeated"),
            (2, "options_incomplete"),
            (3, "sku_repeated"),
        ]

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("sku", "", "sku_invalid"),
            ("sku", "A/1", "sku_invalid"),
            ("sku", "A\u200b", "sku_invalid"),
            ("barcode", "4006381333932", "barcode_invalid"),
            ("weight_g", 10**10, "out_of_range"),
            ("hs_code", "12", "hs_code_invalid"),
            ("origin_country", "Spain", "country_invalid"),
            ("measure_amount", 250, "measure_invalid"),
        ],
    )
    def test_say_which_field_cannot_be(self, field: str, value: object, code: str) -> None:
        fields: dict[str, Any] = {field: value}
        draft = replace(VariantDraft("カップ-1", {}), **fields)

        assert [(one.field, one.code) for one in refusals_of(7, draft, None)] == [(field, code)]

    def test_are_not_judged_again_for_what_did_not_change(self) -> None:
        old = VariantDraft("A/1", {}, barcode="1")

        assert refusals_of(0, replace(old, weight_g=5), old) == []


class TestWhatChanged:
    def test_is_said_field_by_field(self) -> None:
        before = VariantDraft("A", {"size": "1 kg"}, cost_minor=None)
        after = replace(before, options={"size": "2 kg"}, cost_minor=0)

        assert changes_between(before, after) == {
            "options.size": ["1 kg", "2 kg"],
            "cost_minor": [None, 0],
        }


def sold_by(amount: int, unit: str, reference: int) -> Variant:
    return Variant(UUID(int=1), UUID(int=2), "A", {}, 0, True, None, amount, unit, reference, None)


class TestAUnitPrice:
    @pytest.mark.parametrize(
        ("variant", "minor", "unit"),
        [
            (sold_by(250, "g", 1000), 5000, "kg"),
            (sold_by(750, "ml", 100), 167, "100 ml"),
            (sold_by(3, "m2", 1), 417, "m²"),
            (sold_by(6, "piece", 1), 208, "piece"),
        ],
    )
    def test_is_of_the_whole_reference(self, variant: Variant, minor: int, unit: str) -> None:
        assert (unit_minor(12_50, variant), unit_of(variant)) == (minor, unit)
