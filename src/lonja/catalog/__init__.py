"""Owns what is for sale: categories, products, their texts, variants and pictures."""
