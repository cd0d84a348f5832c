"""What both APIs have around them: limits of requests, and a reference page."""
