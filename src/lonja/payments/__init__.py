"""Owns attempts to pay and the money that moved; the gateway itself is an adapter."""
