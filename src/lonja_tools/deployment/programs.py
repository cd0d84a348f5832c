"""`az` and `terraform`: the one place that calls them."""

import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lonja_tools.deployment.signing_in import GOOD_FOR_S, pipeline
from lonja_tools.user_error import UserError

CALL_TIMEOUT_S: Final = 3600
HOW_TO_GET: Final = {
    "az": "Install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli), then az login.",
    "terraform": "Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install),"
    " or name it in LONJA_TERRAFORM.",
}


@dataclass(frozen=True, slots=True)
class Call:
    """A program and its arguments; `changes` is false for read-only calls."""

    program: str
    words: tuple[str, ...]
    changes: bool = True

    def __str__(self) -> str:
        return shlex.join((self.program, *self.words))


def az(*words: str, changes: bool = True) -> Call:
    return Call("az", (*words, "--only-show-errors"), changes)


def terraform(stack: str, *words: str, changes: bool = True) -> Call:
    verb, *rest = words
    return Call("terraform", (f"-chdir=infra/{stack}", verb, "-no-color", *rest), changes)


class Programs:
    """Runs calls in the checkout; a failure becomes a `UserError` with the end of its output.

    The output of a change is streamed to `log`: an apply is long, and you may want to watch it.
    The output of calls that only read is not written down: it includes tokens.
    """

    def __init__(self, checkout: Path, say: Callable[[str], None], log: Path) -> None:
        self._checkout = checkout
        self._say = say
        self._log = log
        self._pipeline = pipeline(os.environ)
        self._signed_in_at: float | None = None

    def run(self, call: Call) -> str:
        """Its stdout, if it is a read-only call."""
        program = _which(call.program)
        if call.program == "az":
            self._sign_in_again(program)
        if not call.changes:
            done = self._run(call, program, subprocess.PIPE, subprocess.PIPE)
            if done.returncode:
                raise _failed(call, done.returncode, done.stderr or done.stdout)
            return done.stdout
        self._say(f"$ {call}")
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("a") as file:
            file.write(f"$ {call}\n")
            file.flush()
            began = file.tell()
            done = self._run(call, program, file, file)
        if done.returncode:
            raise _failed(call, done.returncode, self._log.read_bytes()[began:].decode())
        return ""

    def _sign_in_again(self, program: str) -> None:
        now = time.monotonic()
        if self._pipeline is None or (
            self._signed_in_at is not None and now - self._signed_in_at < GOOD_FOR_S
        ):
            return
        try:
            every = self._pipeline.words()
        except (OSError, ValueError, KeyError) as error:
            raise UserError(f"GitHub gives no token to sign in with: {error}") from error
        for words in every:
            done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
            if done.returncode:
                raise UserError(f"az {words[0]} was refused: {done.stderr.strip()[-400:]}")
        self._signed_in_at = now

    def _run(
        self, call: Call, program: str, stdout: Any, stderr: Any
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *call.words],
            cwd=self._checkout,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            text=True,
            check=False,
            timeout=CALL_TIMEOUT_S,
            env={**os.environ, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "NO_COLOR": "1"},
        )

    def json(self, call: Call) -> Any:
        output = self.run(call)
        return json.loads(output) if output.strip() else None


def _failed(call: Call, code: int, output: str) -> UserError:
    last = [line for line in output.splitlines() if line.strip()][-8:]
    return UserError(f"{call}\nended with {code}:\n" + "\n".join(last))


def _which(name: str) -> str:
    named = os.environ.get("LONJA_TERRAFORM") if name == "terraform" else None
    program = shutil.which(named or name)
    if program is None:
        raise UserError(f"{named or name} is not on this machine.", todo=HOW_TO_GET[name])
    return program
