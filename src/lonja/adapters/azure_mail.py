"""Mail through Azure Communication Services, signed in by the process's own identity.

The REST shapes are those of `POST /emails:send` and `GET /emails/operations/{id}`. The id of a
delivery row is both the operation's id and the Message-ID, and the service is set to refuse a
Message-ID that it has seen: a mail whose answer was lost is not sent twice.
"""

import asyncio
import base64
import logging
import time
from datetime import timedelta
from email.utils import parseaddr
from typing import Any, Final
from urllib.parse import quote

import httpx2
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError

from lonja.adapters.authorities import believed
from lonja.adapters.mail import MAIL_TIMEOUT_S, one_address
from lonja.adapters.own_identity import own_identity
from lonja.kernel import tracing
from lonja.kernel.db import outside_call
from lonja.notifications.api import (
    Mail,
    MailBounced,
    MailRefused,
    MailThrottled,
    MailUnavailable,
)

SCOPE: Final = "https://communication.azure.com//.default"
"""With both slashes: the service's audience ends in one (as in Microsoft's own client)."""
API_VERSION: Final = "2023-03-31"
ANSWER_TIMEOUT_S: Final = 10.0
LOOKS: Final = 2
LOOK_AFTER_S: Final = 1.0
NO_LOOKS_S: Final = 60.0
"""The quota of looks is a small part of that of mails; once it is used up we stop asking a while."""
LONGEST_WAIT: Final = timedelta(hours=1)
_DONE: Final = frozenset({"Succeeded", "Failed", "Canceled"})
_SUPPRESSED: Final = "EmailDroppedAllRecipientsSuppressed"

log = logging.getLogger(__name__)

type Operation = dict[str, Any]


class CommunicationMailer:
    """Counts "accepted" as sent: later bounces show in the service's own log.

    The service sends from addresses of its own domain only, so `sender` is the deployment's;
    replies go to the shop's own address.
    """

    def __init__(
        self,
        *,
        endpoint: str,
        sender: str,
        credential: AsyncTokenCredential | None = None,
        look_after_s: float = LOOK_AFTER_S,
    ) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._sender = parseaddr(sender)[1]
        self._credential = credential or own_identity()
        self._client = httpx2.AsyncClient(
            verify=believed(), timeout=ANSWER_TIMEOUT_S, follow_redirects=False
        )
        self._look_after_s = look_after_s
        self._no_looks_before = 0.0

    async def close(self) -> None:
        await self._client.aclose()
        await self._credential.close()

    async def send(self, mail: Mail) -> None:
        outside_call("Communication Services")
        body = self._body(mail)
        is_taken = False
        try:
            async with asyncio.timeout(MAIL_TIMEOUT_S):
                is_taken = await self._hand_over(mail, body)
                await self._watch(mail)
        except TimeoutError as error:
            if not is_taken:
                raise MailUnavailable("the mail service does not answer in time") from error

    async def _hand_over(self, mail: Mail, body: dict[str, Any]) -> bool:
        headers = {"Operation-Id": str(mail.message_id)}
        try:
            answer = await self._ask("POST", "/emails:send", headers=headers, json=body)
        except httpx2.HTTPError as error:
            # It may have been accepted with only the answer lost; the operation shows that.
            if await self._operation(mail) is None:
                raise MailUnavailable(f"the mail service does not answer: {error!r}") from error
            return True
        if answer.status_code == 202:
            return True
        # A Message-ID that it has seen is a bad request, or a conflict: then this mail has left.
        if answer.status_code in {400, 409} and await self._operation(mail) is not None:
            return True
        raise _judge(answer)

    async def _watch(self, mail: Mail) -> None:
        """Look whether the service drops it at once: an address it has on its list of bounces."""
        for look in range(LOOKS):
            if time.monotonic() < self._no_looks_before:
                return
            await asyncio.sleep(self._look_after_s * 2**look)
            operation = await self._operation(mail)
            if operation is None:
                return
            if operation.get("status") in _DONE:
                _check(operation)
                return

    async def _operation(self, mail: Mail) -> Operation | None:
        """The operation's status as the service reports it; None if the operation is unknown."""
        try:
            answer = await self._ask("GET", f"/emails/operations/{quote(str(mail.message_id))}")
        except httpx2.HTTPError:
            return None
        if answer.status_code == 429:
            self._no_looks_before = time.monotonic() + NO_LOOKS_S
        if answer.status_code != 200:
            return None
        return _json(answer)

    async def _ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        try:
            token = await self._credential.get_token(SCOPE)
        except AzureError as error:
            raise MailUnavailable(f"no sign-in for the mail service: {error}") from error
        headers = {"Authorization": f"Bearer {token.token}", **request.pop("headers", {})}
        return await self._client.request(
            method,
            f"{self._endpoint}{path}",
            params={"api-version": API_VERSION},
            headers=headers,
            **request,
        )

    def _body(self, mail: Mail) -> dict[str, Any]:
        try:
            recipient = one_address(mail.recipient).addr_spec
        except ValueError as error:
            raise MailRefused(f"not an address: {error}") from error
        headers = {
            "Message-ID": f"<{mail.message_id}@{self._sender.rpartition('@')[2]}>",
            "x-ms-acsemail-validate-message-id": "true",
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
            "X-Lonja-Trace": mail.trace or tracing.current(),
        }
        if mail.unsubscribe_url:  # RFC 8058
            headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            headers["Precedence"] = "bulk"
        own = mail.reply_to or parseaddr(mail.sender)[1]
        replies = {"replyTo": [{"address": own}]} if own not in {"", self._sender} else {}
        return {
            "senderAddress": self._sender,
            **replies,
            "recipients": {"to": [{"address": recipient}]},
            "content": {"subject": mail.subject, "plainText": mail.text, "html": mail.html},
            "headers": headers,
            **({"attachments": _attachments(mail)} if mail.attachments else {}),
            # Nobody is followed by a picture of one pixel.
            "userEngagementTrackingDisabled": True,
        }


def _attachments(mail: Mail) -> list[dict[str, str]]:
    return [
        {
            "name": one.name,
            "contentType": one.content_type,
            "contentInBase64": base64.b64encode(one.data).decode("ascii"),
        }
        for one in mail.attachments
    ]


def _judge(answer: httpx2.Response) -> Exception:
    """400 and 422 are about this mail; what is about us or about now comes back."""
    reason = _error(_json(answer))
    text = f"the mail service said {answer.status_code} {reason}"
    if answer.status_code in {429, 503}:
        return MailThrottled(text, wait=_wait(answer))
    if answer.status_code in {400, 413, 422}:
        return MailRefused(text)
    log.error("the mail service refuses us", extra={"status": answer.status_code, "said": reason})
    return MailUnavailable(text)


def _check(operation: Operation) -> None:
    if operation.get("status") == "Succeeded":
        return
    text = f"the mail service dropped it: {_error(operation)}"
    raise MailBounced(text) if _SUPPRESSED in text else MailRefused(text)


def _wait(answer: httpx2.Response) -> timedelta:
    retry_after = answer.headers.get("retry-after", "")
    seconds = int(retry_after) if retry_after.isdigit() else 60
    return min(max(timedelta(seconds=seconds), timedelta(seconds=1)), LONGEST_WAIT)


def _error(operation: Operation) -> str:
    error = operation.get("error") or {}
    return f"{error.get('code', '')} {error.get('message', '')}".strip()[:500]


def _json(answer: httpx2.Response) -> Operation:
    try:
        operation = answer.json()
    except ValueError:
        return {}
    return operation if isinstance(operation, dict) else {}
