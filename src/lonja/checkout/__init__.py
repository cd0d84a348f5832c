"""Turns a cart into an order; owns no table but the keys that make a request repeatable."""
