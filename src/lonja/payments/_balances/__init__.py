"""Parts of an order that no gateway is asked for: balances, and goods that came back for it."""
