"""Stripe: payment pages by redirect, through its official package."""
