"""Money that is reserved, and taken when the goods leave."""
