"""The topology of the laptop: processes, ports, queues, containers and their settings.

This is the one declaration; the supervisor starts it, and a test compares it with Terraform.
"""

import hashlib
import importlib.util
import os
import secrets
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lonja.kernel.queues import POISON_QUEUES, QUEUES
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import Places

DEFAULT_PORT_BASE = 8000
HOST = "127.0.0.1"

# Public: pictures are readable by URL.
CONTAINERS: Mapping[str, bool] = {
    "media": True,
    "uploads": False,
    "exports": False,
    "documents": False,
}

# The emulator's well-known account and key, published by Microsoft; not a secret.
STORAGE_ACCOUNT = "devstoreaccount1"
STORAGE_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)


@dataclass(frozen=True, slots=True)
class Port:
    offset: int
    what: str
    # What a person opens in a browser; ports without one are for programs.
    scheme: str = ""


PORTS: Mapping[str, Port] = {
    "front-office": Port(0, "Storefront", "http"),
    "back-office-api": Port(1, "Back office API", "http"),
    "back-office": Port(2, "Back office", "http"),
    "mail-inbox": Port(25, "Mail inbox", "http"),
    "mail-smtp": Port(26, "Mail (SMTP)"),
    "stripe": Port(27, "Stripe (local)"),
    "blobs": Port(100, "Blob storage"),
    "queues": Port(101, "Queue storage"),
    "functions-background": Port(110, "Functions (background)"),
    "functions-etl": Port(111, "Functions (etl)"),
    "functions-models": Port(112, "Functions (models)"),
}


@dataclass(frozen=True, slots=True)
class Service:
    """A process that the supervisor keeps alive."""

    name: str
    title: str
    command: tuple[str, ...]
    # The service is started only if this part of the checkout exists.
    source: str = ""
    port: str = ""
    ready_path: str = ""
    stop_signal: signal.Signals = signal.SIGTERM
    grace_s: float = 10
    # If an essential service fails, so does `up`; for others it prints a warning and continues.
    is_essential: bool = True
    # It runs only while a message waits in this queue, and ends by itself.
    queue: str = ""


FRONT_OFFICE_WORKERS = 2
WORKERS_SETTING = "LONJA_FRONT_OFFICE_WORKERS"
"""So many instead, for a run of the bench."""
PATIENCE = ("--backpressure", "8192", "--http1-header-read-timeout", "10000")
"""Of a web process with connections. Granian counts those that say nothing as well, and closes none
that never spoke: 512 of them, its default here, would keep everybody out. Headers, and the next
request of a connection, have 10 s; the proxies before us end idle connections sooner."""


def _web(name: str, title: str, package: str, *, workers: int) -> Service:
    app = f"lonja.{package}.app:app"
    port = "{" + name + "}"
    # An app of one worker has nobody to share its memory with.
    program = f"lonja.{package}" if workers > 1 else "granian"
    serve = ("-m", program, "--interface", "asgi", "--host", HOST, "--port", port)
    safely = ("--workers", str(workers), "--respawn-failed-workers", "--workers-kill-timeout", "5")
    return Service(
        name=name,
        title=title,
        command=("{python}", *serve, *safely, *PATIENCE, "--no-ws", app),
        source=f"src/lonja/{package}/app.py",
        port=name,
        ready_path="/readyz",
        is_essential=package == "frontoffice",
    )


def _functions(folder: str, *, queue: str = "") -> Service:
    name = f"functions-{folder}"
    host = ("-m", "lonja_tools.functions_host", f"functions/{folder}")
    # Longer than a message that failed stays hidden, so that it is tried again by the same process.
    leaving = ("--leave-after-seconds", "90") if queue else ()
    return Service(
        name=name,
        title=f"Functions ({folder})",
        # Senders wake the host, so an idle laptop polls rarely.
        command=(
            *("{python}", *host, "--port", "{" + name + "}"),
            *("--max-polling-seconds", "10", *leaving),
        ),
        source=f"functions/{folder}/function_app.py",
        port=name,
        ready_path="/readyz",
        grace_s=15,
        is_essential=False,
        queue=queue,
    )


