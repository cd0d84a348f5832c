"""What the shop does: one file per verb, each on an open transaction, with no HTTP, queue or clock."""
