"""Prices that begin and end by the clock, and what the law says of a reduction."""
