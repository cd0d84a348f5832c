"""The Power BI project as text, made of the same definitions as the native pages.

`python -m lonja.reports.power_bi` writes it again; a test holds `powerbi/` against it.
"""

import sys
from pathlib import Path

from lonja.reports._pbir import report_files
from lonja.reports._tmdl import model_files


def project_files() -> dict[str, str]:
    """Each path below `powerbi/` with its text."""
    return model_files() | report_files()


def write_project(folder: Path) -> None:
    for name, text in project_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_project(Path(sys.argv[1] if len(sys.argv) > 1 else "powerbi"))
