"""Owns files that come in: what they are, how far they are, and which rows were refused."""
