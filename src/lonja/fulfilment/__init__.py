"""Owns parcels: what left, with whom, when."""
