"""How a shop sends its parcels: its rules, its carriers, and what these report."""
