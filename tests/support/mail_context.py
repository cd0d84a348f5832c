"""The mail context of tests: the real catcher, and a clock that stands still until it is moved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.support.shop import NOON

from lonja.adapters.mail import SmtpMailer
from lonja.adapters.theme_mails import ThemeMails
from lonja.adapters.themes import Themes
from lonja.jobs.notifications import MailContext
from lonja.kernel.db import Database
from lonja.notifications.api import Mail, Mailer, MailThrottled, MailUnavailable, Quota


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


SENDER = "Azulejo <hola@shop.test>"


def a_mail_context(
    database: Database,
    mail: tuple[int, str],
    *,
    now: Callable[[], datetime] | None = None,
    quota: Quota | None = None,
) -> MailContext:
    return MailContext(
        database=database,
        mailer=SmtpMailer(host="127.0.0.1", port=mail[0]),
        mails=ThemeMails(lambda: Themes().get("default")),
        quota=quota or Quota(per_minute=6000, burst=1000),
        shop="Azulejo",
        sender=SENDER,
        reply_to="ayuda@shop.test",
        time_zone="Europe/Madrid",
        public_url="https://shop.test",
        secret_key="s" * 32,
        backoffice_url="https://desk.test",
        now=now or Clock(),
    )


def with_mailer(context: MailContext, mailer: Mailer | Any) -> MailContext:
    """The same context with another way out."""
    return replace(context, mailer=mailer)


class Away:
    """A mail server that does not answer."""

    async def send(self, mail: Mail) -> None:
        raise MailUnavailable("the mail server does not answer")


class Throttled:
    """A mail service that wants quiet."""

    def __init__(self, wait: timedelta) -> None:
        self.wait, self.requests = wait, 0

    async def send(self, mail: Mail) -> None:
        self.requests += 1
        raise MailThrottled("too many mails", wait=self.wait)
