"""The only place that reads settings and joins adapters to nouns."""

import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from lonja.adapters.azure_blobs import AzureBlobs
from lonja.adapters.azure_mail import CommunicationMailer
from lonja.adapters.azure_queues import AzureQueues
from lonja.adapters.entra import DatabaseTokens
from lonja.adapters.host_waker import HostWaker
from lonja.adapters.hosted_test_gateway import HostedTestGateway
from lonja.adapters.mail import SmtpMailer
from lonja.adapters.manual_gateways import METHODS as MANUAL_METHODS
from lonja.adapters.manual_gateways import ManualGateway
from lonja.adapters.own_identity import own_identity
from lonja.adapters.powerbi import PowerBi
from lonja.adapters.relay import Relay
from lonja.adapters.stripe_gateway.gateway import Account, StripeGateway
from lonja.adapters.telemetry import reporting
from lonja.adapters.test_gateway import TestGateway
from lonja.adapters.theme_mails import ThemeMails
from lonja.adapters.themes import Theme, Themes
from lonja.adapters.verifactu import Verifactu
from lonja.adapters.vies import Vies
from lonja.adapters.webhook_sender import WebhookSender
from lonja.content import api as content
from lonja.fiscal.api import FiscalRegister
from lonja.kernel import clock, required_settings, tracing
from lonja.kernel.at_once import at_once
from lonja.kernel.blobs import Blobs
from lonja.kernel.db import Database
from lonja.kernel.ids import sealed
from lonja.kernel.live import Listener
from lonja.kernel.replica import Replica
from lonja.kernel.settings import SECRET_CHARACTERS, Settings
from lonja.kernel.standing import Standing
from lonja.kernel.telemetry import Telemetry
from lonja.notifications.api import Mailer
from lonja.payments.api import Gateway, Gateways, Method, TokenSeal
from lonja.reports.api import ReportHost
from lonja.shelf import api as shelf
from lonja.shop.api import CurrentShop, seller
from lonja.shop.api import Shop as ShopFacts
from lonja.staff.api import Seal as StaffSeal
from lonja.staff.api import SignInProvider
from lonja.taxes.api import VatRegister

log = logging.getLogger(__name__)


def read_settings() -> Settings:
    return Settings()


class NoSecretKey(RuntimeError):
    """A process that seals links and tokens was given no key of the shop's."""


@dataclass(slots=True)
class Shop:
    """What one process holds while it runs."""

    settings: Settings
    telemetry: Telemetry
    database: Database
    warehouse: Database
    replica: Replica
    queues: AzureQueues
    blobs: Blobs
    mailer: Mailer
    relay: Relay
    listener: Listener
    facts: CurrentShop
    gateways: Gateways
    seal: TokenSeal
    staff_seal: StaffSeal
    # None where no Power BI is configured: the native charts need none.
    report_host: ReportHost | None
    vat_register: VatRegister
    webhook_sender: WebhookSender
    # None where staff sign in with passwords alone.
    sign_in_provider: SignInProvider | None = None
    # None where no tax office is configured: records wait.
    fiscal_register: FiscalRegister | None = None
    missing_settings: Sequence[str] = ()
    themes: Themes = field(default_factory=Themes)
    closers: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    async def name(self) -> str:
        """As pages and mails call the shop."""
        return (await self.facts.get()).called

    @property
    def payment_methods(self) -> dict[str, Method]:
        """Every way to pay that could be offered, by code; the shop says which are."""
        return {code: gateway.method for code, gateway in self.gateways.items()}

    async def sender(self) -> str:
        return self.sender_of(await self.facts.get())

    def sender_of(self, facts: ShopFacts) -> str:
        """Of every mail; before the set-up nobody answers."""
        if facts.mail_address:
            return f'"{facts.mail_name}" <{facts.mail_address}>'
        host = urlsplit(self.settings.public_url).hostname or "localhost"
        return f'"{facts.called}" <no-reply@{host}>'

    def theme_of(self, facts: ShopFacts) -> Theme:
        return self.themes.worn(facts.theme)

    async def theme(self) -> Theme:
        return self.theme_of(await self.facts.get())

    async def mails(self) -> ThemeMails:
        return await self.mails_of(await self.facts.get())

    async def mails_of(self, facts: ShopFacts) -> ThemeMails:
        theme = self.theme_of(facts)
        async with self.database.reading() as db:
            headings, mails, looks = await at_once(
                db,
                content.headings(db),
                content.current(db, content.Mails),
                content.current(db, content.Look),
            )
        pages, written, look = (
            content.legal_pages(headings, clock.now()),
            mails.document,
            looks.document,
        )
        base = self.settings.public_url.rstrip("/")

        def legal(language: str) -> list[tuple[str, str]]:
            default = facts.language
            return [
                (one.title_in(language, default), base + one.path_in(language, default))
                for one in pages
            ]

        return ThemeMails(
            lambda: theme, seller=partial(seller, facts), legal=legal, written=written, look=look
        )


