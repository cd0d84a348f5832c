"""Which texts of products and categories a language lacks."""
