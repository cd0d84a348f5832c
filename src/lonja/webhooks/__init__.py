"""Webhooks: who is told of what happens in the shop, and what became of each delivery."""