@contextlib.asynccontextmanager
async def open_shop(
    settings: Settings,
    service: str,
    *,
    listening: bool = False,
    sealing: bool = True,
    sending: bool = True,
    keeps_standing: bool = False,
) -> AsyncIterator[Shop]:
    """Everything a process needs, closed again in order; call it on the loop that will use it.

    Who may not see the outbox opens it with `sending=False`. With `keeps_standing`, reads outside
    transactions take what seldom changes from memory: for buyers, not for staff, who look at once
    at what they have just saved.
    """
    tracing.configure_logging(service, level=settings.log_level)
    missing = _missing(settings, service)
    secret_key = _secret_key(settings, missing, sealing=sealing)
    async with contextlib.AsyncExitStack() as closers:
        telemetry = await closers.enter_async_context(reporting(settings, service))
        if settings.database_entra:
            tokens = DatabaseTokens()
            closers.push_async_callback(tokens.close)
            await tokens.open()
        queues = AzureQueues(
            connection=settings.storage_connection, account=settings.storage_account
        )
        closers.push_async_callback(queues.close)
        relay = _relay(settings, queues, closers)
        listener = Listener(settings.listen_url or settings.database_url)
        closers.push_async_callback(listener.close)
        database = _database(settings, service, relay, listener, keeps_standing=keeps_standing)
        closers.push_async_callback(database.close)
        warehouse = Database(settings.warehouse_url, pool_size=4, application=f"lonja {service}")
        closers.push_async_callback(warehouse.close)
        replica = _replica(settings, database, service, closers)
        blobs = _blobs(settings)
        closers.push_async_callback(blobs.close)
        if sending:
            relay.start(database)
            closers.push_async_callback(relay.close)
        facts = CurrentShop(database, listener)
        if listening:
            listener.start()
        yield Shop(
            settings=settings,
            telemetry=telemetry,
            database=database,
            warehouse=warehouse,
            replica=replica,
            queues=queues,
            blobs=blobs,
            mailer=_mailer(settings, closers),
            relay=relay,
            listener=listener,
            facts=facts,
            themes=Themes(watched=settings.environment == "development"),
            gateways=_gateways(settings, database, secret_key, closers),
            seal=TokenSeal(secret_key),
            staff_seal=StaffSeal(secret_key),
            report_host=_report_host(settings, closers),
            vat_register=_vat_register(closers),
            webhook_sender=_webhook_sender(settings, closers),
            fiscal_register=_fiscal_register(settings, closers),
            sign_in_provider=_sign_in_provider(settings, closers),
            missing_settings=missing,
            closers=closers,
        )


def _missing(settings: Settings, service: str) -> list[str]:
    missing = required_settings.missing(settings, service)
    if missing:
        # One line with all of them: nobody should deploy once for each.
        log.error("settings are missing: %s", ", ".join(missing), extra={"missing": missing})
    return missing


def _secret_key(settings: Settings, missing: Sequence[str], *, sealing: bool) -> str:
    if settings.secret_key:
        return settings.secret_key
    if sealing:
        others = [name for name in missing if name != "LONJA_SECRET_KEY"]
        too = f"; so must {', '.join(others)}" if others else ""
        raise NoSecretKey(f"LONJA_SECRET_KEY must be set in production{too}")
    # Whatever such a process sealed by mistake, nobody could open.
    return secrets.token_urlsafe(SECRET_CHARACTERS)


def _database(
    settings: Settings, service: str, relay: Relay, listener: Listener, *, keeps_standing: bool
) -> Database:
    standing = Standing(is_live=lambda: listener.is_live)
    listener.hear(standing.heard, reconnected=standing.drop)
    return Database(
        settings.database_url,
        pool_size=settings.database_pool,
        application=f"lonja {service}",
        refresh=shelf.refresh,
        hand_over=relay.hand_over,
        on_change=listener.tell,
        standing=standing if keeps_standing else None,
        plans_once=keeps_standing,
    )


