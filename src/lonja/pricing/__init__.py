"""Owns prices, and works out what a cart costs."""
