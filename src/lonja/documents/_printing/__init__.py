"""Prints of documents and orders: asked for, drawn by the theme in the background, kept."""
