"""Which pages a language lacks."""
