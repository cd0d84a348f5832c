"""Owns stock: levels, holds, locations, and the ledger that explains every number.

`on_hand` of a level is the sum of the variant's ledger at sellable locations; `held` is the sum of its active holds.
What may be sold is `on_hand - held - backordered`, and beyond it what the variant's terms allow;
`backordered` is what was sold before it was there, held by unpaid orders or waited for by paid ones.
What comes is theirs first, the oldest order before the others. A hold is on the variant over all sellable locations;
locations are picked when the order is confirmed.
"""
