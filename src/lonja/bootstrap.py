"""The only place that reads settings and joins adapters to nouns."""

from lonja.kernel.settings import Settings


def read_settings() -> Settings:
    return Settings()
