"""Owns disputes: payments that a buyer's bank claims back, and by when the shop must answer."""
