"""The commands of the documents work as they stand there, against the demo shop."""

import os
import subprocess
from pathlib import Path

import pytest
from tests.support.documents import CHECKOUT, DOCUMENTS, blocks
from tests.support.topology import Topology, environment

from lonja_tools.laptop import topology

RUN = [
    document
    for document in DOCUMENTS
    if any(not block.is_run_elsewhere for block in blocks(document, "sh"))
]
WITHIN_S = 800


@pytest.mark.timeout(900)
@pytest.mark.parametrize("document", RUN, ids=lambda document: str(document.relative_to(CHECKOUT)))
def test_the_commands_of(document: Path, running_topology: Topology, tmp_path: Path) -> None:
    script = "".join(b.text for b in blocks(document, "sh") if not b.is_run_elsewhere)

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", _here(script, running_topology.base, tmp_path)],
        cwd=CHECKOUT,
        env={**environment(running_topology.state), "NO_PROXY": topology.HOST},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )

    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    assert "Traceback" not in done.stderr
    if document.name == "api.md":
        assert done.stdout.rstrip().endswith("is confirmed")


def _here(script: str, base: int, folder: Path) -> str:
    """The same commands on the ports and in the folder of this test."""
    for name, port in topology.PORTS.items():
        there = topology.address(name, topology.DEFAULT_PORT_BASE)
        if port.scheme:
            script = script.replace(f"{there}/", f"{topology.address(name, base)}/")
    return script.replace("/tmp/", f"{folder}{os.sep}")
