"""The door to `notifications`: mails about orders, campaigns, and the log of every delivery."""

from lonja.notifications._delivering import (
    ORDER_MAIL_KINDS,
    Claim,
    Delivery,
    NotFailed,
    OrderMail,
    claim,
    deliveries_of,
    mark_failed,
    mark_sent,
    release,
    retry,
)
from lonja.notifications._limiting import Quota
from lonja.notifications._mail import Mail, Mailer, MailRefused, MailUnavailable
from lonja.notifications._rendering import (
    MailLine,
    OrderFacts,
    Rendered,
    render_order_mail,
    show_money,
)

__all__ = [
    "ORDER_MAIL_KINDS",
    "Claim",
    "Delivery",
    "Mail",
    "MailLine",
    "MailRefused",
    "MailUnavailable",
    "Mailer",
    "NotFailed",
    "OrderFacts",
    "OrderMail",
    "Quota",
    "Rendered",
    "claim",
    "deliveries_of",
    "mark_failed",
    "mark_sent",
    "release",
    "render_order_mail",
    "retry",
    "show_money",
]
