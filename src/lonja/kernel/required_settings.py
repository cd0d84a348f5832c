"""The settings that a deployed process requires, and which of them are missing. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from lonja.kernel.settings import Settings

type Need = tuple[str, Callable[[Settings], bool]]

_LAPTOP: Final = ("http://127.0.0.1", "http://localhost")


def _own(name: str) -> Need:
    """Set to something else than what a laptop uses."""
    return (
        f"LONJA_{name.upper()}",
        lambda settings: getattr(settings, name) not in ("", Settings.model_fields[name].default),
    )


def _public(name: str) -> Need:
    return f"LONJA_{name.upper()}", lambda settings: not getattr(settings, name).startswith(_LAPTOP)


_DATABASE: Final = _own("database_url")
_STORAGE: Final[Need] = (
    "LONJA_STORAGE_ACCOUNT or LONJA_STORAGE_CONNECTION",
    lambda settings: bool(settings.storage_account or settings.storage_connection),
)
_MAIL: Final[Need] = (
    "LONJA_MAIL_ENDPOINT or LONJA_SMTP_HOST",
    lambda settings: (
        bool(settings.mail_endpoint)
        or settings.smtp_host != Settings.model_fields["smtp_host"].default
    ),
)
_SENDER: Final[Need] = (
    "LONJA_MAIL_FROM",
    lambda settings: bool(settings.mail_from) or not settings.mail_endpoint,
)
_NEEDS: Final[Mapping[str, tuple[Need, ...]]] = {
    "front-office": (_DATABASE, _STORAGE, _own("secret_key"), _public("public_url")),
    "back-office": (
        *(_DATABASE, _own("warehouse_url"), _STORAGE, _own("secret_key")),
        *(_public("public_url"), _public("backoffice_url")),
    ),
    "functions-background": (
        *(_DATABASE, _STORAGE, _own("secret_key"), _MAIL, _SENDER),
        *(_public("public_url"), _public("backoffice_url")),
    ),
    "functions-etl": (_DATABASE, _own("warehouse_url")),
    "functions-models": (_DATABASE, _own("warehouse_url")),
}


def missing(settings: Settings, service: str) -> list[str]:
    """The settings that this service still lacks in production; a laptop lacks none."""
    if settings.environment != "production":
        return []
    return [name for name, is_set in _NEEDS.get(service, ()) if not is_set(settings)]
