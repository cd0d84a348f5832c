"""The settings of Stripe: a key without a secret is refused before anything starts."""

import pytest

from lonja.kernel.settings import Settings

KEY = "rk_test_1"


def test_a_key_without_a_secret_starts_nothing() -> None:
    with pytest.raises(ValueError, match="LONJA_STRIPE_WEBHOOK_SECRETS"):
        Settings(stripe_key=KEY, stripe_webhook_secrets=" , ")


def test_two_secrets_are_two_while_one_is_exchanged() -> None:
    settings = Settings(stripe_key=KEY, stripe_webhook_secrets="whsec_new, whsec_old")

    assert settings.signing_secrets == ("whsec_new", "whsec_old")


def test_a_vaults_reference_is_no_key() -> None:
    with pytest.raises(ValueError, match="LONJA_STRIPE_KEY is a reference"):
        Settings(
            stripe_key="@Microsoft.KeyVault(SecretUri=https://v.example/k)",
            stripe_webhook_secrets="whsec_1",
        )
