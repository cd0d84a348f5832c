"""Rich text as a page may carry it: a short list of elements, and nothing that runs. Pure."""

import html
import re
from typing import Final

import nh3

TAGS: Final = frozenset(
    {
        *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote"),
        *("strong", "b", "em", "i", "u", "s", "code", "sub", "sup", "a"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
)
ATTRIBUTES: Final = {
    "*": {"lang"},
    "a": {"href"},
    "th": {"scope", "colspan"},
    "td": {"colspan", "rowspan"},
}
URL_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
PASSES: Final = 8
_GAPS: Final = re.compile(r"\s+")
_ENDS_A_LINE: Final = re.compile(r"</(?:p|h[2-4]|li|td|th|blockquote)>|<(?:br|hr)>")


def cleaned(text: str) -> str:
    """The same text with every element, attribute and address that is not on the list taken out.

    Written until a browser that reads it would write the same again: what nests wrongly is moved
    as it is read, and only what stays in place was really looked at.
    """
    for _ in range(PASSES):
        before, text = text, _once(text)
        if text == before:
            return text
    return f"<p>{html.escape(plain(text))}</p>"


def _once(text: str) -> str:
    return nh3.clean(
        text,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=set(URL_SCHEMES),
        link_rel=None,
    ).strip()


def plain(text: str) -> str:
    """What a reader sees of it, on one line."""
    spaced = _ENDS_A_LINE.sub(lambda end: f"{end[0]} ", text)
    return _GAPS.sub(" ", html.unescape(nh3.clean(spaced, tags=set()))).strip()
