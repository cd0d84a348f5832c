import io
import struct
import zlib

import pytest
from PIL import Image

from lonja.adapters.pictures import (
    OF_BUYERS,
    PictureRefused,
    full_size,
    read_picture,
    renditions,
)
from lonja.catalog.api import PictureFault


def a_picture(
    *, width: int = 1400, height: int = 700, kind: str = "JPEG", **options: object
) -> bytes:
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def a_bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it has very many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


class TestAPicture:
    def test_is_cut_to_every_width_that_it_can_fill_in_two_formats(self) -> None:
        picture = read_picture(a_picture())
        made = list(renditions(picture))

        assert [(one.format, one.width, one.height) for one in made] == [
            ("webp", 320, 160), ("avif", 320, 160), ("webp", 640, 320), ("avif", 640, 320),
            ("webp", 960, 480), ("avif", 960, 480), ("webp", 1280, 640), ("avif", 1280, 640),
        ]  # fmt: skip
        for one in made:
            with Image.open(io.BytesIO(one.data)) as opened:
                assert (opened.format, opened.size) == (one.format.upper(), (one.width, one.height))

    def test_is_never_made_larger_than_it_is(self) -> None:
        made = list(renditions(read_picture(a_picture(width=200, height=100))))

        assert [(one.format, one.width) for one in made] == [("webp", 200), ("avif", 200)]

    def test_is_kept_at_most_1600_wide(self) -> None:
        assert full_size(read_picture(a_picture(width=4000, height=2000))).width == 1600

    def test_is_upright_and_keeps_no_data_of_its_camera(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6  # turned by 90 degrees
        exif[0x010F] = "A camera with a name"
        made = full_size(read_picture(a_picture(width=400, height=200, exif=exif)))

        assert (made.width, made.height) == (200, 400)
        assert b"A camera with a name" not in made.data
        with Image.open(io.BytesIO(made.data)) as opened:
            assert dict(opened.getexif()) == {}

    @pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "I;16", "1"])
    def test_may_have_any_kind_of_pixels(self, mode: str) -> None:
        target = io.BytesIO()
        Image.new(mode, (128, 128)).save(target, "JPEG" if mode == "CMYK" else "PNG")

        assert full_size(read_picture(target.getvalue())).width == 128

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
    def test_may_come_in_four_formats(self, kind: str) -> None:
        assert read_picture(a_picture(kind=kind)).size == (1400, 700)


class TestAPictureOfABuyer:
    @pytest.mark.parametrize(
        ("kind", "width", "options", "is_taken"),
        [
            ("JPEG", 7_000, {}, True),
            ("JPEG", 7_200, {}, False),
            ("JPEG", 7_000, {"progressive": True}, False),
            ("PNG", 4_900, {}, False),
            ("WEBP", 4_900, {}, False),
            ("AVIF", 4_900, {"speed": 10}, False),
        ],
    )
    def test_is_as_large_as_its_format_decodes_in_short(
        self, kind: str, width: int, options: dict[str, object], is_taken: bool
    ) -> None:
        target = io.BytesIO()
        Image.new("RGB", (width, width)).save(target, kind, **options)

        if is_taken:
            assert read_picture(target.getvalue(), OF_BUYERS).width == 1600
        else:
            with pytest.raises(PictureRefused) as refused:
                read_picture(target.getvalue(), OF_BUYERS)
            assert refused.value.fault is PictureFault.TOO_LARGE


class TestWhatIsNoPicture:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"sku,quantity\n",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
            b"\xff\xd8\xff\xe0" + b"\0" * 400,
            b"\x89PNG\r\n\x1a\n" + b"\xff" * 400,
            b"RIFF\x00\x00\x00\x00WEBPVP8 ",
            a_picture()[:5000],
        ],
        ids=["empty", "csv", "svg", "gif", "jpeg-head", "png-head", "webp-head", "cut-off"],
    )
    def test_is_refused_with_what_to_send(self, data: bytes) -> None:
        with pytest.raises(PictureRefused, match="send a JPEG, PNG, WebP or AVIF"):
            read_picture(data)

    @pytest.mark.parametrize("size", [(30_000, 30_000), (12_001, 100), (8_000, 5_001)])
    def test_is_refused_by_its_header_when_it_would_fill_the_memory(
        self, size: tuple[int, int]
    ) -> None:
        with pytest.raises(PictureRefused, match="at most 40 million and 12000 a side"):
            read_picture(a_bomb(*size))

    def test_is_refused_when_too_small_to_show(self) -> None:
        with pytest.raises(PictureRefused, match="at least"):
            read_picture(a_picture(width=63, height=200))
