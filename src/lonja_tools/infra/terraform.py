"""Finds Terraform, runs it in a stack or module, and parses its output."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lonja_tools.infra.parts import CHECKOUT, INFRA

# A first `init` downloads a provider of some 200 MB.
RUN_TIMEOUT_S = 900

_HOW_TO_GET = (
    "Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install),"
    " or name a program that takes its arguments in LONJA_TERRAFORM."
)
_NO_REGISTRY = re.compile(
    "could not connect to|failed to query available provider packages"
    "|failed to request discovery document|failed to install provider",
    re.IGNORECASE,
)


class NotCheckedError(Exception):
    """Terraform or a provider is missing, so nothing could be checked."""


def terraform_program() -> str:
    named = os.environ.get("LONJA_TERRAFORM")
    program = shutil.which(named or "terraform")
    if program is not None:
        return program
    what = f"LONJA_TERRAFORM names {named}, which cannot be run" if named else "it is not on PATH"
    raise NotCheckedError(f"{what}. {_HOW_TO_GET}")


def init(terraform: str, part: str) -> str:
    """Run `terraform init` without a backend; return its error, if any."""
    done = terraform_in(terraform, part, "init", "-backend=false", "-input=false", "-no-color")
    if done.returncode == 0:
        return ""
    if _NO_REGISTRY.search(done.stdout + done.stderr):
        raise NotCheckedError(
            "its providers could not be downloaded from registry.terraform.io."
            " Check the network, or name a program that brings them in LONJA_TERRAFORM."
        )
    return done.stderr.strip() or f"terraform init ended with {done.returncode}"


def terraform_in(
    terraform: str, part: str, *arguments: str, infra: Path = INFRA, home: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run it in a stack or module, with its working files under `.lonja`."""
    cached = CHECKOUT / ".lonja" / "terraform"
    plugins = Path(os.environ.get("TF_PLUGIN_CACHE_DIR") or cached / "plugins")
    plugins.mkdir(parents=True, exist_ok=True)
    return call(
        terraform,
        f"-chdir={infra / part}",
        *arguments,
        TF_DATA_DIR=str(cached / home / part),
        TF_IN_AUTOMATION="1",
        TF_PLUGIN_CACHE_DIR=str(plugins),
    )


def call(program: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=RUN_TIMEOUT_S,
        env=os.environ | settings,
    )


def documents(text: str) -> list[dict[str, Any]]:
    """Parse terraform's -json output: one document (validate), or one per line (test)."""
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def sentences(diagnostics: Iterable[dict[str, Any]]) -> Iterator[str]:
    for diagnostic in diagnostics:
        if diagnostic["severity"] != "error":
            continue
        place = diagnostic.get("range") or {}
        where = f"{place['filename']}:{place['start']['line']}: " if place else ""
        detail = " ".join(diagnostic.get("detail", "").split())
        yield f"{where}{diagnostic['summary']}: {detail}"
