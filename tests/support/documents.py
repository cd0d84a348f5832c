"""What the documents say, in pieces that a test can hold: headings, links, paths, commands."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parents[2]
DOCUMENTS: Final = tuple(
    sorted({*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("*/README.md")})
)
# What a path in a document begins with; anything else between backticks is a name.
ROOTS: Final = (
    ".ci", "bench", "docs", "functions", "infra", "migrations", "powerbi", "spa", "src", "tests", "warehouse",
)  # fmt: skip

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_TICKED = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)

# Commands that the run of the documents leaves alone, and what runs them instead: a file and words in it.
RUN_ELSEWHERE: Final = {
    "./lonja up": ("tests/tools/laptop/test_up.py", "def test_ends_when_the_inbox_serves"),
    "./lonja up --detach": ("tests/support/topology.py", 'self.lonja("up", "--detach"'),
    "./lonja down": ("tests/tools/laptop/test_up.py", "def test_down_twice_says_that_nothing_ran"),
    "./lonja check": (".ci/run", "./lonja check"),
    "./lonja test": (".ci/run", "./lonja test"),
    "./lonja test tests/unit": ("src/lonja_tools/cli/test.py", '"-m", "pytest", *words'),
    "./lonja test tests/web/backoffice": ("src/lonja_tools/cli/test.py", '"-m", "pytest", *words'),
    "./lonja prove": ("tests/proofs/test_order_path.py", "def test_the_last_units_are_sold_once"),
    "./lonja prove kills": ("tests/proofs/test_order_path.py", "def test_killed_functions_hosts"),
    "./lonja demo reset --yes": (
        "tests/tools/demo/test_loading.py",
        "def test_comes_back_whole_after_a_reset",
    ),
    "./lonja package": (
        "tests/unit/tools/deployment/test_packaging.py",
        "def test_writes_the_package_that_is_asked_for",
    ),
    "./lonja deploy --environment prod --dry-run": (
        "tests/tools/deployment/test_deploying.py",
        "def test_shows_every_step_and_calls_nothing",
    ),
    "./lonja deploy --environment prod --resume": (
        "tests/tools/deployment/test_deploying.py",
        "def test_is_interrupted_at_every_step_and_does_each_once",
    ),
    "./lonja deploy --environment prod --evidence": (
        "tests/tools/deployment/test_evidence.py",
        "is_written_of_what_is_there",
    ),
    "./lonja deploy --environment prod --roles": (
        "tests/tools/deployment/test_deploying.py",
        "def test_of_the_roles_alone_leaves_everything_else_out",
    ),
    "./lonja infra validate": (
        "tests/unit/tools/infra/test_commands.py",
        "def test_names_every_stack_that_is_valid",
    ),
    "./lonja infra test": (
        "tests/unit/tools/infra/test_commands.py",
        "def test_counts_what_passed",
    ),
    "./lonja infra check": ("tests/unit/tools/infra/test_commands.py", "scanned("),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of one document."""

    document: Path
    language: str
    text: str

    @property
    def commands(self) -> list[str]:
        """Its lines without comments and blanks."""
        lines = (line.split(" #")[0].strip() for line in self.text.splitlines())
        return [line for line in lines if line and not line.startswith("#")]

    @property
    def is_run_elsewhere(self) -> bool:
        return all(command in RUN_ELSEWHERE for command in self.commands)


def blocks(document: Path, language: str) -> list[Block]:
    found = (Block(document, name, text) for name, text in _FENCE.findall(document.read_text()))
    return [block for block in found if block.language == language]


def prose(document: Path) -> str:
    return _FENCE.sub("", document.read_text())


def headings(document: Path) -> list[tuple[int, str]]:
    return [(len(marks), text) for marks, text in _HEADING.findall(prose(document))]


def links(document: Path) -> list[str]:
    """Where its links and pictures point, inside the repository."""
    return [link for link in _LINK.findall(prose(document)) if "://" not in link]


def paths(document: Path) -> list[str]:
    """What it names between backticks that is a path of the repository."""
    named = (words.strip() for words in _TICKED.findall(prose(document)))
    return [words for words in named if words.split("/")[0] in ROOTS and "/" in words]


def commands_in_passing(document: Path) -> list[str]:
    """What it says of the CLI in a sentence or a table."""
    return [words for words in _TICKED.findall(prose(document)) if words.startswith("./lonja ")]
