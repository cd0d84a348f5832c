"""A deployed process names every setting that it lacks, at once."""

from typing import Any

import pytest

from lonja.bootstrap import NoSecretKey, open_shop
from lonja.kernel.required_settings import missing
from lonja.kernel.settings import Settings

SET = {
    "database_url": "postgresql://shop@db.example/lonja",
    "warehouse_url": "postgresql://shop@dw.example/lonja",
    "storage_account": "shop",
    "secret_key": "k" * 32,
    "public_url": "https://shop.example",
    "backoffice_url": "https://desk.example",
    "mail_endpoint": "https://mail.example",
    "mail_from": "Norte <orders@norte.example>",
}
SERVICES = (
    "front-office",
    "back-office",
    "functions-background",
    "functions-etl",
    "functions-models",
)


def production(**values: Any) -> Settings:
    return Settings(environment="production", **values)


@pytest.mark.parametrize("service", SERVICES)
def test_a_laptop_lacks_nothing(service: str) -> None:
    assert missing(Settings(), service) == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_deployment_with_all_of_them_lacks_nothing(service: str) -> None:
    assert missing(production(**SET), service) == []


def test_each_service_names_what_it_needs_itself() -> None:
    assert {service: missing(production(), service) for service in SERVICES} == {
        "front-office": [
            "LONJA_DATABASE_URL",
            "LONJA_STORAGE_ACCOUNT or LONJA_STORAGE_CONNECTION",
            "LONJA_SECRET_KEY",
            "LONJA_PUBLIC_URL",
        ],
        "back-office": [
            "LONJA_DATABASE_URL",
            "LONJA_WAREHOUSE_URL",
            "LONJA_STORAGE_ACCOUNT or LONJA_STORAGE_CONNECTION",
            "LONJA_SECRET_KEY",
            "LONJA_PUBLIC_URL",
            "LONJA_BACKOFFICE_URL",
        ],
        "functions-background": [
            "LONJA_DATABASE_URL",
            "LONJA_STORAGE_ACCOUNT or LONJA_STORAGE_CONNECTION",
            "LONJA_SECRET_KEY",
            "LONJA_MAIL_ENDPOINT or LONJA_SMTP_HOST",
            "LONJA_PUBLIC_URL",
            "LONJA_BACKOFFICE_URL",
        ],
        "functions-etl": ["LONJA_DATABASE_URL", "LONJA_WAREHOUSE_URL"],
        "functions-models": ["LONJA_DATABASE_URL", "LONJA_WAREHOUSE_URL"],
    }


def test_a_sender_is_needed_where_the_service_takes_no_other() -> None:
    by_azure = production(**SET | {"mail_from": ""})
    by_smtp = production(
        **SET | {"mail_from": "", "mail_endpoint": "", "smtp_host": "mail.example"}
    )

    assert missing(by_azure, "functions-background") == ["LONJA_MAIL_FROM"]
    assert missing(by_smtp, "functions-background") == []


@pytest.mark.anyio
async def test_what_stops_a_process_names_the_others_too() -> None:
    with pytest.raises(NoSecretKey, match=r"LONJA_SECRET_KEY .*; so must .*LONJA_PUBLIC_URL"):
        async with open_shop(production(), "front-office"):
            pass
