"""The shop's news: asked for with an address, agreed to by the link of a mail, without a script.

Opening the link changes nothing, because mail scanners open every link: its button does.
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.actions import newsletter
from lonja.credit import api as credit
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.newsletter import NewsletterPage, Step
from lonja.frontoffice.wording import N_
from lonja.hosting.problems import status_of
from lonja.identity.api import TooManyAttempts
from lonja.kernel import clock
from lonja.kernel.email_address import MAX_CHARACTERS, is_email_address

TOKEN_CHARACTERS: Final = 1_000
_TOO_MANY: Final = N_("Too many tries from here. Try again in a quarter of an hour.")
_WRONG: Final = N_("This is not an e-mail address. It looks like name@example.com.")


@page
async def show(visit: Visit) -> Response:
    return await _page(visit, "form")


@page
async def ask(visit: Visit) -> Response:
    """The same answer for every address: nobody learns who reads the news."""
    typed = (await visit.form()).get("email", "")
    if len(typed) > MAX_CHARACTERS or not is_email_address(typed):
        return await _page(visit, "form", email=typed, error=_WRONG, status=422)
    now = clock.now()
    try:
        async with visit.shop.database.transaction() as db:
            await credit.count_lookup(
                db, visitor=f"news {typed.lower()}", address=visit.client, now=now
            )
    except TooManyAttempts as refused:
        status = status_of(refused)
        return await _page(visit, "form", email=typed, error=_TOO_MANY, status=status)
    async with visit.shop.database.transaction() as db:
        await newsletter.ask(db, email=typed, language=visit.language, now=now)
    return await _page(visit, "sent", email=typed)


@page
async def open_link(visit: Visit) -> Response:
    try:
        signup = _signup(visit)
    except newsletter.NewsletterLinkOver:
        return await _page(visit, "over", status=410)
    action = address(visit.path, {"token": visit.query("token", TOKEN_CHARACTERS)})
    return await _page(visit, "opened", email=signup.email, action=action)


@page
async def confirm(visit: Visit) -> Response:
    try:
        signup = _signup(visit)
        async with visit.shop.database.transaction() as db:
            await newsletter.confirm(db, signup, now=clock.now())
    except newsletter.NewsletterLinkOver:
        return await _page(visit, "over", status=410)
    return await _page(visit, "done", email=signup.email)


def _signup(visit: Visit) -> newsletter.Signup:
    token, secret = visit.query("token", TOKEN_CHARACTERS), visit.shop.settings.secret_key
    return newsletter.open_link(secret, token, now=clock.now())


async def _page(
    visit: Visit,
    step: Step,
    *,
    email: str = "",
    error: str = "",
    action: str = "",
    status: int = 200,
) -> Response:
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
    if step == "form" and not frame.layout.has_newsletter:
        raise HTTPException(404)
    view = NewsletterPage(frame, step, email, error, action)
    return await visit.page("newsletter.html", view, status)
