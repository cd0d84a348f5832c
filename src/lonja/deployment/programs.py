"""`az` and `terraform`: the one place that calls them."""

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from lonja.local.trouble import Trouble

CALL_TIMEOUT_S: Final = 3600
HOW_TO_GET: Final = {
    "az": "Install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli), then az login.",
    "terraform": "Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install),"
    " or name it in LONJA_TERRAFORM.",
}


@dataclass(frozen=True, slots=True)
class Call:
    """A program and its words; `changes` is false for what only looks."""

    program: str
    words: tuple[str, ...]
    changes: bool = True

    def __str__(self) -> str:
        return shlex.join((self.program, *self.words))


def az(*words: str, changes: bool = True) -> Call:
    return Call("az", (*words, "--only-show-errors"), changes)


def terraform(stack: str, *words: str, changes: bool = True) -> Call:
    return Call("terraform", (f"-chdir=infra/{stack}", *words), changes)


class Programs:
    """Runs calls in the checkout; one that fails becomes a sentence with its last words."""

    def __init__(self, checkout: str, say: Callable[[str], None]) -> None:
        self._checkout = checkout
        self._say = say

    def run(self, call: Call) -> str:
        """What it said on stdout."""
        if call.changes:
            self._say(f"$ {call}")
        done = subprocess.run(
            [_found(call.program), *call.words],
            cwd=self._checkout,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=CALL_TIMEOUT_S,
            env={**os.environ, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "NO_COLOR": "1"},
        )
        if done.returncode:
            said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()][-8:]
            raise Trouble(f"{call}\nended with {done.returncode}:\n" + "\n".join(said))
        return done.stdout

    def json(self, call: Call) -> Any:
        said = self.run(call)
        return json.loads(said) if said.strip() else None


def _found(name: str) -> str:
    named = os.environ.get("LONJA_TERRAFORM") if name == "terraform" else None
    program = shutil.which(named or name)
    if program is None:
        raise Trouble(f"{named or name} is not on this machine.", todo=HOW_TO_GET[name])
    return program
