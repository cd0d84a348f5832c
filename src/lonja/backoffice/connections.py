"""Signing in with the company's own provider: there and back, and one's own connection.

The browser goes to the provider and comes back with a code. What was asked for stands sealed in a
cookie, so that only the browser that asked can come back, within ten minutes, and only once.
"""

import json
import logging
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import StringConstraints
from starlette.responses import RedirectResponse

from lonja.backoffice.deps import Now, address_of, is_https
from lonja.backoffice.rules import Me
from lonja.backoffice.session import set_cookie
from lonja.bootstrap import Shop
from lonja.hosting.deps import Db, In, Out, Reading, Storable, TheShop
from lonja.identity.api import Seal, WrongKey
from lonja.kernel.errors import NotFound, Refused, Unavailable
from lonja.staff import api as staff

log = logging.getLogger(__name__)
router = APIRouter(tags=["session"])

UNTIL = timedelta(minutes=10)
"""How long somebody may take at the provider."""
BACK: Final = "/api/v1/session/provider"
"""Where the provider sends the browser to: registered there, under the back office's address."""
_OWNER: Final = "asked"


class SignInWays(Out):
    """`provider` is what its button calls it; null where people sign in with passwords alone."""

    provider: str | None


class NextPage(In):
    next: Annotated[str, StringConstraints(max_length=500, pattern=r"^/([^/\\].*)?$"), Storable] = (
        "/"
    )


class ProviderInvitation(In):
    token: Annotated[str, StringConstraints(min_length=1, max_length=100), Storable]


class Confirmed(In):
    """By the password once more: who finds a screen open does not get in for ever."""

    password: Annotated[str, StringConstraints(min_length=1, max_length=200), Storable]


class Departure(Out):
    """Where the browser goes now."""

    address: str


class MyConnection(Out):
    """`email` is what the provider calls one; null while there is no connection."""

    provider: str | None
    email: str | None
    connected_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Asked:
    state: str
    nonce: str
    verifier: str
    until: float
    """Seconds since 1970."""
    page: str = "/"
    user_id: str = ""
    session_id: str = ""
    """Of who connects an account: still signed in when they come back."""
    invitation_id: str = ""
    """Of who joins."""


@router.get("/sign-in-ways", operation_id="getSignInWays")
async def get_sign_in_ways(shop: TheShop) -> SignInWays:
    return SignInWays(provider=_title(shop))


@router.post("/session/provider", operation_id="startProviderSignIn")
async def start_provider_sign_in(
    asked: NextPage, response: Response, shop: TheShop, now: Now
) -> Departure:
    return await _leave(shop, response, now, page=asked.next)


@router.post("/me/connection", operation_id="startConnection")
async def start_connection(
    asked: Confirmed, request: Request, response: Response, me: Me, shop: TheShop, now: Now
) -> Departure:
    async with shop.database.transaction() as db:
        candidate = await staff.begin_sign_in(
            db, email=me.email, address=address_of(request), now=now
        )
    if not await staff.is_right(candidate, asked.password):
        raise staff.SignInRefused
    who = {"user_id": str(me.user_id), "session_id": str(me.session_id)}
    return await _leave(shop, response, now, page="/account", **who)


@router.post("/invitation/provider", operation_id="startProviderAcceptance")
async def start_provider_acceptance(
    asked: ProviderInvitation, response: Response, shop: TheShop, now: Now
) -> Departure:
    invitation_id = staff.opened(shop.settings.secret_key, asked.token)
    async with shop.database.reading() as db:
        await staff.invitation(db, invitation_id, now=now)
    return await _leave(shop, response, now, invitation_id=str(invitation_id))


@router.get(
    "/session/provider",
    operation_id="finishProviderSignIn",
    status_code=303,
    response_class=RedirectResponse,
)
async def finish_provider_sign_in(
    request: Request,
    shop: TheShop,
    now: Now,
    code: Annotated[str, Query(max_length=8_000), Storable] = "",
    state: Annotated[str, Query(max_length=200), Storable] = "",
) -> Response:
    """Signed in, connected or joined; or back where it began, with the reason in the address."""
    asked = _asked(request, shop)
    try:
        if asked is None or asked.state != state or asked.until < now.timestamp() or not code:
            raise staff.ProviderRefused("this is no answer to what this browser asked")
        token = await _came_back(shop, request, asked, code, now)
    except (Refused, Unavailable) as error:
        why = error.code if isinstance(error, Refused) else "unavailable"
        log.info("a sign-in with the provider ended", extra={"why": why})
        answer = _to(_beginning(asked), refused=why)
    else:
        answer = _to("/" if asked.invitation_id else asked.page)
        if token:
            set_cookie(answer, shop, token)
    answer.delete_cookie(_cookie(shop), path="/", secure=is_https(shop), samesite="lax")
    return answer


