"""Statements by which a buyer withdraws from a contract: what was said, when, and until when."""
