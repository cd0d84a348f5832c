"""What a shop of some size carries, before it is built: a discrete-event model of it."""
