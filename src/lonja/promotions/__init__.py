"""Owns promotions and their codes: what is taken off a cart, when, and how often."""
