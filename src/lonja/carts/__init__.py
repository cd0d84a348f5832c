"""Owns carts: lines, address, shipping method and codes, until one becomes an order."""
