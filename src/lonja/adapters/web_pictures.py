"""Pictures from the web for an import, and drawn ones where there are none.

The addresses come from a stranger's file, so nothing inside our own network is reachable through
them: every name is resolved by us, only public addresses are connected to, and a redirect is a new
address with the same rules.
"""

import asyncio
import hashlib
import io
import ipaddress
import random
import socket
from collections.abc import Callable
from typing import Any, Final, override
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from PIL import Image, ImageDraw
from yarl import URL

from lonja.imports.products import PictureUnavailable
from lonja.kernel.db import outside_call

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_REDIRECTS: Final = 3
TIMEOUT_S: Final = 15.0
PORTS: Final = frozenset({80, 443})
DRAWN_SIDE: Final = 1200

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

    async def generate(self, seed: str) -> bytes:
        return await asyncio.to_thread(draw, seed)


def _checked(content: bytes) -> bytes:
    """An error page with status 200 is no picture."""
    from lonja.adapters.pictures import PictureRefused, read_picture

    try:
        read_picture(content)
    except PictureRefused as refused:
        raise PictureUnavailable(refused.detail) from refused
    return content


def draw(seed: str) -> bytes:
    """A tiled pattern of quarter circles in four colours, all chosen by the seed."""
    dice = random.Random(hashlib.sha256(seed.encode()).digest())
    hue = dice.randrange(360)
    ground, *inks = (
        _colour(hue + turn, light) for turn, light in ((0, 92), (0, 34), (28, 55), (190, 46))
    )
    cells = dice.choice((4, 5, 6))
    side = DRAWN_SIDE // cells
    picture = Image.new("RGB", (side * cells, side * cells), ground)
    pen = ImageDraw.Draw(picture)
    square: list[tuple[int, Any]] = [(dice.randrange(4), dice.choice(inks)) for _ in range(4)]
    for row in range(cells):
        for column in range(cells):
            corner, ink = square[(row % 2) * 2 + column % 2]
            x = column * side - side * (corner % 2)
            y = row * side - side * (corner // 2)
            box = Image.new("RGB", (side, side), ground)
            inner = ImageDraw.Draw(box)
            left, top = x - column * side, y - row * side
            inner.ellipse((left, top, left + 2 * side, top + 2 * side), fill=ink)
            ring = side // 3
            inner.ellipse(
                (left + ring, top + ring, left + 2 * side - ring, top + 2 * side - ring),
                fill=inks[-1] if ink != inks[-1] else ground,
            )
            picture.paste(box, (column * side, row * side))
            pen.rectangle(
                (column * side, row * side, (column + 1) * side, (row + 1) * side),
                outline=ground,
                width=max(2, side // 60),
            )
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=85)
    return target.getvalue()


def _colour(hue: int, light: int) -> str:
    return f"hsl({hue % 360}, 48%, {light}%)"
