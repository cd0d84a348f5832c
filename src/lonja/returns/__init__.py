"""Owns goods that came back and money that went back: negative facts on their own date."""
