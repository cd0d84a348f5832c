"""Which key seals links and tokens, and where there may be none."""

import pytest
from pydantic import ValidationError

from lonja.bootstrap import NoSecretKey, open_shop
from lonja.kernel.settings import DEVELOPMENT_SECRET, Settings


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LONJA_ENVIRONMENT", "LONJA_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


class TestTheSecretKey:
    def test_is_a_known_one_on_a_laptop(self) -> None:
        assert Settings().secret_key == DEVELOPMENT_SECRET

    @pytest.mark.parametrize(
        ("key", "reason"),
        [
            (DEVELOPMENT_SECRET, "must be set in production"),
            ("short", "needs 32 characters"),
            ("@Microsoft.KeyVault(VaultName=v;SecretName=lonja-secret-key)", "was not resolved"),
        ],
    )
    def test_is_refused_in_production_where_others_could_guess_it(
        self, monkeypatch: pytest.MonkeyPatch, key: str, reason: str
    ) -> None:
        monkeypatch.setenv("LONJA_ENVIRONMENT", "production")
        monkeypatch.setenv("LONJA_SECRET_KEY", key)

        with pytest.raises(ValidationError, match=reason):
            Settings()

    @pytest.mark.anyio
    async def test_is_missed_in_production_by_a_process_that_seals(self) -> None:
        settings = Settings(environment="production")

        assert settings.secret_key == ""
        with pytest.raises(NoSecretKey, match="LONJA_SECRET_KEY"):
            async with open_shop(settings, "test"):
                pass
