"""What the browser may do on these pages."""

from collections.abc import Sequence


def security_headers(
    *, connect_to: Sequence[str], images_from: Sequence[str], frames_from: Sequence[str]
) -> dict[str, str]:
    """Our own scripts only. Styles may stand inline: the component library writes them so."""
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:", *images_from],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'", *connect_to],
        "frame-src": list(frames_from) or ["'none'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
    return {
        "content-security-policy": "; ".join(
            f"{name} {' '.join(dict.fromkeys(sources))}" for name, sources in directives.items()
        ),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "x-frame-options": "DENY",
        "server": "lonja",
    }
