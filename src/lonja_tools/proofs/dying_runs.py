"""`python -m lonja_tools.proofs.dying_runs SHOP WAREHOUSE`: runs of the ETL that are killed on the way.

Each line that it reads is the number of a step: a child runs up to the beginning of that step and kills
itself there, as a power cut would. It answers with the step's name, empty where the run ended before.
"""

import os
import signal
import sys

from lonja.etl.records import Settings
from lonja.etl.run import run


def main() -> None:
    settings = Settings(*sys.argv[1:])
    for line in sys.stdin:
        told, tells = os.pipe()
        if (child := os.fork()) == 0:
            _die_at(settings, int(line), tells)
        os.close(tells)
        with os.fdopen(told) as answer:
            name = answer.read()
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(name if ended == -signal.SIGKILL else "", flush=True)


def _die_at(settings: Settings, number: int, tells: int) -> None:
    left = number

    def step(name: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.write(tells, name.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    run(settings, step=step)
    os._exit(0)


if __name__ == "__main__":
    main()
