"""Judging pending migrations by their SQL: what stops the shop, and what the running version loses."""
