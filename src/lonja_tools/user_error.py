"""Errors for the person at the terminal: what went wrong, and what to do about it."""


class UserError(Exception):
    """Ends a command with exit code `code`, without a traceback."""

    def __init__(self, what: str, *, todo: str = "", code: int = 1) -> None:
        super().__init__(what)
        self.what, self.todo, self.code = what, todo, code

    def __str__(self) -> str:
        return f"{self.what}\n{self.todo}" if self.todo else self.what


DISK_FULL = "The disk is full"


def disk_full(where: str) -> UserError:
    return UserError(
        f"{DISK_FULL}: nothing more can be written to {where}.",
        todo="Free some space there (or set LONJA_STATE_DIR to another disk), then run the command again."
        " What was saved before is kept.",
    )


def no_network(what: str) -> UserError:
    return UserError(
        f"{what} could not be downloaded: the package registry does not answer.",
        todo="Check the network (and HTTPS_PROXY, if you need one), then run the command again;"
        " what is already here is not downloaded twice.",
    )


def too_little_space(where: str, *, free_mb: int, needed_mb: int) -> UserError:
    return UserError(
        f"The disk is nearly full: {where} has {free_mb} MB left, and {needed_mb} MB are needed.",
        todo="Free some space there (or set LONJA_STATE_DIR to another disk), then run the command again.",
    )


def not_ours(path: str) -> UserError:
    return UserError(
        f"{path} belongs to another user, so it cannot be written.",
        todo="Run ./lonja as that user, or give the checkout to yourself (chown), then run it again.",
    )
