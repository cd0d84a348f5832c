"""Keys with which programs ask the back office: what each may do, until when, and who made it."""
