"""Days on which nothing is sent or brought, and the promise that is counted in the others."""
