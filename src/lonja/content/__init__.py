"""Owns what the shop says beside its goods: pages, menus, the home page, the announcement, redirects."""
