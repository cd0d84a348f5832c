"""Fewer bytes, and the same ones."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.hosting.compression import accepts, packed, takes_gzip


@given(st.binary(max_size=3_000), st.binary(max_size=200), st.binary(max_size=3_000))
def test_what_is_put_between_is_read_between(head: bytes, between: bytes, tail: bytes) -> None:
    body = packed(head, tail)

    assert gzip.decompress(body.body()) == head + tail
    assert gzip.decompress(body.with_between(between, head + between + tail)) == (
        head + between + tail
    )


@pytest.mark.parametrize(
    ("header", "is_taken"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0;x=1", False),
        ("identity", False),
        ("x-gzip", False),
        ("", False),
    ],
)
def test_gzip_is_for_who_says_so(header: str, is_taken: bool) -> None:
    assert accepts(header, "gzip") is is_taken


def test_a_header_may_come_twice() -> None:
    assert takes_gzip([(b"accept-encoding", b"br"), (b"accept-encoding", b"gzip")])
    assert not takes_gzip([])
