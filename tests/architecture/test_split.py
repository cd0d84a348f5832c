"""A stack becomes a repository of its own by the commands that the documents name."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

from lonja_tools.infra.parts import CHECKOUT

TERRAFORM = os.environ.get("LONJA_TERRAFORM", "")
SPLIT_TIMEOUT_S = 500  # beside whatever else runs
COMMITS = 100

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(not TERRAFORM, reason="LONJA_TERRAFORM names no terraform with providers"),
    pytest.mark.skipif(not (CHECKOUT / ".git").exists(), reason="this is no git checkout"),
]


def commands(language: str) -> str:
    ending = "" if language == "en" else f".{language}"
    text = (CHECKOUT / "docs" / "architecture" / f"stacks{ending}.md").read_text()
    fence = re.search(r"^ *```bash\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    assert fence
    return dedent(fence[1])


def test_the_commands_that_split_a_stack_keep_its_tests_and_its_history(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    terraform = programs / "terraform"
    # It may look for a terraform on PATH itself, and must not find this one.
    terraform.write_text(
        f'#!/bin/sh\nPATH="{os.environ["PATH"]}" exec "{shutil.which(TERRAFORM)}" "$@"\n'
    )
    terraform.chmod(0o755)
    name = {"NAME": "a developer", "EMAIL": "developer@example.com"}
    who = {f"GIT_{role}_{key}": name[key] for role in ("AUTHOR", "COMMITTER") for key in name}
    process = os.environ | who | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    # git reads each of its commits four times.
    clone = ["git", "clone", "-q", "--depth", str(COMMITS), f"file://{CHECKOUT}"]
    subprocess.run([*clone, tmp_path / "lonja"], check=True)

    done = subprocess.run(
        ["bash", "-euc", commands("en")],
        cwd=tmp_path / "lonja",
        env=process,
        capture_output=True,
        text=True,
        timeout=SPLIT_TIMEOUT_S,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b[1-9]\d* passed, 0 failed", done.stdout)
    listing = subprocess.run(
        ["git", "-C", tmp_path / "lonja-frontoffice", "ls-files"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    folders = {line.partition("/")[0] for line in listing.splitlines()}
    assert folders == {"frontoffice", "modules", "environments", "tests"}


def test_the_commands_are_the_same_in_both_languages() -> None:
    assert commands("es") == commands("en")
