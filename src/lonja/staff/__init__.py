"""Who works in the shop: people, roles, second factor, sessions, and how often one may try to sign in."""
