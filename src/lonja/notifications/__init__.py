"""Owns what is sent to people: mails about an order, campaigns, and the log of each delivery."""
