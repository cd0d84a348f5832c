"""Which customers belong together: groups, filled by hand, and segments, found by a rule."""
