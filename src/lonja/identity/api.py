"""The door to `identity`: rules for nouns with accounts."""

from lonja.identity._passwords import (
    WeakPassword,
    check_password,
    hash_password,
    is_password,
    new_hash,
)
from lonja.identity._proving import (
    COOKIE_DAYS,
    email_of_cookie,
    email_of_link,
    proof_cookie,
    proof_link,
)
from lonja.identity._sealing import Seal, WrongKey
from lonja.identity._second_factor import (
    WrongCode,
    code_of,
    enrolment_uri,
    matching_step,
    new_secret,
    next_unused_step,
)
from lonja.identity._throttling import (
    WINDOW,
    Attempts,
    TooManyAttempts,
    attempt_keys,
    check_attempts,
)
from lonja.identity._tokens import link_subject, link_token, new_token, token_hash

__all__ = [
    "COOKIE_DAYS",
    "WINDOW",
    "Attempts",
    "Seal",
    "TooManyAttempts",
    "WeakPassword",
    "WrongCode",
    "WrongKey",
    "attempt_keys",
    "check_attempts",
    "check_password",
    "code_of",
    "email_of_cookie",
    "email_of_link",
    "enrolment_uri",
    "hash_password",
    "is_password",
    "link_subject",
    "link_token",
    "matching_step",
    "new_hash",
    "new_secret",
    "new_token",
    "next_unused_step",
    "proof_cookie",
    "proof_link",
    "token_hash",
]
