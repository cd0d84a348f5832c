"""The documents are true, as far as a machine can check."""

import ast
import importlib
import json
import pkgutil
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from click import Context
from tests.support.documents import (
    CHECKOUT,
    DOCUMENTS,
    LANDING,
    RUN_ELSEWHERE,
    blocks,
    commands_in_passing,
    headings,
    links,
    paths,
    prose,
)
from typer.main import get_command

import lonja
from lonja.backoffice.app import build as build_backoffice
from lonja.frontoffice.app import build as build_frontoffice
from lonja.hosting.problems import status_of
from lonja.imports._sales.lines import Dropped, Kept
from lonja.kernel.errors import Refused
from lonja.kernel.settings import Settings
from lonja.sheets import api as sheets
from lonja_tools.cli.main import app as cli
from lonja_tools.demo import SIGN_INS
from lonja_tools.laptop import topology
from lonja_tools.laptop.generated import settings_table, states

API = CHECKOUT / "docs" / "api.md"
DECISIONS = sorted((CHECKOUT / "docs" / "decisions").glob("0*.md"))
LARGEST_PICTURE_BYTES = 400_000
# Problems that are no refusal of a door: broken requests, and faults of ours.
OTHER_PROBLEMS = {
    "bad_request": 400,
    "bad_text": 400,
    "malformed_json": 400,
    "method_not_allowed": 405,
    "body_too_slow": 408,
    "body_too_large": 413,
    "invalid_request": 422,
    "number_too_large": 422,
    "internal_error": 500,
    "unavailable": 503,
}


def name_of(document: Path) -> str:
    return str(document.relative_to(CHECKOUT))


type Faults = dict[str, list[str]]


def each(documents: Iterable[Path], faults_of: Callable[[Path], list[str]]) -> Faults:
    """What is wrong, by the document it is wrong in; those without a fault are missing."""
    found = {name_of(document): faults_of(document) for document in documents}
    return {name: faults for name, faults in found.items() if faults}


class TestEveryDocument:
    def test_links_to_what_is_there(self) -> None:
        def broken(document: Path) -> list[str]:
            there = [(link, document.parent / link.partition("#")[0]) for link in links(document)]
            return [link for link, target in there if not target.exists()]

        assert each(DOCUMENTS, broken) == {}

    def test_names_paths_that_are_there(self) -> None:
        def gone(document: Path) -> list[str]:
            return [
                path
                for path in paths(document)
                if not re.search(r"[<*{…]|NAME|NNNN", path)
                and not (CHECKOUT / path.split("::")[0]).exists()
                and path != "spa/dist"
            ]

        assert each(DOCUMENTS, gone) == {}

    def test_opens_with_its_only_title(self) -> None:
        def titles(document: Path) -> list[str]:
            first, *others = headings(document)
            more = [text for level, text in others if level == 1]
            return more if first[0] == 1 else [*more, f"opens with {first}"]

        assert each(DOCUMENTS, titles) == {}

    def test_knows_nothing_of_the_machine_it_was_written_on(self) -> None:
        def local(document: Path) -> list[str]:
            return re.findall(r"/work/|/root/|\.\./shared|/home/\w+", document.read_text())

        assert each(DOCUMENTS, local) == {}

    def test_names_commands_in_passing_that_exist(self) -> None:
        def unknown(document: Path) -> list[str]:
            return [command for command in commands_in_passing(document) if not _exists(command)]

        assert each(DOCUMENTS, unknown) == {}


