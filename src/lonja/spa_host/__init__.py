"""Serves the built SPA and passes `/api` on, so that both share one origin and one cookie."""
