"""Documents of their own: what mails say, how the shop looks, what the checkout asks."""
