"""Owns collections: products put together by hand or by a rule, with a page of their own."""
