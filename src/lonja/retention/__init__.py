"""How long the shop keeps what it knows of people, and what was taken out when."""
