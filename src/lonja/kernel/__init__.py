"""The base of every noun: money, errors, ids, transactions, messages, time, traces."""
