"""Benchmarks: load, ceilings measured in the same run, and the page of figures."""
