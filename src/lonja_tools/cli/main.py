"""The command line: a file per command, each imported only when it is called."""

import errno
import importlib
import importlib.util
import os
import sys
from typing import Any, NoReturn, override

import typer
from typer.core import TyperGroup
from typer.main import get_command

from lonja_tools.user_error import UserError, disk_full, not_ours

# In the order of the help text.
COMMANDS = {
    "up": "lonja_tools.cli.up",
    "down": "lonja_tools.cli.down",
    "status": "lonja_tools.cli.status",
    "logs": "lonja_tools.cli.logs",
    "test": "lonja_tools.cli.test",
    "check": "lonja_tools.cli.check",
    "demo": "lonja_tools.cli.demo",
    "import": "lonja_tools.cli.import_",
    "etl": "lonja_tools.cli.etl",
    "shop": "lonja_tools.cli.shop",
    "staff": "lonja_tools.cli.staff",
    "theme": "lonja_tools.cli.theme",
    "prove": "lonja_tools.cli.prove",
    "bench": "lonja_tools.cli.bench",
    "simulate": "lonja_tools.cli.simulate",
    "infra": "lonja_tools.infra.commands",
    "package": "lonja_tools.cli.package",
    "deploy": "lonja_tools.cli.deploy",
}


class _Late(TyperGroup):
    @override
    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name, module in COMMANDS.items() if _exists(module)]

    @override
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS or not _exists(COMMANDS[cmd_name]):
            return None
        module = importlib.import_module(COMMANDS[cmd_name])
        command = get_command(module.app)
        command.name = cmd_name
        return command


def _exists(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


app = typer.Typer(
    cls=_Late,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Lonja: a complete online store, on this machine or in Azure.",
)


@app.callback()
def _lonja() -> None:
    """Lonja: a complete online store, on this machine or in Azure."""


def main() -> None:
    """Run the command line; a `UserError` is printed without a traceback."""
    try:
        app(prog_name=os.environ.get("LONJA_PROGRAM", "lonja"))
    except UserError as error:
        _print_and_exit(error)
    except OSError as problem:
        where = str(problem.filename or "the state folder")
        if problem.errno in {errno.EACCES, errno.EPERM} and problem.filename:
            _print_and_exit(not_ours(where))
        if problem.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        _print_and_exit(disk_full(where))


def _print_and_exit(error: UserError) -> NoReturn:
    sys.stderr.write(f"{error}\n")
    sys.exit(error.code)


if __name__ == "__main__":
    main()
