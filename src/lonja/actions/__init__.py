"""The shop's actions: one file per verb, each on an open transaction, without HTTP, queue or clock."""
