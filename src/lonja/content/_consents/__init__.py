"""How often readers agreed to what: proof of consent that knows nobody."""
