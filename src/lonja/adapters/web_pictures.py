"""Pictures from the web for an import.

The addresses come from a stranger's file, so nothing inside our own network is reachable through
them: every name is resolved by us, only public addresses are connected to, and a redirect is a new
address with the same rules.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from typing import Final, override
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from lonja.imports.pictures import PictureUnavailable
from lonja.kernel.db import outside_call

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_REDIRECTS: Final = 3
TIMEOUT_S: Final = 15.0
PORTS: Final = frozenset({80, 443})

# The platform's own host in Azure, IPv6 addresses that embed IPv4 ones, and retired local ones.
_NEVER: Final = tuple(
    ipaddress.ip_network(net)
    for net in ("168.63.129.16/32", "64:ff9b::/96", "::ffff:0:0:0/96", "fec0::/10", "::/96")
)

type Allowed = Callable[[str], bool]


def is_public(address: str) -> bool:
    """Whether it is public, so that a fetch reveals nothing of our network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    real = mapped or parsed
    return real.is_global and not real.is_multicast and not any(real in net for net in _NEVER)


class _PublicResolver(AbstractResolver):
    """Connections go to the very address that was judged: a name cannot change its mind between."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._inner = aiohttp.ThreadedResolver()

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        public = [one for one in found if self._allowed(one["host"])]
        if not public:
            raise PictureUnavailable("the address is not on the public Internet")
        return public

    @override
    async def close(self) -> None:
        await self._inner.close()


class WebPictures:
    def __init__(
        self, *, allowed: Allowed = is_public, ports: frozenset[int] | None = PORTS
    ) -> None:
        self._allowed, self._ports = allowed, ports

    async def download(self, address: str) -> bytes:
        outside_call("a picture's download")
        connector = aiohttp.TCPConnector(resolver=_PublicResolver(self._allowed))
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        try:
            async with aiohttp.ClientSession(
                connector=connector, timeout=timeout, trust_env=False
            ) as session:
                return await self._follow(session, address)
        except TimeoutError as error:
            raise PictureUnavailable(f"no answer within {TIMEOUT_S:.0f} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise PictureUnavailable(f"not reachable ({type(error).__name__})") from error

    async def _follow(self, session: aiohttp.ClientSession, address: str) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            url = URL(address)  # judged as it will be fetched: full-width digits are digits by then
            self._judge(url)
            async with session.get(url, allow_redirects=False) as answer:
                if answer.status in {301, 302, 303, 307, 308}:
                    address = urljoin(str(url), answer.headers.get("Location", ""))
                    continue
                if answer.status != 200:
                    raise PictureUnavailable(f"the server answered {answer.status}")
                return await self._bounded(answer)
        raise PictureUnavailable(f"more than {MAX_REDIRECTS} redirects")

    def _judge(self, url: URL) -> None:
        if url.scheme not in {"http", "https"} or not url.raw_host:
            raise PictureUnavailable("only http and https addresses are fetched")
        if url.user or url.password:
            raise PictureUnavailable("an address with a password is not fetched")
        if self._ports is not None and url.port not in self._ports:
            raise PictureUnavailable(f"port {url.port} is not fetched from")
        # A literal address never meets the resolver.
        try:
            literal = str(ipaddress.ip_address(url.raw_host))
        except ValueError:
            return
        if not self._allowed(literal):
            raise PictureUnavailable("the address is not on the public Internet")

    async def _bounded(self, answer: aiohttp.ClientResponse) -> bytes:
        content = bytearray()
        async for block in answer.content.iter_chunked(64 * 1024):
            content += block
            if len(content) > MAX_BYTES:
                raise PictureUnavailable(f"more than {MAX_BYTES // 2**20} MiB")
        return await asyncio.to_thread(_checked, bytes(content))


def _checked(content: bytes) -> bytes:
    """An error page with status 200 is no picture."""
    from lonja.adapters.pictures import PictureRefused, read_picture

    try:
        read_picture(content)
    except PictureRefused as refused:
        raise PictureUnavailable(refused.detail) from refused
    return content
