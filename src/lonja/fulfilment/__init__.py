"""What leaves the warehouse: where each unit of an order lies, and the parcels that carry it."""
