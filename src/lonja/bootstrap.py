"""The only place that reads settings and joins adapters to nouns."""
