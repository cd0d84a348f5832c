"""Drafts: orders that staff write for a buyer; their goods are a cart of the same id; quotes of them."""
