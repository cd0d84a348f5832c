"""Mail over SMTP: a catcher on the laptop, any provider elsewhere. In Azure: `azure_mail`."""

import asyncio
import email.errors
import socket
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

import aiosmtplib

from lonja.kernel import clock, tracing
from lonja.kernel.db import outside_call
from lonja.notifications.api import Mail, MailBounced, MailPutOff, MailRefused, MailUnavailable

# Folding at 78 would write a long address of ours as an encoded word, which no program clicks.
_POLICY: Final = SMTP.clone(max_line_length=900)
ANSWER_TIMEOUT_S: Final = 10.0
MAIL_TIMEOUT_S: Final = 25.0
"""For a whole mail; `notifications` claims a mail for longer than that."""


class SmtpMailer:
    """One connection a mail: simple, and a dead connection never takes a second mail with it."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str = "",
        password: str = "",
        starttls: bool = False,
    ) -> None:
        self._host, self._port = host, port
        self._username, self._password, self._starttls = username, password, starttls
        self._own_name = ""

    async def send(self, mail: Mail) -> None:
        outside_call("the mail server")
        sender = _address(mail.sender)
        message = compose(mail, sender=sender)
        try:
            async with asyncio.timeout(MAIL_TIMEOUT_S):
                if not self._own_name:  # asks the name server, so once and not for each mail
                    self._own_name = await asyncio.to_thread(socket.getfqdn)
                await aiosmtplib.send(
                    message,
                    sender=sender.addr_spec,
                    recipients=[message["To"].addresses[0].addr_spec],
                    hostname=self._host,
                    port=self._port,
                    local_hostname=self._own_name,
                    username=self._username or None,
                    password=self._password or None,
                    start_tls=self._starttls,
                    timeout=ANSWER_TIMEOUT_S,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise judge(error.recipients[0].code, error.recipients[0].message) from error
        except aiosmtplib.SMTPNotSupported as error:
            raise MailRefused(f"the mail server cannot write to this address: {error}") from error
        except aiosmtplib.SMTPResponseException as error:
            raise judge(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise MailUnavailable(f"the mail server does not answer: {error}") from error


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    return Address(display_name=name, addr_spec=address)


def judge(code: int, answer: str) -> Exception:
    """5xx is permanent and 4xx temporary (RFC 5321, 4.2.1), unless the sender is at fault."""
    text = f"the mail server said {code} {answer}"
    if code in {421, 530, 534, 535, 538}:  # it is closing, or wants another sign-in
        return MailUnavailable(text)
    if code in {550, 551, 553}:
        return MailBounced(text)
    return MailRefused(text) if 500 <= code < 600 else MailPutOff(text)


def compose(mail: Mail, *, sender: Address) -> EmailMessage:
    """The message as it leaves; raises `MailRefused` where the address can hold no mail."""
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = f"<{mail.message_id}@{sender.domain}>"
    message["Date"] = format_datetime(clock.now())
    message["From"] = sender
    try:
        message["To"] = one_address(mail.recipient)
    except (ValueError, email.errors.MessageError) as error:
        raise MailRefused(f"not an address: {error}") from error
    if mail.reply_to and mail.reply_to != sender.addr_spec:
        message["Reply-To"] = _address(mail.reply_to)
    message["Subject"] = mail.subject
    message["Content-Language"] = mail.language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Lonja-Trace"] = mail.trace or tracing.current()
    if mail.unsubscribe_url:  # RFC 8058: the mail program's own button posts to this address
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Precedence"] = "bulk"
    message.set_content(mail.text, charset="utf-8")
    message.add_alternative(mail.html, subtype="html", charset="utf-8")
    for one in mail.attachments:
        kind, _, subtype = one.content_type.partition("/")
        message.add_attachment(one.data, maintype=kind, subtype=subtype, filename=one.name)
    return message


def one_address(recipient: str) -> Address:
    """One address and nothing else; a domain with accents travels in its ASCII form."""
    if any(ord(char) < 33 or char in ",;<>" for char in recipient):
        raise ValueError("it holds spaces, control characters or several addresses")
    local, at, domain = recipient.rpartition("@")
    if not at or not local or not domain:
        raise ValueError("an address has one @ between a name and a domain")
    return Address(addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
