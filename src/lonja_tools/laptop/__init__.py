"""The whole shop on one machine: which processes run, how they start, stop and stay healthy."""
