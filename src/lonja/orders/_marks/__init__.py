"""What staff add to an order that its buyer does not see: hold, tags, assignee, archive, notes."""
