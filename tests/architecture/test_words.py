"""The product sells anything: words of what the demo sells are in its theme and package only."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from lonja_tools.places import CHECKOUT

NEUTRAL: Final = (
    "src/lonja",
    "themes/default",
    "migrations",
    "functions",
    "docs",
    "ARCHITECTURE.md",
)
OF_THE_DEMO: Final = re.compile(
    r"azulej|kiln|glaze|\btiles?\b|\btejas?\b|esmalt|\bhornos?\b|baldos|zellige|talavera|terrazz"
    r"|hidr[aá]ulic|hydraulic|majolica|nothing is (?:sold|charged),|no se vende ni se cobra",
    re.IGNORECASE,
)
MAY_NAME_IT: Final = {
    "src/lonja/staff/_demo.py": "the sign-ins of the demo, in development only",
    "docs/api.md": "its commands run against the demo shop",
    "docs/themes.md": "it shows the demo's theme as the example",
}
TEXT: Final = {
    ".py",
    ".html",
    ".txt",
    ".css",
    ".js",
    ".svg",
    ".po",
    ".toml",
    ".md",
    ".json",
    ".ts",
    ".tsx",
}


def lines() -> Iterator[tuple[str, int, str]]:
    for name in NEUTRAL:
        start = CHECKOUT / name
        for file in [start] if start.is_file() else sorted(start.rglob("*")):
            if file.suffix in TEXT and file.is_file():
                for number, line in enumerate(file.read_text().splitlines(), start=1):
                    yield str(file.relative_to(CHECKOUT)), number, line


@cache
def naming_the_demo() -> list[tuple[str, int, str]]:
    return [found for found in lines() if OF_THE_DEMO.search(found[2])]


def test_no_word_of_the_demos_goods_stands_in_the_product() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, number, line in naming_the_demo()
        if name not in MAY_NAME_IT
    ]

    assert found == []


def test_every_exception_is_needed() -> None:
    naming = {name for name, *_ in naming_the_demo()}

    assert set(MAY_NAME_IT) - naming == set()
    assert all(Path(CHECKOUT / name).is_file() for name in MAY_NAME_IT)
