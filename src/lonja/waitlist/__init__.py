"""Who waits for a mail when goods that are sold out are there again."""
