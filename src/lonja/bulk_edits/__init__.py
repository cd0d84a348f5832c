"""Edits of many products at once: what each became, how far they are, and the way back."""
