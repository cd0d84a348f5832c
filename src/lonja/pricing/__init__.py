"""Owns prices and taxes, and works out what a cart costs."""
