"""Which official files are shown as they are."""

import io

import pytest
from PIL import Image

from lonja.adapters.notice_files import check_notice
from lonja.adapters.pictures import PictureRefused

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (100, 100), "navy").save(target, "PNG")
    return target.getvalue()


class TestANotice:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (png(), "image/png"),
            (b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj", "application/pdf"),
            (SVG % b'<g><path d="M0 0h9"/><use href="#a"/></g>', "image/svg+xml"),
            (SVG % b"<style>.a{fill:#fff}</style>", "image/svg+xml"),
        ],
    )
    def test_is_taken_when_it_is_still(self, data: bytes, kind: str) -> None:
        check_notice(data, kind)

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"GIF89a", "image/png"),
            (b"<html>", "application/pdf"),
            (b"%PDF-1.7 /OpenAction << /S /JavaScript >>", "application/pdf"),
            (b"%PDF-1.7 /Names << /EmbeddedFile >>", "application/pdf"),
            (b"<svg/>", "image/svg+xml"),
            (b"not xml", "image/svg+xml"),
            (b"<!DOCTYPE svg>" + SVG % b"", "image/svg+xml"),
            (("<!DOCTYPE svg>" + (SVG % b"").decode()).encode("utf-16"), "image/svg+xml"),
            (b'<?xml version="1.0" encoding="utf-16"?>' + SVG % b"", "image/svg+xml"),
            (SVG % b"<script>1</script>", "image/svg+xml"),
            (SVG % b"<foreignObject/>", "image/svg+xml"),
            (SVG % b'<path onclick="x()"/>', "image/svg+xml"),
            (SVG % b'<a href="https://evil.example"/>', "image/svg+xml"),
            (SVG % b'<image href="https://evil.example/a.png"/>', "image/svg+xml"),
            (SVG % b'<use href="javascript:x()"/>', "image/svg+xml"),
            (SVG % b'<path style="fill:url(https://evil.example)"/>', "image/svg+xml"),
            (SVG % b"<style>@import 'https://evil.example'</style>", "image/svg+xml"),
            (SVG % b'<animate attributeName="href"/>', "image/svg+xml"),
        ],
    )
    def test_is_refused_when_it_runs_or_fetches(self, data: bytes, kind: str) -> None:
        with pytest.raises(PictureRefused):
            check_notice(data, kind)
