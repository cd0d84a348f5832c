"""From the shop's feed to the warehouse: what changed, exactly once, to the cent.

The star's tables and the SQL that fills them are in `warehouse/`, one file per target.
"""
