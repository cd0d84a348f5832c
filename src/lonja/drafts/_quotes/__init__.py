"""Quotes: what of a draft its buyer was offered, at which prices, until when, and what they said."""
