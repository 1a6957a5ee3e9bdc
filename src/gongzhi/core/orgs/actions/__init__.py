"""Writes over the orgs: build the tree from the division table, change it by date, set and confirm settings."""
