"""Who comes in: a person with a session or a program with a key, and whether they may do this."""

from typing import Final

from fastapi import Request
from psycopg import AsyncConnection

from lonja.api_keys import api as api_keys
from lonja.backoffice.deps import session_token
from lonja.backoffice.report_rules import WHOLE_SHOP
from lonja.backoffice.rules import RULES, Access, need
from lonja.hosting.deps import shop_of
from lonja.hosting.request_origin import check_same_site
from lonja.kernel import clock
from lonja.kernel.errors import Forbidden, Refused
from lonja.reports.api import NotSplit
from lonja.staff import api as staff
from lonja.staff.api import Permission, SignedIn


class NotSignedIn(Refused):
    code = "signed_out"


class WrongApiKey(Refused):
    code = "wrong_api_key"


NOT_FOR_KEYS: Final = frozenset(
    {
        "signOut",
        "listMySessions",
        "endMySession",
        "getMyConnection",
        "startConnection",
        "endMyConnection",
        "changeMyPassword",
        "followDesk",
        "testMail",  # goes to the address of who asks, and a program has none
    }
)
"""What only a person does, with a session; the permissions of `api_keys.NEVER` come on top."""


class OnlyForPeople(Forbidden):
    code = "only_for_people"


async def check(request: Request) -> None:
    """Every route of the API depends on this; who asks, if any, stays on the request.

    A request with a key comes from a program, and no page of another site can send one: the cookie
    counts for nothing beside it, and where the request comes from neither.
    """
    operation = request.scope["route"].operation_id
    rule = RULES[operation]
    request.state.me = None
    secret = None if rule is Access.ANYONE else _bearer(request)
    if secret is None:
        check_same_site(request, shop_of(request).settings.backoffice_url)
    if rule is Access.ANYONE:
        return
    async with shop_of(request).database.reading() as db:
        me = request.state.me = await _asking(db, request)
    if me is None and secret is not None:
        raise WrongApiKey("this key is unknown, revoked or over, or its maker has left")
    if me is None:
        raise NotSignedIn("sign in first, or again: the session ended")
    if secret is not None and (operation in NOT_FOR_KEYS or rule in api_keys.NEVER):
        raise OnlyForPeople("sign in for this: no key opens it")
    if isinstance(rule, Permission):
        need(me, rule)
        if operation in WHOLE_SHOP and me is not None and staff.scopes_of(me.grants, {rule}):
            raise NotSplit("this is of the whole shop, and you see some rows of reports only")


def _bearer(request: Request) -> str | None:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


async def _asking(
    db: AsyncConnection, request: Request, *, is_click: bool = True
) -> SignedIn | None:
    """Who has this key, or this session where no key was sent."""
    if (secret := _bearer(request)) is not None:
        return await api_keys.who_asks(db, secret, now=clock.now())
    token = session_token(request)
    return await staff.who_is(db, token, now=clock.now(), is_click=is_click) if token else None


async def may_watch(request: Request) -> bool:
    """Whether who opened this live page may still see it, signed in and in a role that may."""
    rule = RULES[request.scope["route"].operation_id]
    async with shop_of(request).database.reading() as db:
        me = await _asking(db, request, is_click=False)
    return me is not None and (rule is Access.SIGNED_IN or rule in me.permissions)
