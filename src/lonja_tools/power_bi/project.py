"""The Power BI project as text, made of the same definitions as the native pages.

`python -m lonja_tools.power_bi.project` writes it again; with `--check` it compares.
"""

import sys
from pathlib import Path

from lonja_tools.power_bi.pbir import report_files
from lonja_tools.power_bi.tmdl import model_files


def project_files() -> dict[str, str]:
    """Each path below `powerbi/` with its text."""
    return model_files() | report_files()


def write_project(folder: Path) -> None:
    for name, text in project_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def differing(folder: Path) -> list[str]:
    """Files that differ from the definitions, or that no definition generates."""
    generated = project_files()
    committed = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    return sorted(
        name
        for name in generated.keys() | committed.keys()
        if generated.get(name) != committed.get(name)
    )


def main(arguments: list[str]) -> int:
    folder = Path("powerbi")
    if arguments == ["--check"]:
        differ = differing(folder)
        if differ:
            sys.stderr.write(
                f"{', '.join(differ)}: not what is generated; run python -m lonja_tools.power_bi.project\n"
            )
        return 1 if differ else 0
    write_project(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
