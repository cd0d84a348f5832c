"""Owns prices: regular ones and planned ones, and the lowest of the 30 days before."""
