"""Stock that moves on purpose: sent from one location to another, or ordered from a supplier."""
