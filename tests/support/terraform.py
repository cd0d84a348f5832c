"""What the stacks say, read from their HCL, and what they consist of when they are applied."""

import os
import re
from functools import cache
from pathlib import Path
from typing import Final

from lonja_tools.infra.built import Built
from lonja_tools.infra.mocked import applied

TERRAFORM: Final = os.environ.get("LONJA_TERRAFORM", "")
CHECKOUT: Final = Path(__file__).resolve().parents[2]
INFRA: Final = CHECKOUT / "infra"


def hcl(*parts: str) -> str:
    files = [file for part in parts for file in sorted((INFRA / part).glob("*.tf"))]
    return "\n".join(file.read_text() for file in files)


def block(opening: str, text: str) -> str:
    """What stands between the braces of a block or map that opens at the start of a line."""
    found = re.search(
        rf"^( *){opening} (?:= (?:merge\()?)?{{\n(.*?)^\1}}", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"{opening} is not in Terraform"
    return found[2]


def start_command(package: str, stack: str) -> str:
    """With `${…}` where the stack fills in a number."""
    text = hcl(stack)
    command = re.search(rf'start_command += "(.*lonja\.{package}\.app:app)"', text)
    assert command, f"lonja.{package} has no start command in infra/{stack}"
    serve = re.search(r'serve += "(.*)"', text)
    return command[1].replace("${local.serve}", serve[1] if serve else "")


def settings_of(module: str, stack: str) -> set[str]:
    """Names of our settings that a stack gives an app, whatever the environment."""
    text = hcl(stack)
    given = re.search(
        r"^  settings += (merge\(local\.[^\n]*\)$|.*?^  })",
        block(f'module "{module}"', text),
        re.MULTILINE | re.DOTALL,
    )
    assert given, f"{module} gets no settings in infra/{stack}"
    said = [given[1]]
    for shared in re.findall(r"local\.(\w+_settings)\b", given[1]):
        found = re.search(rf"^  {shared} = [^\n]*{{\n(.*?)^  }}", text, re.MULTILINE | re.DOTALL)
        assert found, f"{shared} is not in infra/{stack}"
        said.append(found[1])
    return set(re.findall(r"\b(LONJA_\w+) +=", "\n".join(said)))


@cache
def built(environment: str) -> Built:
    """Applied once for all tests that look at it (`tests/support/parallel.py`)."""
    return applied(TERRAFORM, environment)
