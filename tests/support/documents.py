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
    ".ci", "bench", "docs", "functions", "infra", "migrations", "powerbi", "spa", "src", "tests", "themes", "warehouse",
)  # fmt: skip

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_TICKED = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)

_UP: Final = "tests/tools/laptop/test_up.py"
_DEPLOYING: Final = "tests/tools/deployment/test_deploying.py"
_INFRA: Final = "tests/unit/tools/infra/test_commands.py"
_ORDER_PATH: Final = "tests/proofs/test_order_path.py"
_KILLS_AND_BOOKS: Final = (
    "tests/proofs/test_crashes.py"
    "::test_killed_functions_hosts_lose_and_double_nothing_and_four_books_agree"
)
_TESTING: Final = "tests/tools/cli/test_testing.py::TestLonjaTest"

LANDING: Final = ".ci/run"
# Commands that the run of the documents leaves alone, and the test that runs each instead; those of
# LANDING are what has to pass before anything lands.
RUN_ELSEWHERE: Final = {
    "./lonja up": f"{_UP}::TestStopping::test_ctrl_c_stops_all_that_was_started_and_nothing_else",
    "./lonja up --detach": f"{_UP}::TestUp::test_ends_when_the_inbox_serves",
    "./lonja up --stripe-test-server": (
        f"{_UP}::TestALocalStripe::test_is_started_where_it_is_asked_for"
    ),
    "./lonja down": f"{_UP}::TestStopping::test_down_twice_says_that_nothing_ran",
    "./lonja check": LANDING,
    "./lonja test": LANDING,
    "./lonja test --quick": f"{_TESTING}::test_runs_only_what_most_changes_need_when_it_should_be_quick",
    "./lonja test tests/unit": f"{_TESTING}::test_gives_pytest_its_arguments",
    "./lonja test tests/web/backoffice": f"{_TESTING}::test_gives_pytest_its_arguments",
    "./lonja prove": f"{_ORDER_PATH}::test_the_last_units_are_sold_once",
    "./lonja prove kills": _KILLS_AND_BOOKS,
    "./lonja prove money --orders 1000": _KILLS_AND_BOOKS,
    "./lonja prove races --attempts 100000": (
        "tests/proofs/test_races.py::test_no_race_has_a_winner_too_many"
    ),
    "./lonja demo reset --yes": (
        "tests/tools/demo/test_loading.py::TestTheDemoShop::test_comes_back_whole_after_a_reset_though_the_cache_is_damaged"
    ),
    "./lonja package": (
        "tests/unit/tools/deployment/test_packaging.py"
        "::TestTheCommand::test_writes_the_requested_package"
    ),
    "./lonja deploy --environment prod --dry-run": (
        f"{_DEPLOYING}::TestADryRun::test_shows_every_step_and_calls_nothing"
    ),
    "./lonja deploy --environment prod --resume": (
        f"{_DEPLOYING}::TestADeployment::test_is_interrupted_at_every_step_and_does_each_once"
    ),
    "./lonja deploy --environment prod --evidence": (
        "tests/tools/deployment/test_evidence.py"
        "::TestEvidence::test_is_written_of_what_is_there_and_deploys_nothing"
    ),
    "./lonja deploy --environment prod --roles": (
        f"{_DEPLOYING}::TestTheCommand::test_grants_the_roles_of_an_environment"
    ),
    "./lonja infra validate": f"{_INFRA}::TestInfraValidate::test_names_every_stack_that_is_valid",
    "./lonja infra test": f"{_INFRA}::TestInfraTest::test_counts_what_passed",
    "./lonja infra check": f"{_INFRA}::TestTheScan::test_names_the_resource_that_breaks_a_rule",
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
