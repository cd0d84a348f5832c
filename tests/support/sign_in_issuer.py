"""An OpenID Connect provider as Entra ID is one: codes, PKCE, signed tokens, keys that change."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://login.example/tenant/v2.0"
CLIENT_ID = "back-office"
SECRET = "known to two"


@dataclass
class Issuer:
    """Who is signed in there, and how what it says is wrong where a test wants that."""

    subject: str = "person-1"
    email: str = "elena@company.example"
    claims: dict[str, Any] = field(default_factory=dict)
    is_away: bool = False
    other_keys: list[Any] = field(default_factory=list)
    asked_for_keys: int = 0
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.change_key()

    def change_key(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._name = secrets.token_hex(4)

    @property
    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))

    def come_back(self, address: str) -> dict[str, str]:
        """What the browser brings back once the person has signed in at this address."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT_ID
        code = secrets.token_hex(8)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if self.is_away:
            return httpx2.Response(503, text="later")
        match request.url.path.removeprefix("/tenant/v2.0"):
            case "/.well-known/openid-configuration":
                names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
                ends = {name: f"{ISSUER}/{name}" for name in names}
                return httpx2.Response(200, json={"issuer": ISSUER, **ends})
            case "/jwks_uri":
                self.asked_for_keys += 1
                key = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
                named = {**key, "kid": self._name, "use": "sig"}
                return httpx2.Response(200, json={"keys": [*self.other_keys, named]})
            case "/token_endpoint":
                return self._token(dict(parse_qsl(request.content.decode())))
        return httpx2.Response(404, json={"error": "nothing_here"})

    def _token(self, sent: dict[str, str]) -> httpx2.Response:
        asked = self._codes.pop(sent["code"], None)
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != sent["redirect_uri"]
            or sent.get("client_secret") != SECRET
        ):
            return httpx2.Response(400, json={"error": "invalid_grant"})
        now = int(time.time())
        said = {
            "iss": ISSUER, "sub": self.subject, "aud": CLIENT_ID, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "preferred_username": self.email, "name": "Elena Ruiz",
        }  # fmt: skip
        token = jwt.encode(
            said | self.claims, self._key, algorithm="RS256", headers={"kid": self._name}
        )
        return httpx2.Response(200, json={"id_token": token, "token_type": "Bearer"})


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def returning(brought: dict[str, str]) -> str:
    return f"/api/v1/session/provider?{urlencode(brought)}"
