"""The built SPA in memory: a few megabytes, read once, squeezed when it was built."""

import hashlib
import mimetypes
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lonja.hosting.compression import accepts

IMMUTABLE: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
MAX_TOTAL_BYTES: Final = 64 * 1024 * 1024
_ENCODINGS: Final = {"br": ".br", "gzip": ".gz"}
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class NotBuilt(RuntimeError):
    """There is no built SPA to serve."""


@dataclass(frozen=True, slots=True)
class File:
    plain: bytes
    media_type: str
    cache_control: str
    etag: str
    squeezed: dict[str, bytes] = field(default_factory=dict)

    def best_for(self, accept_encoding: str) -> tuple[str | None, bytes]:
        """The smallest form the browser says it takes; `q=0` is the same as not saying it."""
        for encoding, body in self.squeezed.items():
            if accepts(accept_encoding, encoding):
                return encoding, body
        return None, self.plain


def read_built(folder: Path) -> dict[str, File]:
    """Every file of the build by its path from the root, `index.html` among them."""
    if not (folder / "index.html").is_file():
        raise NotBuilt(f"{folder} holds no index.html: run `npm ci && npm run build` in spa/")
    found: dict[str, File] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in _ENCODINGS.values():
            continue
        plain = path.read_bytes()
        total += len(plain)
        assert total <= MAX_TOTAL_BYTES, f"{folder} is too large to be a build of the SPA"
        name = "/" + path.relative_to(folder).as_posix()
        found[name] = File(
            plain=plain,
            media_type=_TYPES.get(path.suffix)
            or mimetypes.guess_type(path.name)[0]
            or "application/octet-stream",
            # The build writes a hash of the content into the name of everything under assets/.
            cache_control=IMMUTABLE if name.startswith("/assets/") else ASK_AGAIN,
            etag=f'"{hashlib.sha256(plain).hexdigest()[:32]}"',
            squeezed=_squeezed_forms(path),
        )
    return found


def _squeezed_forms(path: Path) -> dict[str, bytes]:
    forms = {}
    for encoding, suffix in _ENCODINGS.items():
        sibling = path.with_name(path.name + suffix)
        if sibling.is_file():
            forms[encoding] = sibling.read_bytes()
    return forms
