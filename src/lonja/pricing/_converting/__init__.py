"""Prices that are converted from the shop's first currency, because they have none of their own."""
