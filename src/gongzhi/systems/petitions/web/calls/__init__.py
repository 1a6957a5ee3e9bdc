"""Pages of call-backs: the list, one call, the script, the report."""
