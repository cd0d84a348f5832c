"""What every noun stands on: money, errors, ids, transactions, messages, time, traces."""
