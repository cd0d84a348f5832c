import pytest

from lonja.kernel.email_address import is_email_address


@pytest.mark.parametrize("text", ["ana@example.com", "a.b+c@sub.example.co", "ñ@correos.es"])
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
