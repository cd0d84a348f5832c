"""Signing in and out, and one's own sessions."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from lonja.backoffice.desk import Answered, Asked, Db, Desk, DeskOf, Now, Reading
from lonja.backoffice.rules import Me
from lonja.kernel.errors import NotFound
from lonja.staff import api as staff
from lonja.staff.api import Permission, Role, SignedIn

router = APIRouter(tags=["session"])


class SignInAsked(Asked):
    email: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    password: Annotated[str, Field(min_length=1, max_length=200)]
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Person(Answered):
    id: UUID
    email: str
    name: str
    roles: list[Role]


class Myself(Answered):
    user: Person
    permissions: list[Permission]
    session_id: UUID
    expires_at: datetime


class Session(Answered):
    id: UUID
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    device: str


class SessionList(Answered):
    items: list[Session]
    next_cursor: str | None


class DemoAccount(Answered):
    email: str
    name: str
    roles: list[Role]
    password: str
    code: str


class DemoAccountList(Answered):
    items: list[DemoAccount]
    next_cursor: str | None


def _myself(me: SignedIn) -> Myself:
    return Myself(
        user=Person(id=me.user_id, email=me.email, name=me.name, roles=list(me.roles)),
        permissions=sorted(me.permissions),
        session_id=me.session_id,
        expires_at=me.expires_at,
    )


def _set_cookie(response: Response, desk: Desk, token: str) -> None:
    response.set_cookie(
        desk.cookie,
        token,
        max_age=int(staff.ABSOLUTE_LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=desk.is_https,
    )


@router.post("/session", operation_id="signIn")
async def sign_in(
    asked: SignInAsked, request: Request, response: Response, desk: DeskOf, now: Now
) -> Myself:
    """Password and time-based code together: a wrong one does not tell which it was."""
    address = request.client.host if request.client else "unknown"
    async with desk.database.transaction() as db:
        candidate = await staff.begin_sign_in(db, email=asked.email, address=address, now=now)
    is_right = await staff.is_right(candidate, asked.password)
    async with desk.database.transaction() as db:
        token, me = await staff.finish_sign_in(
            db,
            candidate,
            password_is_right=is_right,
            code=asked.code,
            seal=desk.seal,
            device=request.headers.get("user-agent", ""),
            now=now,
        )
    _set_cookie(response, desk, token)
    return _myself(me)


@router.delete("/session", status_code=204, operation_id="signOut")
async def sign_out(response: Response, me: Me, desk: DeskOf, db: Db, now: Now) -> None:
    await staff.revoke_session(
        db, user_id=me.user_id, session_id=me.session_id, actor=me.email, now=now
    )
    response.delete_cookie(desk.cookie, path="/", secure=desk.is_https, samesite="strict")


@router.get("/me", operation_id="getMyself")
async def get_myself(me: Me) -> Myself:
    return _myself(me)


@router.get("/me/sessions", operation_id="listMySessions")
async def list_my_sessions(me: Me, db: Reading, now: Now) -> SessionList:
    found = await staff.own_sessions(db, me.user_id, now=now)
    return SessionList(
        items=[Session.model_validate(session) for session in found], next_cursor=None
    )


@router.delete("/me/sessions/{session_id}", status_code=204, operation_id="endMySession")
async def end_my_session(session_id: UUID, me: Me, db: Db, now: Now) -> None:
    await staff.revoke_session(
        db, user_id=me.user_id, session_id=session_id, actor=me.email, now=now
    )


@router.get("/demo/accounts", operation_id="listDemoAccounts")
async def list_demo_accounts(desk: DeskOf, db: Reading, now: Now) -> DemoAccountList:
    """The demo's people with a code that works now. In production there is no such thing."""
    if not desk.is_development:
        raise NotFound("there is no demo here")
    found = await staff.demo_accounts(db, seal=desk.seal, now=now)
    return DemoAccountList(
        items=[DemoAccount.model_validate(account) for account in found], next_cursor=None
    )
