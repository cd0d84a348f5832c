import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.adapters.mail import one_address
from lonja.kernel.email_address import is_email_address


@pytest.mark.parametrize("text", ["ana@example.com", "a.b+c@sub.example.co", "ana@ñandú.example"])
def test_takes_what_mail_can_be_sent_to(text: str) -> None:
    assert is_email_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@example.com",
        "ana@example",
        "ana@@example.com",
        "ana@example..com",
        "ana b@example.com",
        "<ana@example.com>",
        "ana@example.com\n",
        "a" * 65 + "@example.com",
        "ana@" + "e" * 190 + ".com",
    ],
)
def test_refuses_everything_else(text: str) -> None:
    assert not is_email_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "ana.@docomo.ne.jp",
        "ana..b@ezweb.ne.jp",
        ".ana@docomo.ne.jp",
        "josé@correo.example",
        f"ana@{'a' * 64}.example",
        "ana@-guion.example",
        "ana@guion-.example",
        "ana@[192.0.2.7]",
        "ana@192.0.2.7",
        "ana@a..example",
        f"{'a' * 65}@correo.example",
    ],
)
def test_what_no_mailer_can_write_to_is_refused(text: str) -> None:
    assert not is_email_address(text)


@given(
    st.text(alphabet="aZ0.-+'_é@[]ü \t", min_size=1, max_size=12),
    st.text(alphabet="aZ0.-ü[]é", min_size=1, max_size=12),
)
def test_what_is_taken_can_be_written_to(local: str, domain: str) -> None:
    text = f"{local}@{domain}.example"
    if is_email_address(text):
        assert one_address(text).username == local


@pytest.mark.parametrize("text", ["ana@bücher.example", "-ana@docomo.ne.jp", "o'hara@example.com"])
def test_what_is_unusual_is_taken(text: str) -> None:
    assert is_email_address(text)
    assert one_address(text)
