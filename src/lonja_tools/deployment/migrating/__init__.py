"""Checks of pending migrations by their SQL: what would block the shop or break the running version."""
