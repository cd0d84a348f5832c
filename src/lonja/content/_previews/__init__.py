"""Drafts of look and front page, for the eyes of who writes them."""
