"""Owns files of lists that are made in the background: who asked for which, how far it is, until when it is there."""
