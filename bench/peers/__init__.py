"""Other people's software, run beside ours on the same PostgreSQL in the same run."""
