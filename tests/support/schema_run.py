"""schemathesis over a running API: whatever its document allows or forbids is tried on it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx2

from lonja_tools.places import CHECKOUT

ANSWERS_WITHIN_S = 120
# Methods that a path does not take are asked for in tests/web/test_methods.py, once for each path.
SETTINGS = """
[phases.coverage]
unexpected-methods = []
"""

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def run_schemathesis(
    document: str, *, drawn: int, headers: Sequence[str] = (), leaving_out: str = ""
) -> str:
    """Raise unless every answer keeps to the document; what was tried.

    What the document names and each bound that it sets, from both sides; and so many requests for
    each operation that are drawn at random.
    """
    words = ["--checks", ",".join(CHECKS), "--max-examples", str(drawn), "--seed", "1"]
    words += ["--phases", "examples,coverage,fuzzing", "--no-color", "--workers", "1"]
    words += ["--request-timeout", str(ANSWERS_WITHIN_S)]
    for header in headers:
        words += ["-H", header]
    # Put together once, which takes seconds; schemathesis waits ten for it, busy machine or not.
    signed = dict(header.split(": ", 1) for header in headers)
    httpx2.get(document, headers=signed, timeout=ANSWERS_WITHIN_S).raise_for_status()
    if leaving_out:
        words += ["--exclude-path-regex", leaving_out]
    program = "from schemathesis.cli import schemathesis; schemathesis()"
    with tempfile.TemporaryDirectory() as folder:  # it keeps notes where it runs
        (Path(folder) / "schemathesis.toml").write_text(SETTINGS)
        done = subprocess.run(
            [sys.executable, "-c", program, "run", document, *words],
            cwd=folder,
            env=os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": str(CHECKOUT / ".hypothesis")},
            capture_output=True,
            text=True,
            check=False,
            timeout=1_500,
        )
    assert done.returncode == 0, _faults(done.stdout) + done.stderr[-2000:]
    return done.stdout


def _faults(output: str) -> str:
    """What failed, and the sums; the advice between them is longer than both."""
    failed, _, rest = output.partition("= WARNINGS =")
    return failed[-20_000:] + rest[-2_000:]