def _blobs(settings: Settings) -> AzureBlobs:
    return AzureBlobs(
        connection=settings.storage_connection,
        account=settings.storage_account,
        media_url=settings.media_url,
        uploads_url=settings.uploads_url,
    )


def _replica(
    settings: Settings, database: Database, service: str, closers: contextlib.AsyncExitStack
) -> Replica:
    second = None
    if settings.database_read_url:
        second = Database(
            settings.database_read_url,
            pool_size=settings.database_pool,
            application=f"lonja {service}",
        )
        closers.push_async_callback(second.close)
    return Replica(database, second, limit_s=settings.database_read_lag_s)


def _relay(settings: Settings, queues: AzureQueues, closers: contextlib.AsyncExitStack) -> Relay:
    waker = HostWaker(settings.wake_url) if settings.wake_url else None
    if waker is not None:
        closers.push_async_callback(waker.close)
    return Relay(queues, wake=waker.wake if waker else None)


def _mailer(settings: Settings, closers: contextlib.AsyncExitStack) -> Mailer:
    if settings.mail_endpoint:
        service = CommunicationMailer(endpoint=settings.mail_endpoint, sender=settings.mail_from)
        closers.push_async_callback(service.close)
        return service
    return SmtpMailer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_username,
        password=settings.smtp_password,
        starttls=settings.smtp_starttls,
    )


def _report_host(settings: Settings, closers: contextlib.AsyncExitStack) -> ReportHost | None:
    if not PowerBi.is_configured(settings):
        return None
    host = PowerBi(settings)
    closers.push_async_callback(host.close)
    return host


def _vat_register(closers: contextlib.AsyncExitStack) -> VatRegister:
    register = Vies()
    closers.push_async_callback(register.close)
    return register


def _sign_in_provider(
    settings: Settings, closers: contextlib.AsyncExitStack
) -> SignInProvider | None:
    if not (settings.staff_issuer and settings.staff_client_id):
        return None
    from lonja.adapters.sign_in_provider import OpenIdProvider  # JSON web tokens, for one app

    provider = OpenIdProvider(
        issuer=settings.staff_issuer,
        client_id=settings.staff_client_id,
        secret=settings.staff_client_secret,
        identity=None if settings.staff_client_secret else own_identity(),
    )
    closers.push_async_callback(provider.close)
    return provider


def _webhook_sender(settings: Settings, closers: contextlib.AsyncExitStack) -> WebhookSender:
    sender = WebhookSender(allows_local=settings.environment == "development")
    closers.push_async_callback(sender.close)
    return sender


def _fiscal_register(
    settings: Settings, closers: contextlib.AsyncExitStack
) -> FiscalRegister | None:
    if not settings.fiscal_url:
        return None
    register = Verifactu(url=settings.fiscal_url, certificate=settings.fiscal_certificate)
    closers.push_async_callback(register.close)
    return register


def _gateways(
    settings: Settings, database: Database, secret_key: str, closers: contextlib.AsyncExitStack
) -> Gateways:
    """What takes money over a network first; the built-in ones take no real money."""
    gateways: list[Gateway] = []
    if settings.stripe_key:
        stripe = StripeGateway(
            Account(
                secret=settings.stripe_key,
                webhook_secrets=settings.signing_secrets,
                address=settings.stripe_url,
            )
        )
        closers.push_async_callback(stripe.close_connections)
        gateways.append(stripe)
    if settings.environment == "development":
        gateways += _test_gateways(settings, database, secret_key)
    gateways += [ManualGateway(database, method) for method in MANUAL_METHODS]
    return {gateway.method.code: gateway for gateway in gateways}


async def known_methods(settings: Settings, database: Database) -> dict[str, Method]:
    """Every way to pay that a shop with these settings could offer, without opening one."""
    async with contextlib.AsyncExitStack() as closers:
        gateways = _gateways(settings, database, "none of them is called", closers)
        return {code: gateway.method for code, gateway in gateways.items()}


def _test_gateways(settings: Settings, database: Database, secret_key: str) -> list[Gateway]:
    return [
        TestGateway(database, return_base=settings.public_url),
        HostedTestGateway(
            database,
            public_url=settings.public_url,
            secrets=(sealed(secret_key, "events", "test_redirect"),),
        ),
    ]
