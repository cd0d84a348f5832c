"""Two records that are one person: what leads to them, and what one takes over from the other."""
