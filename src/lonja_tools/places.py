"""The laptop's folders: tools in the checkout, state in `.lonja/` or `LONJA_STATE_DIR`."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

# sockaddr_un holds 108 bytes with the closing NUL; the server adds "/.s.PGSQL.5432.lock" to the folder.
_LONGEST_SOCKET_FOLDER_BYTES = 107 - len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True, slots=True)
class Places:
    checkout: Path
    state: Path

    @classmethod
    def here(cls) -> "Places":
        chosen = os.environ.get("LONJA_STATE_DIR")
        state = Path(chosen).expanduser().absolute() if chosen else CHECKOUT / ".lonja"
        return cls(checkout=CHECKOUT, state=state)

    @property
    def tools(self) -> Path:
        """Installed once per checkout, shared by all states."""
        return self.checkout / ".lonja" / "tools"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def record(self) -> Path:
        return self.state / "run.json"

    @property
    def lock(self) -> Path:
        return self.state / "run.lock"

    @property
    def database(self) -> Path:
        return self.state / "postgres"

    @property
    def storage(self) -> Path:
        return self.state / "azurite"

    @property
    def mail(self) -> Path:
        return self.state / "mail.sqlite"

    @property
    def stripe(self) -> Path:
        return self.state / "stripe.json"

    @property
    def secret_key(self) -> Path:
        return self.state / "secret-key"

    @property
    def sockets(self) -> Path:
        """The folder of PostgreSQL's socket: short enough for the kernel, wherever the checkout is."""
        beside = self.state / "run"
        if len(os.fsencode(beside)) <= _LONGEST_SOCKET_FOLDER_BYTES:
            return beside
        name = hashlib.sha256(os.fsencode(self.state)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"lonja-{os.getuid()}-{name}"
        if len(os.fsencode(short)) <= _LONGEST_SOCKET_FOLDER_BYTES:
            return short
        return Path("/tmp") / short.name  # noqa: S108  (owner and mode are checked when it is made)

    def make(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)
        self.tools.mkdir(parents=True, exist_ok=True)
