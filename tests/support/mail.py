"""What the mail catcher got, as a person would count it."""

import ssl
from dataclasses import dataclass
from typing import Any, Final

import httpx2

# Nothing here is encrypted: to read all authorities of the world takes longer than a mail does.
PLAIN: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True, slots=True)
class Inbox:
    """`address` is the catcher's; every raw delivery is an item, duplicates too."""

    address: str

    async def received(self, recipient: str) -> list[dict[str, Any]]:
        """Oldest first."""
        return await self._found({"to": recipient})

    async def received_at(self, domain: str) -> list[dict[str, Any]]:
        """Of every address of a domain, oldest first."""
        return await self._found({"q": f"@{domain}"})

    async def _found(self, query: dict[str, str]) -> list[dict[str, Any]]:
        async with httpx2.AsyncClient(verify=PLAIN) as reader:
            answer = await reader.get(
                f"{self.address}/api/messages", params={**query, "limit": "1000"}
            )
        items: list[dict[str, Any]] = answer.json()["items"]
        return items[::-1]

    async def open(self, number: int) -> dict[str, Any]:
        async with httpx2.AsyncClient(verify=PLAIN) as reader:
            answer = await reader.get(f"{self.address}/api/messages/{number}")
        read: dict[str, Any] = answer.json()
        return read