POSTGRES = Service(
    name="postgres", title="PostgreSQL", command=(), stop_signal=signal.SIGINT, grace_s=30
)
STORAGE = Service(name="azurite", title="Azurite", command=(), port="blobs")
MAIL = Service(
    name="mail",
    title="Mail catcher",
    command=("{python}", "-m", "lonja_tools.laptop.mail", "{mail-smtp}", "{mail-inbox}", "{mail}"),
    port="mail-inbox",
    ready_path="/readyz",
)
STRIPE = Service(
    name="stripe",
    title="Stripe (local)",
    command=("{python}", "-m", "lonja_tools.stripe_server", "{stripe}", "{shop}", "{books}"),
    port="stripe",
    ready_path="/readyz",
)
"""Only with `up --stripe-test-server`."""
STOREFRONT = _web(
    "front-office",
    "Front office",
    "frontoffice",
    workers=int(os.environ.get(WORKERS_SETTING, FRONT_OFFICE_WORKERS)),
)
API = _web("back-office-api", "Back office API", "backoffice", workers=1)
SPA_HOST = _web("back-office", "Back office (SPA host)", "spa_host", workers=1)
MODELS = _functions("models", queue="models")
"""Started when a forecast is asked for: it needs much memory, for minutes a week."""
FUNCTIONS = (_functions("background"), _functions("etl"), MODELS)
APPS = (STOREFRONT, API, SPA_HOST, *FUNCTIONS)
SERVICES = (POSTGRES, STORAGE, MAIL, *APPS)


def named(name: str) -> Service:
    """One that a run may have; the local Stripe is among them."""
    return next(service for service in (*SERVICES, STRIPE) if service.name == name)


def port(name: str, base: int) -> int:
    return base + PORTS[name].offset


def address(name: str, base: int) -> str:
    return f"http://{HOST}:{port(name, base)}"


def exists(service: Service, checkout: Path) -> bool:
    """Whether this checkout has the code that the service runs."""
    if service.source and not (checkout / service.source).exists():
        return False
    if "lonja_tools.functions_host" in service.command:
        return importlib.util.find_spec("lonja_tools.functions_host") is not None
    return True


def filled(service: Service, places: Places, base: int) -> list[str]:
    values = {name: str(port(name, base)) for name in PORTS}
    values |= {"python": sys.executable, "mail": str(places.mail)}
    values |= {"shop": address("front-office", base), "books": str(places.stripe)}
    return [values.get(part[1:-1], part) if part[:1] == "{" else part for part in service.command]


def storage_names(base: int) -> str:
    """Every queue and container of this topology."""
    origin = address("back-office", base)
    return " ".join((*QUEUES, *POISON_QUEUES, *CONTAINERS, origin))


def storage_connection(base: int) -> str:
    return ";".join(
        (
            "DefaultEndpointsProtocol=http",
            f"AccountName={STORAGE_ACCOUNT}",
            f"AccountKey={STORAGE_KEY}",
            f"BlobEndpoint={address('blobs', base)}/{STORAGE_ACCOUNT}",
            f"QueueEndpoint={address('queues', base)}/{STORAGE_ACCOUNT}",
        )
    )


def databases(places: Places) -> dict[str, str]:
    """The URLs of our own PostgreSQL, by setting."""
    postgres = Postgres(data=places.database, sockets=places.sockets)
    return {
        "LONJA_DATABASE_URL": postgres.url("lonja"),
        "LONJA_WAREHOUSE_URL": postgres.url("lonja_warehouse"),
    }


def settings(places: Places, base: int) -> dict[str, str]:
    """The environment variables of every process; a variable that is already set wins."""
    values = {
        "LONJA_ENVIRONMENT": "development",
        **databases(places),
        "LONJA_STORAGE_CONNECTION": storage_connection(base),
        # The name of the same account in Azure's Functions hosts.
        "AzureWebJobsStorage": storage_connection(base),
        "QueueStorage": storage_connection(base),
        "LONJA_WAKE_URL": address("functions-background", base),
        "LONJA_SMTP_HOST": HOST,
        "LONJA_SMTP_PORT": str(port("mail-smtp", base)),
        "LONJA_PUBLIC_URL": address("front-office", base),
        "LONJA_BACKOFFICE_URL": address("back-office", base),
        "LONJA_BACKOFFICE_API_URL": address("back-office-api", base),
        "LONJA_SECRET_KEY": _secret_key(places),
    }
    return values | {name: os.environ[name] for name in values if os.environ.get(name)}


def stripe_settings(places: Places, base: int) -> dict[str, str]:
    """Of the local Stripe; as with a real one, a secret signs its events."""
    signs = hashlib.sha256(f"stripe events:{_secret_key(places)}".encode()).hexdigest()
    return {
        "LONJA_STRIPE_KEY": "rk_test_local",
        "LONJA_STRIPE_WEBHOOK_SECRETS": f"whsec_{signs}",
        "LONJA_STRIPE_URL": address("stripe", base),
    }


def _secret_key(places: Places) -> str:
    """The secret key of this state, kept so that sessions and links survive a restart."""
    try:
        return places.secret_key.read_text().strip()
    except FileNotFoundError:
        key = secrets.token_urlsafe(32)
        descriptor = os.open(places.secret_key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
        return key
