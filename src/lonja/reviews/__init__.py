"""Owns reviews: what buyers say of what they bought, what staff decided about it and answered."""
