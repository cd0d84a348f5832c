"""The databases: migrations that do not stop the shop, then the rights of each identity."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from lonja_tools.deployment import migrations, roles
from lonja_tools.deployment.environment import identities
from lonja_tools.deployment.programs import Call, az
from lonja_tools.deployment.steps.step import Deployment, Step
from lonja_tools.user_error import UserError

CONNECT_WITHIN_S: Final = 20


def steps() -> Iterator[Step]:
    yield Step(
        "check-migrations", "No migration would stop the shop", _check, lambda _: [_token_call()]
    )
    yield Step("migrate", "Bring the database to this version", _migrate, lambda _: [_token_call()])
    yield Step(
        "roles", "Each app may do what it needs in the databases", _grant, lambda _: [_token_call()]
    )


def _token_call() -> Call:
    words = ("--resource-type", "oss-rdbms", "--query", "accessToken", "--output", "tsv")
    return az("account", "get-access-token", *words, changes=False)


@dataclass(frozen=True, slots=True)
class Server:
    """A flexible server, and its administrator who signs in with a token of Entra."""

    host: str
    administrator: str
    token: str

    def url(self, database: str) -> str:
        address = URL.create(
            "postgresql",
            username=self.administrator,
            password=self.token,
            database=database,
            query={
                "host": self.host,
                "sslmode": "require",
                "connect_timeout": str(CONNECT_WITHIN_S),
                "application_name": "lonja deploy",
            },
        )
        return address.render_as_string(hide_password=False)

    def connect(self, database: str) -> psycopg.Connection:
        try:
            return psycopg.connect(self.url(database), autocommit=True)
        except psycopg.OperationalError as error:
            raise UserError(
                f"The database {database} on {self.host} does not answer: {error}".strip(),
                todo="Who deploys is a member of"
                f" {self.administrator}, and stands in the network of a private environment, or in"
                " Azure, or at an address that the server's firewall lets in.",
            ) from None


def shop(deployment: Deployment) -> Server:
    return _server(deployment, deployment.outputs.at("functions", "database", "fqdn"))


def warehouse(deployment: Deployment) -> Server:
    return _server(deployment, deployment.outputs.at("backoffice", "warehouse", "fqdn"))


def _server(deployment: Deployment, host: str) -> Server:
    administrator = deployment.outputs.at("functions", "database", "administrator")
    return Server(host, administrator, deployment.programs.run(_token_call()).strip())


def _check(deployment: Deployment) -> str:
    if deployment.back:
        return "left as it is: an older version comes back"
    with shop(deployment).connect(roles.SHOP) as db:
        version = migrations.version_of(db)
    statements = migrations.pending(deployment.checkout, version)
    migrations.check(statements, checkout=deployment.checkout, running=deployment.running)
    waiting = list(dict.fromkeys(one.revision for one in statements))
    return f"to run: {', '.join(waiting)}" if waiting else f"at {version}, nothing to run"


def _migrate(deployment: Deployment) -> str:
    if deployment.back:
        return "left as it is"
    server = shop(deployment)
    try:
        migrations.upgrade(deployment.checkout, server.url(roles.SHOP))
    except DBAPIError as error:
        raise UserError(
            f"A migration was refused by the database: {error.orig}",
            todo="Those before it stay, nothing of this one does. A lock that was not given in 4 s"
            " is held by a long transaction: look for it in pg_stat_activity.",
        ) from None
    with server.connect(roles.SHOP) as db:
        return f"at {migrations.version_of(db)}"


def _grant(deployment: Deployment) -> str:
    names = identities(deployment.outputs)
    try:
        created = roles.grant_shop(shop(deployment).connect, identities=names)
        if deployment.outputs.knows("backoffice"):
            created += roles.grant_warehouse(warehouse(deployment).connect, identities=names)
    except psycopg.Error as error:
        raise UserError(
            f"The database refused: {error}".strip(),
            todo="Rights are granted on tables of the migrations: run them as the same role.",
        ) from None
    return f"new: {', '.join(created)}" if created else "none new"
