"""What web processes and functions share: problems, bounds, live streams, taking a message."""