class TestTheTwoReadmes:
    english, spanish = CHECKOUT / "README.md", CHECKOUT / "README.es.md"

    def test_have_the_same_headings(self) -> None:
        pairs = {
            "Lonja": "Lonja",
            "Two commands": "Dos órdenes",
            "What opens": "Qué se abre",
            "What it does": "Qué hace",
            "The map": "El mapa",
            "What happens to an order": "Qué le pasa a un pedido",
            "Where to go next": "Por dónde seguir",
            "Not built yet": "Lo que aún no está",
        }

        assert [text for _, text in headings(self.english)] == list(pairs)
        assert [text for _, text in headings(self.spanish)] == list(pairs.values())

    def test_have_the_same_commands_paths_and_pictures(self) -> None:
        def references(document: Path) -> list[str]:
            return re.findall(r"`([^`\n]+)`|\((docs/[^)]+)\)|(<http[^>]+>)", prose(document))

        assert references(self.english) == references(self.spanish)
        assert [b.text for b in blocks(self.english, "sh")] == [
            b.text for b in blocks(self.spanish, "sh")
        ]

    def test_name_each_place_of_the_back_office(self) -> None:
        words = CHECKOUT / "spa" / "src" / "i18n"
        menu = (CHECKOUT / "spa" / "src" / "features" / "shell" / "places.ts").read_text()
        labels = set(re.findall(r"to: '/\w[^}]+?label: '(nav\.\w+)'", menu))

        for readme, language in ((self.english, "en"), (self.spanish, "es")):
            said = json.loads((words / f"{language}.json").read_text())
            text = readme.read_text()
            assert [said[label] for label in labels if f"*{said[label]}*" not in text] == []
        assert len(labels) > 15

    def test_show_pictures_that_a_slow_line_can_load(self) -> None:
        pictures = list((CHECKOUT / "docs" / "pictures").glob("*.png"))

        assert {p.name for p in pictures if p.stat().st_size > LARGEST_PICTURE_BYTES} == set()


class TestACommand:
    def test_is_run_by_a_test(self) -> None:
        """`tests/e2e/test_docs.py` runs a block whole; otherwise each of its lines is run elsewhere."""
        mixed = [
            (name_of(document), command)
            for document in DOCUMENTS
            for block in blocks(document, "sh")
            if not block.is_run_elsewhere
            for command in block.commands
            if command in RUN_ELSEWHERE
        ]

        assert mixed == []

    def test_that_is_run_elsewhere_is_known_to_the_cli(self) -> None:
        assert [command for command in RUN_ELSEWHERE if not _exists(command)] == []

    def test_that_is_run_elsewhere_has_a_test_that_pytest_finds(self) -> None:
        tests = {test for test in RUN_ELSEWHERE.values() if test != LANDING}

        assert sorted(test for test in tests if not _is_found(test)) == []

    def test_that_runs_before_anything_lands_is_a_line_of_that_script(self) -> None:
        lines = (CHECKOUT / LANDING).read_text().splitlines()
        run = {line.partition("||")[0].strip() for line in lines}

        assert {command for command, by in RUN_ELSEWHERE.items() if by == LANDING} <= run

    def test_stands_in_a_block_that_is_run(self) -> None:
        """A fence of another name would hide commands from these tests."""
        hidden = [
            name_of(document)
            for document in DOCUMENTS
            for language in ("bash", "shell", "console", "")
            if blocks(document, language)
        ]

        assert hidden == []


