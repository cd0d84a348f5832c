"""One zip for each app that Azure runs: its code, what that reads, and its locked requirements."""
