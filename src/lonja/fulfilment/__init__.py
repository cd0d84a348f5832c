"""What leaves the warehouse: parcels with their carrier and tracking number."""