def _is_found(test: str) -> bool:
    """Whether FILE::CLASS::FUNCTION, or FILE::FUNCTION, is there under names that pytest collects."""
    file, *classes, function = test.split("::")
    within = ast.parse((CHECKOUT / file).read_text()).body
    for name in classes:
        found = [one for one in within if isinstance(one, ast.ClassDef) and one.name == name]
        within = found[0].body if found and name.startswith("Test") else []
    names = [one.name for one in within if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    is_collected = file.rpartition("/")[2].startswith("test_") and function.startswith("test_")
    return is_collected and function in names


def _exists(line: str) -> bool:
    """Whether the CLI has that command and those options; `test` passes everything on."""
    _, *words = line.split()
    command: Any = get_command(cli)
    while words and hasattr(command, "get_command"):
        command = command.get_command(Context(command), words.pop(0))
        if command is None:
            return False
    known = {option for parameter in command.params for option in parameter.opts}
    options = {word.partition("=")[0] for word in words if word.startswith("-")}
    return options <= known or command.name == "test"


def test_the_diagrams_of_states_are_those_of_the_tables_of_moves() -> None:
    assert states.DOCUMENT.read_text() == states.document(), f"run: {states.COMMAND}"


class TestTheSettingsTable:
    def test_is_the_one_of_this_code(self) -> None:
        assert settings_table.DOCUMENT.read_text() == settings_table.document(), (
            f"run: {settings_table.COMMAND}"
        )

    def test_has_every_variable_that_the_code_reads(self) -> None:
        sources = [*(CHECKOUT / "src").rglob("*.py"), CHECKOUT / "lonja"]
        read = {
            name
            for source in sources
            for name in re.findall(
                r"""(?:environ(?:\.get\(|\[)|envvar=)["'](LONJA_\w+)""", source.read_text()
            )
        }
        documented = set(re.findall(r"^\| `(LONJA_\w+)`", settings_table.document(), re.MULTILINE))

        # Set by the script for its own CLI: the program's name in messages.
        assert read - documented == {"LONJA_PROGRAM"}


class TestTheApiPage:
    def test_has_every_problem_with_its_status(self) -> None:
        rows = re.findall(r"^\| `(\w+)` \| (\d{3}) \|", API.read_text(), re.MULTILINE)
        listed = {code: int(status) for code, status in rows}

        assert listed == dict(_refusals()) | OTHER_PROBLEMS

    def test_has_every_operation_of_the_storefront(self) -> None:
        documented = set(
            re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[\w/{}.-]+)`", API.read_text())
        )

        assert documented == {
            (method.upper(), path.removeprefix("/api/v1"))
            for path, methods in build_frontoffice(Settings()).openapi()["paths"].items()
            if path.startswith("/api/v1")
            for method in methods
        }


def _refusals() -> Iterator[tuple[str, int]]:
    """Every code that a door may refuse with, and the status that it gets."""
    build_backoffice(Settings())
    for module in pkgutil.walk_packages(lonja.__path__, "lonja."):
        importlib.import_module(module.name)
    kinds = [Refused]
    for kind in kinds:
        kinds += kind.__subclasses__()
        if kind.__module__.startswith("lonja."):
            yield kind.code, status_of(kind.__new__(kind))


class TestTheDataPage:
    page = (CHECKOUT / "docs" / "data.md").read_text()

    def test_has_every_rule_that_sorts_out_a_sale(self) -> None:
        assert [rule for rule in (*Kept, *Dropped) if f"`{rule}`" not in self.page] == []

    def test_names_every_list_that_is_exported(self) -> None:
        assert [name for name in sheets.LISTS if name not in self.page] == []

    def test_names_codes_that_the_imports_know(self) -> None:
        sources = [
            path.read_text()
            for noun in ("imports", "inventory", "catalog", "collections")
            for path in (CHECKOUT / "src" / "lonja" / noun).rglob("*.py")
        ]
        codes = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", self.page))

        assert [code for code in codes if f'"{code}"' not in "".join(sources)] == []


class TestWhatIsSaidTwice:
    def test_the_ports_are_those_of_the_topology(self) -> None:
        page = (CHECKOUT / "docs" / "operate.md").read_text()

        assert [
            p.what for p in topology.PORTS.values() if not re.search(rf"\+{p.offset}\b", page)
        ] == []

    def test_the_sign_ins_are_those_of_the_demo_shop(self) -> None:
        readme = (CHECKOUT / "README.md").read_text().replace("`", "")

        assert [
            one["how"] for one in SIGN_INS if f"| {one['who']} | {one['how']} |" not in readme
        ] == []

    def test_the_layers_are_those_that_the_check_holds(self) -> None:
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
        [contract] = [
            one for one in project["tool"]["importlinter"]["contracts"] if one["name"] == "layers"
        ]

        assert "\n".join(contract["layers"]) + "\n" in [
            block.text for block in blocks(CHECKOUT / "ARCHITECTURE.md", "text")
        ]


class TestADecision:
    def test_says_its_status_area_and_price(self) -> None:
        def faults(page: Path) -> list[str]:
            titles = [text for _, text in headings(page)]
            status = r"^Status: (accepted|reversed by \d+) · Area: [a-z ]+$"
            held = {
                "begins with its number": titles[0].startswith(f"{int(page.name[:4])}. "),
                "has the four parts": titles[1:] == ["Why", "What", "What it costs", "Where"],
                "has a status": bool(re.search(status, page.read_text(), re.MULTILINE)),
                "is a page": len(page.read_text().splitlines()) <= 60,
            }
            return [rule for rule, is_held in held.items() if not is_held]

        assert each(DECISIONS, faults) == {}

    def test_is_in_the_list(self) -> None:
        listed = re.findall(r"\]\((0\S+)\)", (CHECKOUT / "docs/decisions/README.md").read_text())

        assert listed == [page.name for page in DECISIONS]


def test_the_lock_files_name_public_registries() -> None:
    locks = [CHECKOUT / "uv.lock", *CHECKOUT.glob("[bs]*/**/package-lock.json")]
    hosts = {
        host
        for lock in locks
        if "node_modules" not in lock.parts
        for host in re.findall(
            r'(?:registry = |url = |"resolved": )"https?://([^/"]+)', lock.read_text()
        )
    }

    assert hosts <= {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"}
