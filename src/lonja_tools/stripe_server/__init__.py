"""A local server that speaks the part of Stripe's API that the shop uses, with books of its own."""
