"""Where collections stand in each language, and what refuses an address. Pure."""

from dataclasses import replace
from uuid import UUID

import pytest

from lonja.collections._collection import (
    EVERY_LANGUAGE,
    Collection,
    CollectionDraft,
    check_draft,
    moved_addresses,
    taken_address,
)
from lonja.kernel.errors import Invalid

GIFTS = CollectionDraft("gifts", {"en": {"name": "Gifts"}, "es": {"name": "R", "slug": "regalos"}})


def stored(draft: CollectionDraft) -> Collection:
    return Collection(
        UUID(int=1), draft.slug, draft.texts, by_rule=False, matches_any=False, conditions=[],
        sort="by_hand", starts_at=None, ends_at=None, version=1, filling_since=None, products=0,
    )  # fmt: skip


class TestACollection:
    def test_stands_at_its_own_address_where_a_language_has_none(self) -> None:
        assert [GIFTS.address(one) for one in ("en", "es", "pt")] == ["gifts", "regalos", "gifts"]

    @pytest.mark.parametrize(
        ("draft", "field"),
        [
            (CollectionDraft("gifts", {}), "slug"),
            (CollectionDraft("a", {"es": {"slug": "regalos"}}), "texts.es.slug"),
            (CollectionDraft("a", {"en": {"slug": "gifts"}}), "texts.en.slug"),
            (CollectionDraft("regalos", {}), "slug"),
        ],
    )
    def test_never_stands_where_another_does(self, draft: CollectionDraft, field: str) -> None:
        found = taken_address(draft, [stored(GIFTS)])

        assert found is not None
        assert found[0] == field

    def test_may_stand_in_one_language_where_another_stands_in_another(self) -> None:
        draft = CollectionDraft("a", {"en": {"slug": "regalos"}})

        assert taken_address(draft, [stored(GIFTS)]) is None

    def test_leaves_an_address_only_where_it_changes(self) -> None:
        texts = {**GIFTS.texts, "es": {"name": "R"}}

        assert moved_addresses(stored(GIFTS), GIFTS) == {}
        assert moved_addresses(stored(GIFTS), replace(GIFTS, texts=texts)) == {"es": "regalos"}
        assert moved_addresses(stored(GIFTS), replace(GIFTS, slug="presents")) == {
            EVERY_LANGUAGE: "gifts"
        }

    def test_has_no_address_that_no_link_can_have(self) -> None:
        texts = {"en": {"name": "Gifts", "slug": "Two words"}}

        with pytest.raises(Invalid) as refused:
            check_draft(replace(GIFTS, texts=texts))

        assert refused.value.facts["field"] == "texts.en.slug"
