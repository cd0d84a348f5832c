"""Owns how an order travels: methods, and what they cost where."""
