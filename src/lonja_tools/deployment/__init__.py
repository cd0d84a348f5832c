"""Bringing Lonja to Azure: packages, database roles, and the steps of a deployment."""
