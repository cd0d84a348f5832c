"""Official files: kept byte for byte, so what could do harm is refused and never taken out."""

import re
from typing import Final
from xml.etree import ElementTree as ET

from lonja.adapters.pictures import PictureRefused, read_picture
from lonja.catalog.api import PictureFault

SUFFIXES: Final = {"application/pdf": "pdf", "image/png": "png", "image/svg+xml": "svg"}
_ACTIVE: Final = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|OpenAction|AA|XFA)\b")
_OWN: Final = re.compile(r"#[\w.-]+|data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*")
_URL: Final = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(", re.IGNORECASE)
_DRAWN: Final = frozenset(
    {
        *("svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line"),
        *("polyline", "polygon", "text", "tspan", "textPath", "use", "symbol", "image", "style"),
        *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "metadata"),
    }
)
_ENCODING: Final = re.compile(r"""\ufeff?<\?xml[^>]*?encoding=["']([^"']*)""")
_METADATA: Final = "{http://www.w3.org/2000/svg}metadata"


def check_notice(data: bytes, content_type: str) -> None:
    """Raise `PictureRefused` unless it is such a file and nothing in it runs or is fetched."""
    match content_type:
        case "application/pdf":
            is_fine = data.startswith(b"%PDF-") and not _ACTIVE.search(data)
        case "image/png":
            read_picture(data)
            is_fine = data.startswith(b"\x89PNG\r\n")
        case _:
            is_fine = _is_still_drawing(data)
    if not is_fine:
        raise PictureRefused(
            "this is no file that can be shown as it is: send the official PDF, PNG or SVG file",
            PictureFault.UNREADABLE,
        )


def _is_still_drawing(data: bytes) -> bool:
    try:
        text = data.decode()  # in another encoding nothing below would be found
    except UnicodeDecodeError:
        return False
    said = _ENCODING.match(text)
    if said and said[1].lower() not in {"utf-8", "us-ascii"}:
        return False
    if "<!DOCTYPE" in text or "<!ENTITY" in text or "<?xml-stylesheet" in text:
        return False
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a document type there are no entities
    except (ET.ParseError, ValueError):
        return False
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        return False
    for metadata in list(root.iter(_METADATA)):
        metadata.clear()  # read as text by nobody; what stands in it is not drawn
    return all(_is_drawn(one) for one in root.iter())


def _is_drawn(element: ET.Element) -> bool:
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if name not in _DRAWN or (name == "style" and _URL.search(element.text or "")):
        return False
    for key, value in element.attrib.items():
        bare = key.rpartition("}")[2].lower()
        if bare.startswith("on") or _URL.search(value):
            return False
        if bare == "href" and not _OWN.fullmatch(value.strip()):
            return False
    return True
