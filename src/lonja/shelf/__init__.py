"""Owns the read side of lists and search: one narrow row per product and currency."""
