"""Signing in to Azure again, where a pipeline's proof of who it is lasts for minutes.

GitHub's token is good for five minutes. az keeps what it got for it at `az login`, but whatever it
asks for later, such as a token for PostgreSQL behind a long apply, is refused (AADSTS700024,
Azure/azure-cli#28708). Terraform asks GitHub for a fresh token by itself; for az, this does.
"""

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

AUDIENCE: Final = "api://AzureADTokenExchange"
GOOD_FOR_S: Final = 240.0
ANSWER_WITHIN_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Pipeline:
    """GitHub's token endpoint, and the identity that trusts its tokens."""

    url: str
    bearer: str = field(repr=False)
    client: str
    tenant: str
    subscription: str

    def words(self) -> list[list[str]]:
        """The az commands; the first contains a token and must not be logged."""
        request = urllib.request.Request(  # noqa: S310 - the address is GitHub's own, from the runner
            f"{self.url}&audience={quote(AUDIENCE, safe='')}",
            headers={"authorization": f"bearer {self.bearer}"},
        )
        with urllib.request.urlopen(request, timeout=ANSWER_WITHIN_S) as answer:  # noqa: S310
            token = json.load(answer)["value"]
        return [
            ["login", "--service-principal", "--username", self.client, "--tenant", self.tenant,
             "--federated-token", token, "--output", "none", "--only-show-errors"],
            ["account", "set", "--subscription", self.subscription, "--only-show-errors"],
        ]  # fmt: skip


def pipeline(environ: Mapping[str, str]) -> Pipeline | None:
    """None outside of a job that may ask GitHub for tokens."""
    try:
        return Pipeline(
            url=environ["ACTIONS_ID_TOKEN_REQUEST_URL"],
            bearer=environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
            client=environ["ARM_CLIENT_ID"],
            tenant=environ["ARM_TENANT_ID"],
            subscription=environ["ARM_SUBSCRIPTION_ID"],
        )
    except KeyError:
        return None
