"""Owns prices, taxes and coupons, and works out what a cart costs."""
