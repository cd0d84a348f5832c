"""Payments that no machine reports: what is awaited of which order, and what people say arrived."""
