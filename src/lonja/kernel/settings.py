"""Every setting of every process, declared once; only `lonja.bootstrap` reads them."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only-secret-of-32-characters"  # noqa: S105 - refused in production
SECRET_CHARACTERS = 32


class Settings(BaseSettings):
    """Read from the environment: `LONJA_` and the name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="LONJA_", extra="ignore", frozen=True, validate_by_name=True
    )

    environment: Literal["development", "production"] = Field(
        "development",
        description="Demo sign-ins, test cards and fallbacks exist in development only.",
    )
    database_url: str = Field(
        "postgresql://postgres@127.0.0.1/lonja", description="The shop's database."
    )
    warehouse_url: str = Field(
        "postgresql://postgres@127.0.0.1/lonja_warehouse", description="The data warehouse."
    )
    listen_url: str = Field(
        "", description="A direct, unpooled address for LISTEN; the database's own where empty."
    )
    database_entra: bool = Field(
        False,
        description="Sign in to the databases with the process's managed identity, as in Azure.",
    )
    database_pool: Annotated[int, Field(ge=1, le=100)] = Field(
        8, description="Connections per process to the shop's database."
    )
    database_read_url: str = Field(
        "",
        description="A replica of the shop's database, from which lists and counts of the back"
        " office are read; the database itself where empty.",
    )
    database_read_lag_s: Annotated[int, Field(ge=1, le=600)] = Field(
        10, description="Seconds that the replica may be behind; then the database is read instead."
    )
    storage_connection: str = Field(
        "", description="Connection string of the storage account; the laptop's Azurite uses it."
    )
    storage_account: str = Field(
        "", description="Name of the storage account, reached by managed identity."
    )
    media_url: str = Field(
        "",
        description="Where browsers find the container `media`, such as Front Door;"
        " the storage account itself where empty.",
    )
    uploads_url: str = Field(
        "",
        description="Where browsers put signed uploads, such as Front Door;"
        " the storage account itself where empty.",
    )
    public_url: str = Field("http://127.0.0.1:8000", description="Where buyers reach the shop.")
    backoffice_url: str = Field("http://127.0.0.1:8002", description="Where staff reach the SPA.")
    backoffice_api_url: str = Field(
        "http://127.0.0.1:8001", description="Where the SPA host finds the back office API."
    )
    frontoffice_proxies: Annotated[int, Field(ge=0, le=10)] = Field(
        0,
        description="Proxies before the storefront that add to X-Forwarded-For, which is not read"
        " where there are none; Front Door is one, and the App Service's own entrance another.",
    )
    backoffice_proxies: Annotated[int, Field(ge=1, le=10)] = Field(
        1,
        description="Proxies before the back office API that add to X-Forwarded-For; the SPA host"
        " is one, and each App Service's own entrance another.",
    )
    api_requests_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        0,
        description="Requests a minute that each API takes from one address, and from one key; 0 for"
        " 1,200 in production and no limit in development.",
    )
    spa_folder: str = Field("", description="The built SPA; the checkout's `spa/dist` where empty.")
    secret_key: str = Field(
        "",
        description="Seals order links and payment tokens; at least 32 characters. A known one in"
        " development, refused in production; not needed by the ETL and the SPA host.",
    )
    fiscal_url: str = Field(
        "",
        description="Where the tax records of a Spanish shop are sent (Verifactu); they wait where"
        " empty.",
    )
    fiscal_certificate: str = Field(
        "", description="File with the shop's certificate for it and its key, as PEM."
    )
    mail_endpoint: str = Field(
        "",
        description="Communication Services, through which mail leaves by managed identity, as in"
        " Azure; by SMTP where empty.",
    )
    smtp_host: str = Field("127.0.0.1", description="Mail server.")
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = Field(8026, description="Its port.")
    mail_from: str = Field(
        "",
        description="Where mail leaves by Communication Services: the address that it lets us send"
        " from, because it takes no other; answers go to the shop's own.",
    )
    smtp_username: str = Field("", description="Sign-in at the mail server; none where empty.")
    smtp_password: str = Field("", description="Its password.")
    smtp_starttls: bool = Field(False, description="Encrypt before signing in at the mail server.")
    mail_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        1200, description="Mails a minute that the provider grants; campaigns wait for it."
    )
    mail_burst: Annotated[int, Field(ge=1, le=100_000)] = Field(
        60, description="Mails that may leave at once after a quiet time."
    )
    wake_url: str = Field(
        "", description="Laptop only: where the relay notifies the functions host of a new message."
    )
    stripe_key: str = Field(
        "",
        description="Stripe's restricted key, through which cards are taken; no cards where empty.",
    )
    stripe_webhook_secrets: str = Field(
        "",
        description="Secrets that sign Stripe's events, separated by commas: two while one is"
        " exchanged. Without one no process starts that has the key.",
    )
    stripe_url: str = Field(
        "https://api.stripe.com", description="Stripe's address; a local server's on a laptop."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severe log line that is written."
    )
    insights_connection: str = Field(
        "",
        validation_alias="APPLICATIONINSIGHTS_CONNECTION_STRING",
        description="Application Insights, to which requests, messages, failures and warnings are"
        " reported by managed identity, as in Azure; nothing is reported if empty.",
    )
    insights_role: str = Field(
        "", description="Name under which this process reports; its service's where empty."
    )
    insights_percent: Annotated[int, Field(ge=1, le=100)] = Field(
        100,
        description="Of the traces that went well and quickly, how many in a hundred are reported;"
        " failures and what is slow always are.",
    )
    staff_issuer: str = Field(
        "",
        description="OpenID Connect issuer that staff may sign in with, such as"
        " https://login.microsoftonline.com/<tenant>/v2.0; passwords alone where empty.",
    )
    staff_client_id: str = Field("", description="The back office as that issuer knows it.")
    staff_client_secret: str = Field(
        "", description="Its secret; where empty, the process's managed identity, as in Azure."
    )
    staff_issuer_name: str = Field(
        "Microsoft", description="What the button says: sign in with Microsoft."
    )
    powerbi_tenant: str = Field("", description="Entra tenant of the Power BI workspace.")
    powerbi_client_id: str = Field("", description="Service principal that makes embed tokens.")
    powerbi_client_secret: str = Field("", description="Its secret; none is needed in Azure.")
    powerbi_entra: bool = Field(
        False, description="Sign in to Power BI with the process's managed identity, as in Azure."
    )
    powerbi_workspace: str = Field("", description="Workspace that holds model and report.")
    powerbi_report: str = Field("", description="The report that the back office embeds.")
    powerbi_dataset: str = Field("", description="The semantic model refreshed after each ETL run.")
    powerbi_url: str = Field("https://api.powerbi.com", description="Power BI's REST address.")
    powerbi_login_url: str = Field(
        "https://login.microsoftonline.com", description="Where its tokens are issued."
    )

    @model_validator(mode="before")
    @classmethod
    def _development_has_a_known_secret(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("environment", "development") == "development":
            return {"secret_key": DEVELOPMENT_SECRET, **values}
        return values

    @model_validator(mode="after")
    def _a_secret_is_long_and_unknown(self) -> "Settings":
        if self.environment == "production" and self.secret_key == DEVELOPMENT_SECRET:
            raise ValueError("LONJA_SECRET_KEY must be set in production")
        if self.secret_key.startswith("@Microsoft.KeyVault("):
            # What App Service hands on when it may not read the vault; anybody could guess it.
            raise ValueError("LONJA_SECRET_KEY is a reference that was not resolved")
        if 0 < len(self.secret_key) < SECRET_CHARACTERS:
            raise ValueError(f"LONJA_SECRET_KEY needs {SECRET_CHARACTERS} characters")
        if self.stripe_key and not self.signing_secrets:
            # Anybody could report a payment.
            raise ValueError("LONJA_STRIPE_KEY needs LONJA_STRIPE_WEBHOOK_SECRETS beside it")
        for name in ("stripe_key", "stripe_webhook_secrets"):
            if getattr(self, name).startswith("@Microsoft.KeyVault("):
                raise ValueError(f"LONJA_{name.upper()} is a reference that was not resolved")
        return self

    @property
    def signing_secrets(self) -> tuple[str, ...]:
        """Those that may have signed an event of Stripe's."""
        return tuple(one.strip() for one in self.stripe_webhook_secrets.split(",") if one.strip())
