"""Imports that are long over."""
