"""Power BI over real HTTP: our adapter against a fake of its API."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.support import powerbi_test_server
from tests.support.mail_service import TOKEN, Identity
from tests.support.powerbi_test_server import Kept

from lonja.adapters.powerbi import SCOPE, PowerBi
from lonja.kernel.errors import Unavailable
from lonja.kernel.settings import Settings
from lonja.reports.api import Condition, NotEmbedded, Viewer, identity_of

pytestmark = pytest.mark.anyio
ANA = Viewer("ana@norte.example")
WEB = Condition("channel", ("web", "phone"))


@pytest.fixture
def server() -> Iterator[Kept]:
    with powerbi_test_server.running() as kept:
        yield kept


def settings_for(server: Kept, **other: str | bool) -> Settings:
    plain = {name.removeprefix("LONJA_").lower(): v for name, v in server.settings().items()}
    return Settings(**{**plain, **other})  # type: ignore[arg-type]


@pytest.fixture
async def power_bi(server: Kept) -> AsyncIterator[PowerBi]:
    host = PowerBi(settings_for(server))
    yield host
    await host.close()


class TestAnEmbedToken:
    async def test_is_for_the_one_report_and_cannot_edit(
        self, server: Kept, power_bi: PowerBi
    ) -> None:
        embed = await power_bi.embed(ANA)

        assert embed.report_id == "test-report"
        assert embed.embed_url.startswith(f"{server.url}/reportEmbed?reportId=test-report")
        assert timedelta(0) < embed.expires_at - datetime.now(UTC) <= timedelta(hours=1)
        assert server.embed_tokens == [
            {
                "reports": [{"id": "test-report", "allowEdit": False}],
                "datasets": [{"id": "test-dataset"}],
                "targetWorkspaces": [{"id": "test-workspace"}],
                "identities": [
                    {"username": ANA.email, "roles": ["Whole"], "datasets": ["test-dataset"]}
                ],
            }
        ]

    async def test_signs_in_once_for_many(self, server: Kept, power_bi: PowerBi) -> None:
        first, second = await power_bi.embed(ANA), await power_bi.embed(ANA)

        assert first.token != second.token
        assert server.sign_ins == 1

    @pytest.mark.parametrize("status", [403, 429, 500])
    async def test_is_unavailable_when_power_bi_refuses(
        self, server: Kept, power_bi: PowerBi, status: int
    ) -> None:
        server.broken = status

        with pytest.raises(Unavailable, match=f"Power BI answered {status}"):
            await power_bi.embed(ANA)

    async def test_is_unavailable_with_a_wrong_secret(self, server: Kept) -> None:
        host = PowerBi(settings_for(server, powerbi_client_secret="guess"))

        with pytest.raises(Unavailable, match="answered 401") as refused:
            await host.embed(ANA)
        assert "guess" not in str(refused.value)
        await host.close()

    async def test_is_unavailable_when_the_server_is_down(self) -> None:
        with powerbi_test_server.running() as gone:
            host = PowerBi(settings_for(gone))

        with pytest.raises(Unavailable, match="does not answer"):
            await host.embed(ANA)
        await host.close()


class TestWhoLooksAtSomeRows:
    def test_is_named_by_them(self) -> None:
        spain = Condition("country", ("ES",))

        assert identity_of(Viewer("ana", ((WEB, spain),))) == (
            "channel:web|channel:phone|country:ES|location:*", "Bound",
        )  # fmt: skip

    def test_sees_nothing_where_power_bi_cannot_be_told(self) -> None:
        many = Condition("location", tuple(f"place-{number}" for number in range(40)))
        for rows in (((WEB,), (many,)), ((many,),)):
            with pytest.raises(NotEmbedded):
                identity_of(Viewer("ana", rows))

    async def test_sees_nothing_of_a_model_without_roles(
        self, server: Kept, power_bi: PowerBi
    ) -> None:
        server.has_roles = False

        with pytest.raises(NotEmbedded):
            await power_bi.embed(Viewer("ana", ((WEB,),)))
        await power_bi.embed(ANA)
        assert ["identities" in one for one in server.embed_tokens] == [False]


class TestAnIdentityOfAzure:
    async def test_signs_in_without_any_secret(self, server: Kept) -> None:
        server.bearers.add(TOKEN)
        settings = settings_for(server, powerbi_client_secret="", powerbi_entra=True)
        identity = Identity()
        host = PowerBi(settings, identity)

        await host.embed(ANA)
        await host.refresh()
        await host.close()

        assert PowerBi.is_configured(settings)
        assert identity.scopes == [SCOPE]  # once for both
        assert (server.sign_ins, server.refreshes) == (0, 1)


class TestARefresh:
    async def test_is_requested_once(self, server: Kept, power_bi: PowerBi) -> None:
        await power_bi.refresh()

        assert server.refreshes == 1

    async def test_is_left_out_where_no_model_is_named(self, server: Kept) -> None:
        host = PowerBi(settings_for(server, powerbi_dataset=""))

        await host.refresh()

        assert server.refreshes == 0
        await host.close()


def test_nothing_is_configured_by_default() -> None:
    assert not PowerBi.is_configured(Settings())
