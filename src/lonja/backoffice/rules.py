"""Who may call what: one line per operation, read in one place, before anything else happens.

An operation without a line cannot be called by anyone, and a test fails for it.
"""

from enum import Enum, auto
from typing import Annotated, Final

from fastapi import Depends, Request

from lonja.backoffice.desk import DeskOf, session_token
from lonja.kernel import clock
from lonja.kernel.errors import Forbidden, Refused
from lonja.staff import api as staff
from lonja.staff.api import Permission, SignedIn


class Access(Enum):
    ANYONE = auto()
    SIGNED_IN = auto()


class NotSignedIn(Refused):
    code = "not_signed_in"


RULES: Final[dict[str, Permission | Access]] = {
    "signIn": Access.ANYONE,
    "listDemoAccounts": Access.ANYONE,
    "signOut": Access.SIGNED_IN,
    "getMyself": Access.SIGNED_IN,
    "listMySessions": Access.SIGNED_IN,
    "endMySession": Access.SIGNED_IN,
    "listStaff": Permission.STAFF_READ,
}


async def check(request: Request, desk: DeskOf) -> None:
    """Every route of the API depends on this; the person, if any, stays on the request."""
    rule = RULES[request.scope["route"].operation_id]
    request.state.me = None
    if rule is Access.ANYONE:
        return
    token = session_token(request, desk)
    if token:
        async with desk.database.reading() as db:
            request.state.me = await staff.who_is(db, token, now=clock.now())
    me: SignedIn | None = request.state.me
    if me is None:
        raise NotSignedIn("sign in first, or again: the session ended")
    if isinstance(rule, Permission) and rule not in me.permissions:
        raise Forbidden(f"this needs the permission {rule}", permission=str(rule))


def signed_in(request: Request) -> SignedIn:
    me: SignedIn | None = request.state.me
    assert me is not None, "an operation open to anyone asked who is there"
    return me


Me = Annotated[SignedIn, Depends(signed_in)]
