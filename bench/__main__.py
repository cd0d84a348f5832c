"""`python -m bench [NAME] [--json] [--write]`: run the scenarios on a shop of their own."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bench.imports import ROWS, imports
from bench.lighthouse import lighthouse
from bench.page import write
from bench.processes import processes
from bench.reports import reports_of_a_big_shop
from bench.rig import Rig, running_rig
from bench.scenarios import SCENARIOS

APART = ("imports", "reports", "lighthouse", "processes")
"""What takes long and is no part of the page."""
MOST_LOAD = 0.7
"""The load average above which something else runs: figures of the page are of an idle machine."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="lonja bench")
    parser.add_argument(
        "name",
        nargs="?",
        choices=[*SCENARIOS, *APART],
        help="one scenario; all of the page by default",
    )
    parser.add_argument("--rows", type=int, default=ROWS, help="of the scenario imports")
    parser.add_argument(
        "--kind", choices=["products", "stock"], default="products", help="of the file of imports"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--write", action="store_true", help="write docs/numbers.md, of all")
    options = parser.parse_args()
    if options.write and options.name:
        parser.error("the page is written from a run of all scenarios")
    load = os.getloadavg()[0]
    if options.write and load > MOST_LOAD:
        parser.error(f"the page needs an idle machine: its load is {load:.2f}, above {MOST_LOAD}")
    names = [options.name] if options.name else [*SCENARIOS]
    results: dict[str, Any] = {}
    figures: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": round(load, 2),
        "scenarios": results,
    }
    if options.name == "processes":  # starts three shops, one after the other
        results["processes"] = processes(os.cpu_count() or 1, figures["at"])
        print(json.dumps(figures, indent=None if options.json else 2))
        return 0
    # Lighthouse looks at pictures as buyers get them, so all are cut before it begins.
    with running_rig(cuts_pictures=options.name == "lighthouse") as rig:
        figures["seconds_to_open"] = rig.seconds_to_open
        for name in names:
            rig.await_idle(within_s=1_800 if name == "lighthouse" else 300)
            sys.stderr.write(f"{name} …\n")
            apart: dict[str, Callable[[Rig], Any]] = {
                "imports": partial(imports, rows=options.rows, kind=options.kind),
                "reports": reports_of_a_big_shop,
                "lighthouse": lighthouse,
            }
            run = apart[name] if name in apart else SCENARIOS[name]
            results[name] = run(rig)
    print(json.dumps(figures, indent=None if options.json else 2))
    if options.write:
        write(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
