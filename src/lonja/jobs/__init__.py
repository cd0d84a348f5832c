"""Handlers of queue messages and timers: they call the domain, and outside services between transactions."""
