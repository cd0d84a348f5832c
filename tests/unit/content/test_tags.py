"""Which scripts of others a reader's page may load."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.content._kinds.tags import CATEGORIES, Tag, TagCategory, Tags, faults

COUNTING = Tag(
    key="counting",
    category="statistics",
    vendor="Counters Ltd",
    purpose={"en": "Counting"},
    script="https://cdn.counters.example/c.js",
    sources={"connect": ("https://*.counters.example",)},
    cookies=("_ct*",),
)
SHOWING = replace(COUNTING, key="ads", category="marketing", script="https://ads.example/a.js")
TAGS = Tags((COUNTING, SHOWING), edition=3)
some_categories = st.sets(st.sampled_from(CATEGORIES))


class TestAChoice:
    @given(some_categories)
    def test_is_read_as_it_was_written(self, wanted: set[TagCategory]) -> None:
        read = TAGS.chosen(TAGS.choice(wanted))

        assert set(read or ()) == wanted & {"statistics", "marketing"}

    @pytest.mark.parametrize("cookie", ["", "3", "3.x", "2.sm", "4.sm", "3.ms", "3.sm;", "٣.s"])
    def test_that_is_not_of_this_edition_is_none(self, cookie: str) -> None:
        assert TAGS.chosen(cookie) is None

    def test_of_a_browser_that_says_no_is_no_and_never_advertising(self) -> None:
        assert TAGS.chosen("", has_signal=True) == frozenset()
        assert TAGS.chosen("3.sm", has_signal=True) == frozenset({"statistics"})

    @given(some_categories)
    def test_widens_the_policy_by_its_own_tags_alone(self, wanted: set[TagCategory]) -> None:
        allowed = {origin for one in TAGS.sources(wanted).values() for origin in one}

        assert ("https://cdn.counters.example" in allowed) == ("statistics" in wanted)
        assert ("https://ads.example" in allowed) == ("marketing" in wanted)

    def test_leaves_no_cookie_of_what_was_rejected(self) -> None:
        assert Tags((COUNTING,)).left_over(["_ct_1", "cart", "ct"], []) == ["_ct_1"]
        assert Tags((COUNTING,)).left_over(["_ct_1"], ["statistics"]) == []


class TestTheEdition:
    def test_goes_up_where_a_reader_could_not_have_agreed(self) -> None:
        one = Tags((COUNTING,)).following(Tags())
        reworded = Tags((replace(COUNTING, purpose={"en": "Sums"}),)).following(one)
        two = Tags((COUNTING, SHOWING)).following(one)
        moved = Tags((replace(COUNTING, script="https://other.example/c.js"),)).following(one)

        assert [each.edition for each in (one, reworded, two, moved)] == [1, 1, 2, 2]
        assert Tags((COUNTING,)).following(two).edition == 2


class TestATag:
    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"key": "No good"}, "key"),
            ({"vendor": " "}, "vendor"),
            ({"purpose": {}}, "purpose"),
            ({"script": "http://cdn.example/c.js"}, "script"),
            ({"script": "https://cdn.example/c.js' 'unsafe-inline"}, "script"),
            ({"script": "", "config": " "}, "script"),
            ({"config": "</script><script>"}, "config"),
            ({"sources": {"script": ("'unsafe-inline'",)}}, "sources.script"),
            ({"sources": {"img": ("https://*",)}}, "sources.img"),
            ({"sources": {"img": ("https://a.example; script-src *",)}}, "sources.img"),
            ({"cookies": ("car*",)}, "cookies"),
        ],
    )
    def test_is_refused_where_it_could_do_harm(
        self, changed: dict[str, object], field: str
    ) -> None:
        wrong = Tags((replace(COUNTING, **changed),))  # type: ignore[arg-type]  # each in turn

        assert [one.facts["field"] for one in faults(wrong)] == [f"tags.0.{field}"]

    def test_is_fine_with_a_script_or_lines_of_its_own(self) -> None:
        own = replace(SHOWING, key="own", script="", config="start();")

        assert list(faults(Tags((COUNTING, own)))) == []
        assert own.files == (f"/tags/own.js?v={own.mark}",)
