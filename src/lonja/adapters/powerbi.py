"""Power BI's REST API: a token to show one report, and a refresh of its model.

Addresses and shapes are those of learn.microsoft.com/rest/api/power-bi. In Azure the process signs in as
itself; elsewhere a service principal does with its secret (client credentials). What Power BI says when it refuses stays in the log: the
browser learns only that the report cannot be shown now.
"""

import asyncio
import logging
import time
from datetime import UTC, datetime
from typing import Any, Final, cast
from urllib.parse import quote

import httpx2
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError

from lonja.adapters.authorities import believed
from lonja.adapters.own_identity import own_identity
from lonja.kernel import clock
from lonja.kernel.db import outside_call
from lonja.kernel.errors import Unavailable
from lonja.kernel.settings import Settings
from lonja.reports.api import Embed, NotEmbedded, Viewer, identity_of

log = logging.getLogger(__name__)

SCOPE: Final = "https://analysis.windows.net/powerbi/api/.default"
TIMEOUT_S: Final = 10.0
EARLY_S: Final = 120
"""How long before its end a token counts as over."""


class PowerBi:
    """One report in one workspace; its sign-in is kept until shortly before it ends."""

    def __init__(self, settings: Settings, identity: AsyncTokenCredential | None = None) -> None:
        self._settings = settings
        self._identity = identity or (own_identity() if settings.powerbi_entra else None)
        self._client = httpx2.AsyncClient(
            verify=believed(), timeout=TIMEOUT_S, follow_redirects=False
        )
        self._signing_in = asyncio.Lock()
        self._bearer, self._bearer_ends = "", 0.0

    @staticmethod
    def is_configured(settings: Settings) -> bool:
        principal = (
            settings.powerbi_tenant,
            settings.powerbi_client_id,
            settings.powerbi_client_secret,
        )
        signs_in = settings.powerbi_entra or all(principal)
        return bool(signs_in and settings.powerbi_workspace and settings.powerbi_report)

    async def embed(self, viewer: Viewer) -> Embed:
        """A model without rules for rows takes no identity: it shows itself only to who sees all."""
        report = await self._ask(
            "GET", f"{self._workspace}/reports/{self._settings.powerbi_report}"
        )
        dataset = self._settings.powerbi_dataset or str(report.get("datasetId", ""))
        wanted = {
            "reports": [{"id": self._settings.powerbi_report, "allowEdit": False}],
            "datasets": [{"id": dataset}],
            "targetWorkspaces": [{"id": self._settings.powerbi_workspace}],
        }
        name, role = identity_of(viewer)
        model = await self._ask("GET", f"{self._workspace}/datasets/{quote(dataset, safe='')}")
        if model.get("isEffectiveIdentityRequired"):
            wanted["identities"] = [{"username": name, "roles": [role], "datasets": [dataset]}]
        elif viewer.within:
            raise NotEmbedded("the model in Power BI has no roles: publish it again")
        token = await self._ask("POST", "/GenerateToken", wanted)
        try:
            return Embed(
                report_id=self._settings.powerbi_report,
                embed_url=str(report["embedUrl"]),
                token=str(token["token"]),
                expires_at=datetime.fromisoformat(str(token["expiration"])).astimezone(UTC),
            )
        except (KeyError, ValueError) as error:
            raise Unavailable("Power BI answered with something else than a token") from error

    async def refresh(self) -> None:
        if not self._settings.powerbi_dataset:
            return
        path = f"{self._workspace}/datasets/{self._settings.powerbi_dataset}/refreshes"
        await self._ask("POST", path, {"notifyOption": "NoNotification"})

    async def close(self) -> None:
        await self._client.aclose()
        if self._identity is not None:
            await self._identity.close()

    @property
    def _workspace(self) -> str:
        return f"/groups/{quote(self._settings.powerbi_workspace, safe='')}"

    async def _ask(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        outside_call("Power BI")
        address = f"{self._settings.powerbi_url.rstrip('/')}/v1.0/myorg{path}"
        headers = {"Authorization": f"Bearer {await self._sign_in()}"}
        return await self._send(method, address, headers=headers, json=body)

    async def _sign_in(self) -> str:
        async with self._signing_in:
            if time.monotonic() < self._bearer_ends:
                return self._bearer
            if self._identity is not None:
                return await self._sign_in_as_ourselves(self._identity)
            tenant = quote(self._settings.powerbi_tenant, safe="")
            login = self._settings.powerbi_login_url.rstrip("/")
            answer = await self._send(
                "POST",
                f"{login}/{tenant}/oauth2/v2.0/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": self._settings.powerbi_client_id,
                    "client_secret": self._settings.powerbi_client_secret,
                    "scope": SCOPE,
                },
            )
            try:
                self._bearer = str(answer["access_token"])
                life_s = int(answer.get("expires_in", 0))
            except (KeyError, ValueError) as error:
                raise Unavailable("Power BI's sign-in answered with something else") from error
            self._bearer_ends = time.monotonic() + life_s - EARLY_S
            return self._bearer

    async def _sign_in_as_ourselves(self, identity: AsyncTokenCredential) -> str:
        try:
            token = await identity.get_token(SCOPE)
        except AzureError as error:
            raise Unavailable("the identity of this process got no token for Power BI") from error
        life_s = token.expires_on - clock.now().timestamp()
        self._bearer, self._bearer_ends = token.token, time.monotonic() + life_s - EARLY_S
        return self._bearer

    async def _send(self, method: str, address: str, **request: Any) -> dict[str, Any]:
        try:
            answer = await self._client.request(method, address, **request)
        except httpx2.HTTPError as error:
            raise Unavailable("Power BI does not answer") from error
        if answer.status_code >= 300:
            # The body names the reason and no secret: what we sent is not in it.
            log.warning(
                "Power BI refused", extra={"status": answer.status_code, "said": answer.text[:500]}
            )
            raise Unavailable(f"Power BI answered {answer.status_code}")
        if not answer.content:
            return {}
        try:
            return cast("dict[str, Any]", answer.json())
        except ValueError as error:
            raise Unavailable("Power BI answered with something else than JSON") from error
