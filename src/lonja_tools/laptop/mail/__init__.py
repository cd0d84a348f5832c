"""The mail catcher: a real SMTP server that keeps every message, and a web inbox to read them."""
