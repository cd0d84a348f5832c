"""What a newcomer may rely on about the shape of the code, held by reading it."""

import ast
from pathlib import Path

import grimp

SOURCE = Path(__file__).parents[2] / "src"
PRODUCT = SOURCE / "lonja"
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 70
MAX_MODULES_IN_A_NOUN = 12
FLAT = {"actions", "adapters", "backoffice", "frontoffice", "jobs", "etl", "kernel"}


def test_private_modules_stay_private() -> None:
    graph = grimp.build_graph("lonja", "lonja_tools")
    leaks = [
        f"{importer} -> {module}"
        for module in graph.modules
        if "._" in module
        for importer in graph.find_modules_that_directly_import(module)
        if not f"{importer}.".startswith(module.split("._")[0] + ".")
    ]
    assert leaks == []


def test_no_file_grows_past_its_room() -> None:
    long = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def test_no_function_grows_past_a_screen() -> None:
    long = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    long[f"{path.relative_to(SOURCE)}:{node.name}"] = lines
    assert long == {}


def test_a_noun_has_at_most_twelve_modules() -> None:
    crowded = {
        folder.name: count
        for folder in PRODUCT.iterdir()
        if folder.is_dir()
        and folder.name not in FLAT
        and (count := len(list(folder.glob("*.py")))) > MAX_MODULES_IN_A_NOUN
    }
    assert crowded == {}


def test_nothing_confesses_to_be_unfinished() -> None:
    confessions = [
        f"{path.relative_to(SOURCE)}: {line.strip()}"
        for path in SOURCE.rglob("*.py")
        for line in path.read_text().splitlines()
        if any(mark in line for mark in ("TODO", "FIXME", "XXX", "HACK"))
    ]
    assert confessions == []
