"""Menus, blocks and the announcement: what each must be."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from lonja.content._kinds.home import (
    BannerBlock,
    BlockPicture,
    ColumnsBlock,
    HeroBlock,
    HeroButton,
    Home,
    ProductBlock,
    TextBlock,
    TextColumn,
)
from lonja.content._kinds.links import LinkTarget
from lonja.content._layout import (
    Announcement,
    Document,
    Footer,
    Header,
    MenuItem,
    MenuSubItem,
    faults,
    from_json,
    tidy,
    to_json,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SEARCH = LinkTarget("address", "/search")
ID = UUID(int=7)


class TestFaults:
    @pytest.mark.parametrize(
        "document",
        [
            Header(),
            Home(),
            Footer(note={"es": "IVA incluido"}),
            Header(
                (MenuItem(labels={"es": "Más"}, children=(MenuSubItem(SEARCH, {"es": "Todo"}),)),)
            ),
            Home(blocks=(HeroBlock(buttons=(HeroButton(SEARCH, {"en": "All"}),)),)),
            Home(blocks=(ProductBlock(source="chosen", products=(ID,)),)),
            Announcement({"es": "Hola"}, LinkTarget("address", "https://a.example/x"), NOON),
        ],
    )
    def test_are_none_in_a_good_document(self, document: Document) -> None:
        assert list(faults(document)) == []

    @pytest.mark.parametrize(
        ("document", "field"),
        [
            (Header((MenuItem(),)), "items.0"),
            (Header((MenuItem(SEARCH),)), "items.0.labels"),
            (Header((MenuItem(LinkTarget("page", "x"), {"es": "X"}),)), "items.0.target"),
            (Header(tuple(MenuItem(SEARCH, {"es": "X"}) for _ in range(13))), "items"),
            (
                Header((MenuItem(LinkTarget("address", "javascript:x"), {"es": "X"}),)),
                "items.0.target",
            ),
            (
                Header((MenuItem(LinkTarget("address", "//evil.example"), {"es": "X"}),)),
                "items.0.target",
            ),
            (Header((MenuItem(SEARCH, {"es": "x" * 201}),)), "items.0.labels.es"),
            (Footer(note={"FR": "x"}), "note.FR"),
            (Home(blocks=(ProductBlock(source="category"),)), "blocks.0.category"),
            (Home(blocks=(ProductBlock(source="chosen"),)), "blocks.0.products"),
            (Home(blocks=(ProductBlock(count=25),)), "blocks.0.count"),
            (Home(blocks=(TextBlock(),)), "blocks.0.body"),
            (Home(blocks=(ColumnsBlock(),)), "blocks.0.columns"),
            (Home(blocks=(HeroBlock(picture="own"),)), "blocks.0.image"),
            (Home(blocks=(BannerBlock(),)), "blocks.0.image"),
            (Home(blocks=(ProductBlock(source="collection"),)), "blocks.0.collection"),
            (
                Home(blocks=(BannerBlock(image=BlockPicture("b", focus_x=51)),)),
                "blocks.0.image.focus_x",
            ),
            (
                Home(blocks=(TextBlock(body={"en": "x"}, starts_at=NOON, ends_at=NOON),)),
                "blocks.0.ends_at",
            ),
            (Announcement({"es": "x"}, None, NOON, NOON), "ends_at"),
        ],
    )
    def test_name_the_field(self, document: Document, field: str) -> None:
        assert [fault.facts["field"] for fault in faults(document)][:1] == [field]


class TestTidy:
    def test_cleans_what_is_rich_and_drops_what_is_blank(self) -> None:
        home = Home(
            seo_title={"es": " ", "en": "Hello"},
            blocks=(
                TextBlock(body={"es": "<p>Hola<script>x</script></p>"}),
                ColumnsBlock(columns=(TextColumn({"es": "", "en": "A"}),)),
            ),
        )

        tidied = tidy(home)

        assert tidied.seo_title == {"en": "Hello"}
        assert tidied.blocks[0] == TextBlock(body={"es": "<p>Hola</p>"})
        assert isinstance(tidied.blocks[1], ColumnsBlock)
        assert tidied.blocks[1].columns[0].title == {"en": "A"}

    def test_is_the_same_once_stored(self) -> None:
        document = tidy(Home(blocks=(ProductBlock(source="chosen", products=(ID,)), HeroBlock())))

        assert from_json(Home, json.loads(to_json(document))) == document


class TestAnnouncement:
    def test_is_shown_between_its_times(self) -> None:
        hour = timedelta(hours=1)
        shown = Announcement({"es": "Hola"}, None, NOON, NOON + hour)

        assert [shown.is_shown(NOON + part * hour) for part in (-1, 0, 1)] == [False, True, False]
        assert not Announcement().is_shown(NOON)
