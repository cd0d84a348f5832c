"""What the planned stacks cost in a month: prices, bill, switches and what they carry."""
