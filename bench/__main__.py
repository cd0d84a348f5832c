"""`python -m bench [NAME] [--json] [--write]`: run the scenarios on a shop of their own."""

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from typing import Any

from bench.page import write
from bench.rig import running_rig
from bench.scenarios import SCENARIOS


def main() -> int:
    parser = argparse.ArgumentParser(prog="lonja bench")
    parser.add_argument(
        "name", nargs="?", choices=[*SCENARIOS], help="one scenario; all by default"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--write", action="store_true", help="write docs/numbers.md")
    options = parser.parse_args()
    names = [options.name] if options.name else [*SCENARIOS]
    results: dict[str, Any] = {}
    figures = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
        "scenarios": results,
    }
    with running_rig() as rig:
        for name in names:
            sys.stderr.write(f"{name} …\n")
            results[name] = SCENARIOS[name](rig)
    print(json.dumps(figures, indent=None if options.json else 2))
    if options.write:
        write(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
