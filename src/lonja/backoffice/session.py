"""Signing in and out, and one's own sessions."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now, address_of, cookie_name, is_https
from lonja.backoffice.rules import Me
from lonja.bootstrap import Shop
from lonja.hosting.deps import Db, In, ListOut, Out, Reading, Storable, TheShop
from lonja.kernel.errors import NotFound
from lonja.staff import api as staff
from lonja.staff.api import Permission, Role, SignedIn

router = APIRouter(tags=["session"])


class SignInAsked(In):
    email: Annotated[str, StringConstraints(min_length=3, max_length=254), Storable]
    password: Annotated[str, Field(min_length=1, max_length=200), Storable]
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Person(Out):
    id: UUID
    email: str
    name: str
    roles: list[Role]


class Myself(Out):
    """`own_roles` are the names of the shop's own roles that they have."""

    user: Person
    own_roles: list[str]
    permissions: list[Permission]
    session_id: UUID
    expires_at: datetime


class Session(Out):
    id: UUID
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    device: str


class DemoAccount(Out):
    email: str
    name: str
    roles: list[Role]
    password: str
    code: str


def myself(me: SignedIn) -> Myself:
    return Myself(
        user=Person(id=me.user_id, email=me.email, name=me.name, roles=list(me.roles)),
        own_roles=list(me.own_role_names),
        permissions=sorted(me.permissions),
        session_id=me.session_id,
        expires_at=me.expires_at,
    )


def set_cookie(response: Response, shop: Shop, token: str) -> None:
    response.set_cookie(
        cookie_name(shop),
        token,
        max_age=int(staff.ABSOLUTE_LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=is_https(shop),
    )


@router.post("/session", operation_id="signIn")
async def sign_in(
    asked: SignInAsked, request: Request, response: Response, shop: TheShop, now: Now
) -> Myself:
    """Password and time-based code together: a wrong one does not tell which it was."""
    address = address_of(request)
    async with shop.database.transaction() as db:
        candidate = await staff.begin_sign_in(db, email=asked.email, address=address, now=now)
    is_right = await staff.is_right(candidate, asked.password)
    async with shop.database.transaction() as db:
        token, me = await staff.finish_sign_in(
            db,
            candidate,
            password_is_right=is_right,
            code=asked.code,
            seal=shop.staff_seal,
            device=request.headers.get("user-agent", ""),
            now=now,
        )
    set_cookie(response, shop, token)
    return myself(me)


@router.delete("/session", status_code=204, operation_id="signOut")
async def sign_out(response: Response, me: Me, shop: TheShop, db: Db, now: Now) -> None:
    await staff.revoke_session(
        db, user_id=me.user_id, session_id=me.session_id, actor=me.email, now=now
    )
    response.delete_cookie(cookie_name(shop), path="/", secure=is_https(shop), samesite="strict")


@router.get("/me", operation_id="getMyself")
async def getmyself(me: Me) -> Myself:
    return myself(me)


@router.get("/me/sessions", operation_id="listMySessions")
async def list_my_sessions(me: Me, db: Reading, now: Now) -> ListOut[Session]:
    found = await staff.own_sessions(db, me.user_id, now=now)
    return ListOut[Session](
        items=[Session.model_validate(session) for session in found], next_cursor=None
    )


@router.delete("/me/sessions/{session_id}", status_code=204, operation_id="endMySession")
async def end_my_session(session_id: UUID, me: Me, db: Db, now: Now) -> None:
    await staff.revoke_session(
        db, user_id=me.user_id, session_id=session_id, actor=me.email, now=now
    )


@router.get("/demo/accounts", operation_id="listDemoAccounts")
async def list_demo_accounts(shop: TheShop, db: Reading, now: Now) -> ListOut[DemoAccount]:
    """The demo's people with a code that works now. In production there is no such thing."""
    if shop.settings.environment != "development":
        raise NotFound("there is no demo here")
    found = await staff.demo_accounts(db, seal=shop.staff_seal, now=now)
    return ListOut[DemoAccount](
        items=[DemoAccount.model_validate(account) for account in found], next_cursor=None
    )
