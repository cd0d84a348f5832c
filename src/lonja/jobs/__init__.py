"""What a queue message or a timer sets off: read the message, call the domain, call the outside between transactions."""
