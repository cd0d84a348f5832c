"""Where stock lies, what each of these places is, when it is open, and what may be picked up there."""
