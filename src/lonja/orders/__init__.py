"""Owns orders: what was bought at which price, and everything that happened to it since.

An order has the id of the cart it came from, so a cart can become one order and no more.
"""
