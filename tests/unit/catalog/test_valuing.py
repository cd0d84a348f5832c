"""A value of an attribute is written in one way only, and what cannot be one is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.catalog._types.defining import (
    Attribute,
    AttributeKind,
    Choice,
    TypeDraft,
    check_type,
)
from lonja.catalog._types.valuing import canonical, checked, checked_of_variant, tokens
from lonja.kernel.errors import Invalid

ROAST = Attribute(
    "roast",
    AttributeKind.CHOICE,
    {"es": "Tueste", "en": "Roast"},
    choices=(Choice("dark", {"es": "Oscuro"}), Choice("light", {"es": "Claro"})),
    required=True,
)
NOTES = Attribute(
    "notes",
    AttributeKind.CHOICES,
    {"es": "Notas"},
    choices=(Choice("cocoa", {"es": "Cacao"}), Choice("nut", {}), Choice("fig", {})),
)
ALTITUDE = Attribute("altitude", AttributeKind.NUMBER, {"es": "Altitud"}, unit="m")
ORGANIC = Attribute("organic", AttributeKind.YES_NO, {"es": "Ecológico"})
HARVEST = Attribute("harvest", AttributeKind.DATE, {"es": "Cosecha"})
TYPE = (ROAST, NOTES, ALTITUDE, ORGANIC, HARVEST)


class TestAValue:
    @pytest.mark.parametrize(
        ("attribute", "typed", "stored"),
        [
            (ROAST, "Oscuro", "dark"),
            (NOTES, "fig| Cacao |fig", "cocoa|fig"),
            (ALTITUDE, "1650,50", "1650.5"),
            (ALTITUDE, "-0,0", "0"),
            (ORGANIC, "Sí", "yes"),
            (HARVEST, "2026-05-04", "2026-05-04"),
        ],
    )
    def test_is_stored_in_its_one_way(self, attribute: Attribute, typed: str, stored: str) -> None:
        assert canonical(attribute, typed) == stored
        assert canonical(attribute, stored) == stored

    @pytest.mark.parametrize(
        ("attribute", "typed"),
        [
            (ROAST, "medium"),
            (NOTES, "cocoa|sand"),
            (ALTITUDE, "1e5"),
            (ALTITUDE, "high"),
            (ORGANIC, "perhaps"),
            (HARVEST, "2026-02-30"),
        ],
    )
    def test_that_cannot_be_names_its_field(self, attribute: Attribute, typed: str) -> None:
        with pytest.raises(Invalid) as refused:
            canonical(attribute, typed)

        assert refused.value.facts["field"] == f"attributes.{attribute.key}"


class TestTheValuesOfAProduct:
    def test_are_in_the_order_of_the_type(self) -> None:
        found = checked(TYPE, {"organic": "no", "altitude": "9", "roast": "light", "notes": ""})

        assert list(found.items()) == [("roast", "light"), ("altitude", "9"), ("organic", "no")]

    def test_are_refused_without_what_is_needed(self) -> None:
        with pytest.raises(Invalid):
            checked(TYPE, {"organic": "no"})

    def test_are_refused_with_what_the_type_has_not(self) -> None:
        with pytest.raises(Invalid):
            checked(TYPE, {"roast": "dark", "colour": "red"})

    def test_are_not_judged_again_where_they_did_not_change(self) -> None:
        before = {"roast": "burnt", "old": "x"}

        assert checked(TYPE, {**before, "altitude": "9"}, before) == {
            "roast": "burnt",
            "altitude": "9",
        }

    def test_filter_by_each_choice(self) -> None:
        assert tokens(NOTES, "cocoa|fig") == ["cocoa", "fig"]
        assert tokens(ROAST, "dark") == ["dark"]


@given(st.decimals(-(10**9), 10**9, places=4, allow_nan=False))
def test_a_number_is_one_text(number: Decimal) -> None:
    stored = canonical(ALTITUDE, f"{number:f}")

    assert canonical(ALTITUDE, stored) == stored
    assert float(stored) == float(f"{number:f}")


class TestAType:
    @pytest.mark.parametrize(
        "attribute",
        [
            Attribute("sort", AttributeKind.TEXT, {"es": "Orden"}),
            Attribute("Size", AttributeKind.TEXT, {"es": "Talla"}),
            Attribute("size", AttributeKind.CHOICE, {"es": "Talla"}),
            Attribute("size", AttributeKind.TEXT, {}),
            Attribute("size", AttributeKind.TEXT, {"es": "Talla"}, unit="cm"),
            Attribute("size", AttributeKind.CHOICE, {"es": "Talla"}, choices=(Choice("a|b", {}),)),
        ],
    )
    def test_is_refused_with_an_attribute_that_cannot_be(self, attribute: Attribute) -> None:
        with pytest.raises(Invalid) as refused:
            check_type(TypeDraft("shirt", {"es": "Camisa"}, (attribute,)))

        assert str(refused.value.facts["field"]).startswith("attributes.0.")


class TestAVariantsOwnValues:
    ROAST = replace(ROAST, on_variants=True)
    TYPE = (ROAST, NOTES)

    def test_are_those_that_its_type_lets_variants_have(self) -> None:
        assert checked_of_variant(self.TYPE, {"roast": "Oscuro"}, {}, {}) == {"roast": "dark"}
        with pytest.raises(Invalid) as refused:
            checked_of_variant(self.TYPE, {"roast": "dark", "notes": "fig"}, {}, {})

        assert refused.value.facts["field"] == "attributes.notes"

    def test_that_are_needed_may_be_shared_by_its_product(self) -> None:
        assert checked_of_variant(self.TYPE, {"roast": ""}, {}, {"roast": "dark"}) == {}
        with pytest.raises(Invalid) as refused:
            checked_of_variant(self.TYPE, {}, {}, {})

        assert refused.value.facts["field"] == "attributes.roast"

    def test_are_not_needed_of_the_product(self) -> None:
        assert checked(self.TYPE, {}) == {}

    def test_that_stay_are_not_judged_again(self) -> None:
        old = {"roast": "medium"}

        assert checked_of_variant(self.TYPE, old, old, {}) == old
