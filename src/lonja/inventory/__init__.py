"""Owns stock: levels, holds, locations, and the ledger that explains every number.

`on_hand` of a level is the sum of the variant's ledger at sellable locations; `held` is the sum of its active holds.
What may be sold is `on_hand - held`. A hold is on the variant over all sellable locations;
locations are picked when the order is confirmed.
"""
