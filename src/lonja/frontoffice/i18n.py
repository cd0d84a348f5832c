"""Which of the storefront's languages a browser likes best, and how an address begins with one."""

from collections.abc import Sequence

from lonja.kernel.languages import base_of, is_language


def preferred(accept_language: str, languages: Sequence[str]) -> str:
    """The one of `languages` that a browser likes best, else the first."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:400].split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        if language := _offered(tag.strip(), languages):
            wishes.append((-_weight(weight), place, language))
    return min(wishes)[2] if wishes else languages[0]


def _offered(tag: str, languages: Sequence[str]) -> str | None:
    """The same one, else one that differs by its region only: `pt-BR` of a reader of `pt-PT`."""
    by_tag = {one.lower(): one for one in reversed(languages)}
    by_base = {base_of(one): one for one in reversed(languages)}
    return by_tag.get(tag.lower()) or by_base.get(base_of(tag.lower()))


def split_path(path: str) -> tuple[str, str]:
    """`/pt/cart` → `pt`, `/cart`; without a language the path as it is."""
    first, slash, rest = path[1:].partition("/")
    return (first, slash + rest) if is_language(first) else ("", path)


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
