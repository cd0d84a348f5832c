"""The one secret that the apps share: generated here, stored in the vault, never printed."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from lonja.kernel import clock
from lonja_tools.deployment.packaging.deployables import DEPLOYABLES
from lonja_tools.deployment.programs import Call, az
from lonja_tools.deployment.steps.step import Deployment, Step
from lonja_tools.user_error import UserError

# Permissions in a new vault take minutes to become effective.
ALLOWED_WITHIN_S: Final = 600
EVERY_S: Final = 20
RANDOM_BYTES: Final = 48
KEPT: Final = timedelta(days=730)
# https://learn.microsoft.com/azure/app-service/app-service-key-vault-references#rotation
REFRESH: Final = "/config/configreferences/appsettings/refresh?api-version=2022-03-01"
READERS: Final = frozenset({"frontoffice", "backoffice", "background"})
SAID_BEFORE: Final = timedelta(days=60)


def steps() -> list[Step]:
    return [
        Step("secret", "The vault holds the key that seals links and payment tokens", _keep, _calls)
    ]


def _calls(deployment: Deployment) -> list[Call]:
    return [_list_call(deployment), _set_call(deployment), *_refresh_calls(deployment)]


def _refresh_calls(deployment: Deployment) -> list[Call]:
    """Make apps that started before the secret existed read it now, not in a day."""
    calls = []
    for deployable in DEPLOYABLES:
        if deployable.name not in READERS or not _knows(deployment, deployable.stack):
            continue
        app = deployment.app(deployable)
        site = deployment.site(app)
        places = [site, f"{site}/slots/staging"] if app.staging_host else [site]
        calls += [az("rest", "--method", "post", "--url", place + REFRESH) for place in places]
    return calls


def _knows(deployment: Deployment, stack: str) -> bool:
    return deployment.imagined or deployment.outputs.knows(stack)


def _list_call(deployment: Deployment) -> Call:
    """Names and dates, without a value."""
    vault = deployment.outputs.at("functions", "vault", "name")
    words = ("keyvault", "secret", "list", "--vault-name", vault, "--output", "json")
    return az(*words, changes=False)


def _set_call(deployment: Deployment) -> Call:
    """Pass the value in a file: command lines are visible to every user of the machine."""
    return az(
        *("keyvault", "secret", "set"),
        *("--vault-name", deployment.outputs.at("functions", "vault", "name")),
        *("--name", deployment.outputs.at("functions", "vault", "secret_key", "name")),
        *("--file", str(_file(deployment)), "--encoding", "utf-8"),
        *("--content-type", "text/plain"),
        *("--expires", f"{clock.now() + KEPT:%Y-%m-%dT%H:%M:%SZ}"),
        # Otherwise it answers with the value.
        *("--output", "none"),
    )


def _file(deployment: Deployment) -> Path:
    return deployment.journal.folder / "secret"


def _keep(deployment: Deployment) -> str:
    """Create it unless it exists; replacing it would break every link."""
    existing = _existing(deployment)
    if existing is None:
        _make(deployment)
    _refresh(deployment)
    return "made, and put there" if existing is None else _expiry_note(existing)


def _refresh(deployment: Deployment) -> None:
    """Only a help: an app that is rolled out later asks anew, and the smoke test sees who does not."""
    for call in _refresh_calls(deployment):
        try:
            deployment.programs.run(call)
        except UserError as refused:
            deployment.say(f"  {refused.what}")


def _make(deployment: Deployment) -> None:
    file = _file(deployment)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as fresh:
            fresh.write(secrets.token_urlsafe(RANDOM_BYTES))
        deployment.programs.run(_set_call(deployment))
    finally:
        file.unlink(missing_ok=True)


def _existing(deployment: Deployment) -> dict[str, Any] | None:
    name = deployment.outputs.at("functions", "vault", "secret_key", "name")
    listed = _listed(deployment)
    return next((one for one in listed if one["id"].rsplit("/", 1)[1] == name), None)


def _listed(deployment: Deployment) -> list[dict[str, Any]]:
    for waited in range(0, ALLOWED_WITHIN_S, EVERY_S):
        try:
            return deployment.programs.json(_list_call(deployment)) or []
        except UserError as refused:
            if waited + EVERY_S >= ALLOWED_WITHIN_S:
                raise UserError(
                    refused.what,
                    todo="Who deploys is in the group `database_administrator`, and stands in the"
                    " network of a private environment.",
                ) from None
            deployment.pause(EVERY_S)
    raise AssertionError("the last try returns or raises")


def _expiry_note(secret: dict[str, Any]) -> str:
    until = (secret.get("attributes") or {}).get("expires")
    if until is None:
        return "there"
    ends = datetime.fromisoformat(until).astimezone(UTC)
    soon = "; make a new version of it before (docs/operate.md)"
    return f"there, until {ends.date()}" + (soon if ends - clock.now() < SAID_BEFORE else "")
