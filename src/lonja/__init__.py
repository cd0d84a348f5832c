"""Lonja: a complete online store for Azure that also runs on one laptop."""
