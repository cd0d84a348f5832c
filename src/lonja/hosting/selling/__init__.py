"""What front office and back office share of an order: addresses, and links to its pages."""
