"""The company's own sign-in for staff: Entra ID, or another OpenID Connect provider.

Authorisation code with PKCE (RFC 7636), as OpenID Connect Core 1.0 section 3.1 has it. What the
provider's ID token says of an e-mail address is shown and never believed: a person is its subject.
"""

import contextlib
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
import jwt
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError

from lonja.adapters.authorities import believed
from lonja.kernel.db import outside_call
from lonja.kernel.errors import Unavailable
from lonja.staff.api import Provided, ProviderRefused

log = logging.getLogger(__name__)

SCOPE: Final = "openid profile email"
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Never what the token asks for, and none that a shared secret signs."""
LEEWAY_S: Final = 60
TIMEOUT_S: Final = 10.0
DISCOVERY_LIFE_S: Final = 3600.0
KEYS_AGAIN_S: Final = 30.0
"""A token that names an unknown key makes us look for new ones, but not more often than this."""
_EXCHANGE: Final = "api://AzureADTokenExchange/.default"
_BY_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class OpenIdProvider:
    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        secret: str = "",
        identity: AsyncTokenCredential | None = None,
        client: httpx2.AsyncClient | None = None,
    ) -> None:
        """With a secret, or with the identity that the provider trusts in its place."""
        self._issuer = issuer.rstrip("/")
        self._client_id, self._secret, self._identity = client_id, secret, identity
        self._client = client or httpx2.AsyncClient(
            verify=believed(), timeout=TIMEOUT_S, follow_redirects=False
        )
        self._discovered: dict[str, Any] = {}
        self._discovered_until = 0.0
        self._keys: dict[str, jwt.PyJWK] = {}
        self._keys_from = -KEYS_AGAIN_S

    async def address(self, *, returns_to: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in."""
        digest = sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "response_mode": "query",
            "client_id": self._client_id,
            "redirect_uri": returns_to,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "prompt": "select_account",
        }
        return f"{await self._endpoint('authorization_endpoint')}?{urlencode(asked)}"

    async def who(self, *, code: str, returns_to: str, nonce: str, verifier: str) -> Provided:
        """Who came back with this code; raises `ProviderRefused`, or `Unavailable`."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": returns_to,
            "client_id": self._client_id,
            "code_verifier": verifier,
            **await self._ourselves(),
        }
        answer = await self._ask("POST", await self._endpoint("token_endpoint"), data=asked)
        said = await self._read(str(answer.get("id_token", "")))
        if said.get("azp", self._client_id) != self._client_id:
            raise ProviderRefused("the provider's answer was for another application")
        if said.get("nonce") != nonce:
            raise ProviderRefused("the provider's answer was not to this question")
        email = str(said.get("email") or said.get("preferred_username") or "")
        return Provided(
            f"{said['iss']} {said['sub']}", email[:254].lower(), str(said.get("name") or "")[:80]
        )

    def look_for_keys_again(self) -> None:
        """Now, where a token names a key that is not known."""
        self._keys_from = -KEYS_AGAIN_S

    async def close(self) -> None:
        await self._client.aclose()
        if self._identity is not None:
            await self._identity.close()

    async def _ourselves(self) -> dict[str, str]:
        if self._secret or self._identity is None:
            return {"client_secret": self._secret} if self._secret else {}
        try:
            token = await self._identity.get_token(_EXCHANGE)
        except AzureError as error:
            raise Unavailable("the identity of this process got no token for sign-ins") from error
        return {"client_assertion_type": _BY_ASSERTION, "client_assertion": token.token}

    async def _read(self, token: str) -> dict[str, Any]:
        try:
            key = await self._key(str(jwt.get_unverified_header(token).get("kid", "")))
            said: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=self._client_id,
                issuer=self._discovered["issuer"],
                leeway=LEEWAY_S,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            log.warning("a provider's token is not believed: %s", type(error).__name__)
            raise ProviderRefused("the provider's answer is not believed") from error
        return said

    async def _key(self, name: str) -> jwt.PyJWK:
        if name not in self._keys and time.monotonic() - self._keys_from >= KEYS_AGAIN_S:
            self._keys_from = time.monotonic()
            found = await self._ask("GET", await self._endpoint("jwks_uri"))
            self._keys = dict(_usable(found.get("keys")))
        if name not in self._keys:
            raise jwt.InvalidKeyError(f"no key is called {name!r}")
        return self._keys[name]

    async def _endpoint(self, name: str) -> str:
        if time.monotonic() >= self._discovered_until:
            found = await self._ask("GET", f"{self._issuer}/.well-known/openid-configuration")
            if str(found.get("issuer")).rstrip("/") != self._issuer:
                raise Unavailable("the provider says that it is somebody else")
            self._discovered = found
            self._discovered_until = time.monotonic() + DISCOVERY_LIFE_S
        endpoint = self._discovered.get(name)
        if not isinstance(endpoint, str):
            raise Unavailable(f"the provider has no {name}")
        return endpoint

    async def _ask(
        self, method: str, address: str, data: dict[str, str] | None = None
    ) -> dict[str, Any]:
        outside_call("sign-in provider")
        try:
            answer = await self._client.request(method, address, data=data)
            body = answer.json() if answer.content else {}
        except (httpx2.HTTPError, ValueError) as error:
            raise Unavailable("the sign-in provider does not answer") from error
        if answer.status_code >= 500 or not isinstance(body, dict):
            raise Unavailable(f"the sign-in provider answered {answer.status_code}")
        if answer.status_code >= 400:
            # `error` is one of a few words (RFC 6749, 5.2); the description may hold what was sent.
            log.warning("the sign-in provider refused: %s", str(body.get("error"))[:60])
            raise ProviderRefused("the provider refused this sign-in")
        return body


def _usable(keys: object) -> Iterator[tuple[str, jwt.PyJWK]]:
    """Those that sign; of a kind that we do not know there may be some beside them."""
    for one in keys if isinstance(keys, list) else []:
        if isinstance(one, dict) and one.get("use", "sig") == "sig":
            with contextlib.suppress(jwt.PyJWTError):
                yield str(one.get("kid", "")), jwt.PyJWK(one)
