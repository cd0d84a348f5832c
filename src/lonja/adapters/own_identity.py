"""The identity that Azure gives this process. A laptop has none and never imports its library."""

from azure.core.credentials_async import AsyncTokenCredential


def own_identity() -> AsyncTokenCredential:
    from azure.identity.aio import DefaultAzureCredential  # 4 MiB in each process

    return DefaultAzureCredential()
