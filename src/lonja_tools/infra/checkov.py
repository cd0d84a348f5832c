"""The rules of checkov over `infra/`, with the values of production."""

import json
import os
import shutil

from lonja_tools.infra.findings import Finding
from lonja_tools.infra.parts import INFRA
from lonja_tools.infra.terraform import call


def scanned() -> Finding:
    """Hold the rules of checkov, with the values of production; infra/.checkov.yaml skips some."""
    checkov = shutil.which(os.environ.get("LONJA_CHECKOV") or "checkov")
    if checkov is None:
        todo = "there is no checkov. Get it with `uv tool install checkov`, or name it in LONJA_CHECKOV."
        return Finding("checkov", "infra", passed=0, not_checked=todo)
    production = str(INFRA / "environments" / "prod.tfvars")
    options = (
        "--config-file",
        str(INFRA / ".checkov.yaml"),
        "--var-file",
        production,
        "-o",
        "json",
    )
    done = call(checkov, "-d", str(INFRA), "--skip-download", *options)
    report = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    if "results" not in report:
        return Finding("checkov", "infra", (done.stderr.strip() or "checkov printed nothing",), 0)
    wrong = [
        f"{failed['file_path'].lstrip('/')}:{failed['file_line_range'][0]}: {failed['check_id']}:"
        f" {failed['check_name']} ({failed['resource']})"
        for failed in report["results"]["failed_checks"]
    ]
    return Finding("checkov", "infra", tuple(wrong), report["summary"]["passed"])