@router.get("/me/connection", operation_id="getMyConnection")
async def get_my_connection(me: Me, shop: TheShop, db: Reading) -> MyConnection:
    found = await staff.connection_of(db, me.user_id)
    return MyConnection(
        provider=_title(shop),
        email=found.email if found else None,
        connected_at=found.connected_at if found else None,
    )


@router.delete("/me/connection", status_code=204, operation_id="endMyConnection")
async def end_my_connection(me: Me, db: Db, now: Now) -> None:
    await staff.disconnect(db, me.user_id, actor=me.email, now=now)


async def _came_back(
    shop: Shop, request: Request, asked: _Asked, code: str, now: datetime
) -> str | None:
    """Do what was asked for; a new session's token, unless an account was connected."""
    provided = await _provider(shop).who(
        code=code, returns_to=_returns_to(shop), nonce=asked.nonce, verifier=asked.verifier
    )
    async with shop.database.transaction() as db:
        if asked.user_id:
            session = await staff.own_session(db, UUID(asked.session_id), now=now)
            if session is None:
                raise staff.ProviderRefused("the session that asked has ended")
            await staff.connect(db, UUID(asked.user_id), provided, now=now)
            return None
        if asked.invitation_id:
            user_id, email = await staff.accept_connected(
                db, UUID(asked.invitation_id), provided, now=now
            )
        else:
            account = await staff.connected(db, provided)
            user_id, email = account.id, account.email
        token, _ = await staff.open_session(
            db,
            user_id,
            email=email,
            address=address_of(request),
            device=request.headers.get("user-agent", ""),
            now=now,
        )
    return token


async def _leave(
    shop: Shop,
    response: Response,
    now: datetime,
    *,
    page: str = "/",
    user_id: str = "",
    session_id: str = "",
    invitation_id: str = "",
) -> Departure:
    asked = _Asked(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        until=(now + UNTIL).timestamp(),
        page=page,
        user_id=user_id,
        session_id=session_id,
        invitation_id=invitation_id,
    )
    address = await _provider(shop).address(
        returns_to=_returns_to(shop),
        state=asked.state,
        nonce=asked.nonce,
        verifier=asked.verifier,
    )
    sealed = _seal(shop).close(json.dumps(asdict(asked)), owner=_OWNER)
    response.set_cookie(
        _cookie(shop),
        urlsafe_b64encode(sealed).decode(),
        max_age=max(60, int(UNTIL.total_seconds())),
        path="/",
        httponly=True,
        samesite="lax",  # the provider's page, of another site, sends the browser back
        secure=is_https(shop),
    )
    return Departure(address=address)


def _asked(request: Request, shop: Shop) -> _Asked | None:
    kept = request.cookies.get(_cookie(shop), "")
    try:
        return _Asked(**json.loads(_seal(shop).open(urlsafe_b64decode(kept), owner=_OWNER)))
    except (WrongKey, ValueError, TypeError):
        return None


def _provider(shop: Shop) -> staff.SignInProvider:
    if shop.sign_in_provider is None:
        raise NotFound("people sign in with passwords here")
    return shop.sign_in_provider


def _title(shop: Shop) -> str | None:
    return shop.settings.staff_issuer_name if shop.sign_in_provider is not None else None


def _seal(shop: Shop) -> Seal:
    return Seal(shop.settings.secret_key, purpose="staff sign-in asked for")


def _cookie(shop: Shop) -> str:
    return "__Host-lonja_asked" if is_https(shop) else "lonja_asked"


def _returns_to(shop: Shop) -> str:
    return f"{shop.settings.backoffice_url.rstrip('/')}{BACK}"


def _beginning(asked: _Asked | None) -> str:
    return "/account" if asked is not None and asked.user_id else "/sign-in"


def _to(path: str, **query: str) -> RedirectResponse:
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)
